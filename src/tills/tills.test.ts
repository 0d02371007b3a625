import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { setClock } from "../../test/database.ts";
import {
  type Answer,
  type Client,
  expect,
  operator,
  startTestGameZone,
  TEST_PASSWORD,
  type TestGameZone,
} from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";
import { payPurchase } from "../purchases/actions.ts";
import { closeShift } from "./actions.ts";

let zone: TestGameZone;
let mariam: Client;
let issa: Client;
let issaId: number;
before(async () => {
  zone = await startTestGameZone();
  mariam = await zone.signIn(`clerk${zone.venueId}`, TEST_PASSWORD);
  const made = expect(
    await zone.as.administrator.post("/staff", { username: "issa", name: "Issa", role: "clerk" }),
    201,
  );
  issaId = made.staffMember.id;
  issa = await zone.signIn("issa", made.password);
});
after(() => zone.close());

async function sold(minutes: 1 | 15 | 60 = 1): Promise<{ id: number; amount: number }> {
  const packageId = zone.packageIds[minutes === 1 ? 0 : minutes === 15 ? 1 : 2];
  const { id, price } = expect(
    await zone.clerk.post("/purchases", { playerId: zone.playerId, packageId }),
    201,
  );
  return { id, amount: price };
}

function pay(client: Client, { id, amount }: { id: number; amount: number }, more: object = {}) {
  return client.post(`/purchases/${id}/payments`, { method: "cash", amount, ...more });
}

/** What the ledger holds in cash for a shift, added up by nobody but PostgreSQL. */
async function cashOf(shiftId: number): Promise<number> {
  const { rows } = await sql<{ cash: number }>`
    select coalesce(sum(case kind when 'payment' then amount else -amount end), 0)::bigint as cash
    from payments where shift_id = ${shiftId} and method = 'cash'`.execute(zone.db);
  return rows[0]?.cash as number;
}

async function closeWith(shiftId: number, countedCash: number): Promise<Answer> {
  return zone.clerk.post(`/shifts/${shiftId}/close`, { countedCash });
}

test("X at any time, Z at the end: float, sales, refunds, cash in and out, and what was counted", async () => {
  const first = zone.shiftId;
  expect(await pay(zone.clerk, await sold(60), { tendered: 1000 }), 201);
  const back = await sold(15);
  expect(await pay(zone.clerk, back), 201);
  const mobile = await sold(60);
  expect(
    await zone.clerk.post(`/purchases/${mobile.id}/payments`, { method: "mobile_money", amount: 500 }),
    201,
  );
  const refund = expect(await zone.clerk.post(`/purchases/${back.id}/refund`, { reason: "Wrong game" }), 200);
  assert.equal(refund.payment.shiftId, first);
  const movements = `/shifts/${first}/cash-movements`;
  expect(await zone.clerk.post(movements, { kind: "in", amount: 5000, reason: "More change" }), 201);
  const out = expect(await zone.clerk.post(movements, { kind: "out", amount: 2000, reason: "Water" }), 201);
  assert.equal(out.movement.amount, 2000);
  const x = expect(await zone.clerk.get(`/shifts/${first}`), 200);
  assert.equal(x.kind, "X");
  assert.deepEqual(
    [x.openingCash, x.cashPayments, x.cashRefunds, x.cashIn, x.cashOut, x.expectedCash],
    [10_000, 700, 200, 5000, 2000, 13_500],
  );
  assert.deepEqual(x.methods, [
    { method: "cash", payments: 2, taken: 700, refunds: 1, refunded: 200 },
    { method: "mobile_money", payments: 1, taken: 500, refunds: 0, refunded: 0 },
  ]);

  const close = `/shifts/${first}/close`;
  const wrong = await zone.clerk.post(close, { countedCash: 13_400, counts: { 10000: 1, 1000: 3 } });
  assert.equal(expect(wrong, 422).code, "count_does_not_add_up");
  const foreign = await zone.clerk.post(close, { countedCash: 13_400, counts: { 13400: 1 } });
  assert.equal(expect(foreign, 422).code, "count_does_not_add_up");
  const counts = { 10000: 1, 1000: 3, 500: 0, 200: 2 };
  const z = expect(await zone.clerk.post(close, { countedCash: 13_400, counts, note: "A coin rolled" }), 200);
  assert.equal(z.kind, "Z");
  assert.deepEqual(
    [z.shift.expectedCash, z.shift.countedCash, z.shift.difference, z.shift.note],
    [13_500, 13_400, -100, "A coin rolled"],
  );
  assert.deepEqual(z.shift.counts, { 200: 2, 1000: 3, 10000: 1 });
  assert.equal(expect(await closeWith(first, 13_400), 409).code, "shift_closed");
  const late = await zone.clerk.post(movements, { kind: "in", amount: 1, reason: "Too late" });
  assert.equal(expect(late, 409).code, "shift_closed");
  for (const statement of [
    sql`update shifts set expected_cash = 0 where id = ${first}`,
    sql`delete from shifts where id = ${first}`,
    sql`update cash_movements set amount = 1 where shift_id = ${first}`,
  ]) {
    await assert.rejects(statement.execute(zone.db), /append-only/);
  }
});

test("no more cash leaves a till than lies there, also when several take it out at once", async () => {
  const till = expect(await zone.as.administrator.post("/tills", { name: "Petite caisse" }), 201).id;
  const opened = expect(await zone.clerk.post("/shifts", { tillId: till, openingCash: 10_000 }), 201);
  const path = `/shifts/${opened.shift.id}`;
  const out = { kind: "out", amount: 6000, reason: "To the bank" };
  const answers = await Promise.all(
    [zone.clerk, mariam, issa, zone.clerk].map((one) => one.post(`${path}/cash-movements`, out)),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409)!.body;
  assert.equal(refused.code, "till_short");
  assert.match(refused.detail, /4 000|4\D000/);
  assert.equal(expect(await zone.clerk.get(path), 200).expectedCash, 4000);
  const sales = await Promise.all([1, 2, 3, 4].map(() => sold(60)));
  for (const sale of sales) expect(await pay(zone.clerk, sale, { tillId: till }), 201);
  expect(await closeWith(opened.shift.id, 6000), 200);

  // The owner took 5 500 to the bank overnight: less lies there than the till would have to pay back.
  const { shift } = expect(await mariam.post("/shifts", { tillId: till, openingCash: 500 }), 201);
  assert.deepEqual([shift.leftBefore, shift.openingCash], [6000, 500]);
  const refunds = await Promise.all(
    sales.map(({ id }) => zone.clerk.post(`/purchases/${id}/refund`, { reason: "Power cut", tillId: till })),
  );
  assert.deepEqual(refunds.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  assert.ok(refunds.every(({ status, body }) => status === 200 || body.code === "till_short"));
  assert.equal(expect(await zone.clerk.get(`/shifts/${shift.id}`), 200).expectedCash, 0);
  const today = new Date().toISOString().slice(0, 10);
  const losses = await zone.as.administrator.get(`/reports/losses?from=${today}&to=${today}`);
  const { total } = expect(losses, 200);
  assert.deepEqual([total.openedBelow, total.takenBetween], [1, 5500]);
  expect(await closeWith(shift.id, 0), 200);
  expect(await zone.as.administrator.patch(`/tills/${till}`, { active: false }), 200);
});

test("a clock that goes back leaves every entry within its shift, and lets the till be closed", async () => {
  const { shift } = expect(await zone.clerk.post("/shifts", { openingCash: 1000 }), 201);
  await setClock(zone.db, 60_000);
  expect(await pay(zone.clerk, await sold()), 201);
  await setClock(zone.db, 0);
  const handedOver = expect(
    await zone.clerk.post(`/shifts/${shift.id}/hand-over`, { countedCash: 1050 }),
    200,
  );
  const next = handedOver.opened.shift.id;
  const movement = { kind: "in", amount: 500, reason: "More change" };
  expect(await zone.clerk.post(`/shifts/${next}/cash-movements`, movement), 201);
  expect(await closeWith(next, 1550), 200);
  const { rows } = await sql`
    select e.* from till_entries e join shifts s on s.venue_id = e.venue_id and s.id = e.shift_id
    where s.id in (${shift.id}, ${next}) and not e.at between s.opened_at and s.closed_at`.execute(zone.db);
  assert.deepEqual(rows, []);
});

test("no money without an open shift, and nothing of the sale is written", async () => {
  const purchase = await sold();
  const refused = expect(await pay(zone.clerk, purchase), 409);
  assert.equal(refused.code, "no_open_shift");
  const after = expect(await zone.clerk.get(`/purchases/${purchase.id}`), 200);
  assert.deepEqual([after.paymentStatus, after.invoice], ["pending", null]);
  const french = await zone.clerk.request(
    "POST",
    `/purchases/${purchase.id}/payments`,
    '{"method":"cash","amount":50}',
    {
      "accept-language": "fr",
    },
  );
  assert.match(french.body.detail, /la caisse ne prend ni ne rend d’argent/);
});

test("of ten who open one till at once, one does", async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => zone.clerk.post("/shifts", { openingCash: 5000 })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(9).fill(409)]);
  const codes = new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code));
  assert.deepEqual([...codes], ["shift_already_open"]);
});

test("a payment under way is waited for and counted; one that comes to a closing shift is refused", async () => {
  const [open] = expect(await zone.clerk.get("/shifts?open=true"), 200).items;
  const [counted, refused] = [await sold(60), await sold(60)];
  const actor = { ...operator(zone.venueId), role: "clerk" as const };
  const cash = { method: "cash" as const, amount: 500 };
  let closing: Promise<Answer> | undefined;
  await inTransaction(zone.db, async (tx) => {
    await payPurchase({ tx, actor }, counted.id, cash);
    closing = closeWith(open.id, 0);
    await untilWaiting();
  });
  const z = expect((await closing) as Answer, 200);
  assert.deepEqual([z.cashPayments, z.shift.expectedCash], [500, z.openingCash + 500]);

  const next = expect(await zone.clerk.post("/shifts", { openingCash: 100 }), 201).shift;
  let late: Promise<Answer> | undefined;
  await inTransaction(zone.db, async (tx) => {
    await closeShift({ tx, actor }, next.id, { countedCash: 100 });
    late = pay(zone.clerk, refused);
    await untilWaiting();
  });
  assert.equal(expect((await late) as Answer, 409).code, "no_open_shift");
  expect(await zone.clerk.post("/shifts", { openingCash: 0 }), 201);
  expect(await pay(zone.clerk, refused), 201);
});

/** Waits until a statement of this database waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (const start = performance.now(); performance.now() - start < 10_000; ) {
    const { rows } = await sql`select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(zone.db);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("Nobody waits for the lock.");
}

test("many payments and a close at once: a payment is counted or refused, to the franc", async () => {
  for (let round = 0; round < 3; round += 1) {
    const [open] = expect(await zone.clerk.get("/shifts?open=true"), 200).items;
    const earlier = expect(await zone.clerk.get(`/shifts/${open.id}`), 200);
    const purchases = await Promise.all(Array.from({ length: 14 }, () => sold(round % 2 === 0 ? 1 : 15)));
    const requests: Array<Promise<Answer>> = purchases.map((purchase) => pay(zone.clerk, purchase));
    // In the middle of them, a little later each round.
    const closing = new Promise<Answer>((resolve) => {
      setTimeout(() => resolve(closeWith(open.id, 0)), round * 15);
    });
    const [z, ...answers] = await Promise.all([closing, ...requests]);
    const taken = answers.filter(({ status }) => status === 201);
    for (const answer of answers) {
      if (answer.status !== 201) assert.equal(expect(answer, 409).code, "no_open_shift");
      else assert.equal(answer.body.payment.shiftId, open.id);
    }
    const report = expect(z, 200);
    const sum = taken.reduce((total, { body }) => total + body.payment.amount, earlier.cashPayments);
    assert.equal(report.cashPayments, sum);
    assert.equal(report.shift.expectedCash, report.openingCash + (await cashOf(open.id)));
    // Whoever was refused pays once a shift is open again.
    expect(await zone.clerk.post("/shifts", { openingCash: 1000 * round }), 201);
  }
});

test("payments while the till is handed over: each is in one of the two shifts, none is refused", async () => {
  const [open] = expect(await zone.clerk.get("/shifts?open=true"), 200).items;
  const purchases = await Promise.all(Array.from({ length: 14 }, () => sold()));
  const handover = zone.clerk.post(`/shifts/${open.id}/hand-over`, {
    countedCash: 7000,
    nextClerkId: issaId,
  });
  const [handed, ...answers] = await Promise.all([
    handover,
    ...purchases.map((each) => pay(zone.clerk, each)),
  ]);
  const { closed, opened } = expect(handed as Answer, 200);
  assert.deepEqual(
    [opened.openingCash, opened.shift.openedBy.name, opened.shift.handedOverFrom, opened.shift.till.id],
    [7000, "Issa", open.id, closed.shift.till.id],
  );
  for (const answer of answers) {
    const { payment } = expect(answer, 201);
    assert.ok([open.id, opened.shift.id].includes(payment.shiftId));
  }
  assert.equal(closed.shift.expectedCash, closed.openingCash + (await cashOf(open.id)));
  const { rows } = await sql`select p.id from payments p join shifts s on s.id = p.shift_id
    where p.received_at < s.opened_at or p.received_at > s.closed_at`.execute(zone.db);
  assert.deepEqual(rows, [], "every payment lies within its shift");
});

test("two tills: one's own shift takes one's money, whoever has none names the till", async () => {
  const { id: second } = expect(await zone.as.administrator.post("/tills", { name: "Caisse 2" }), 201);
  assert.equal(expect(await zone.clerk.post("/tills", { name: "Caisse 3" }), 403).code, "not_allowed");
  assert.equal(expect(await mariam.post("/shifts", { openingCash: 0 }), 409).code, "till_needed");
  const hers = expect(await mariam.post("/shifts", { tillId: second, openingCash: 3000 }), 201).shift;
  const { items } = expect(await mariam.get("/shifts?open=true"), 200);
  const his = items.find(({ id }: { id: number }) => id !== hers.id);
  assert.equal(his.openedBy.name, "Issa");
  assert.equal(expect(await pay(mariam, await sold()), 201).payment.shiftId, hers.id);
  assert.equal(expect(await pay(issa, await sold()), 201).payment.shiftId, his.id);
  const owner = await zone.signIn(`administrator${zone.venueId}`, TEST_PASSWORD);
  const refused = expect(await pay(owner, await sold()), 409);
  assert.equal(refused.code, "till_needed");
  assert.deepEqual(
    refused.tills.map(({ name }: { name: string }) => name),
    ["Caisse 1", "Caisse 2"],
  );
  const named = expect(await pay(owner, await sold(), { tillId: second }), 201);
  assert.equal(named.payment.shiftId, hers.id);
  assert.equal(expect(await pay(owner, await sold(), { tillId: 999_999 }), 404).code, "not_found");

  const busy = await zone.as.administrator.patch(`/tills/${second}`, { active: false });
  assert.equal(expect(busy, 409).code, "shift_already_open");
  expect(await mariam.post(`/shifts/${hers.id}/close`, { countedCash: 3000 }), 200);
  expect(await zone.as.administrator.patch(`/tills/${second}`, { active: false }), 200);
  const reopened = await mariam.post("/shifts", { tillId: second, openingCash: 0 });
  assert.equal(expect(reopened, 409).code, "till_out_of_use");
  // Her Z is hers and the owner's to see; his colleague's is not his.
  expect(await mariam.get(`/shifts/${hers.id}`), 200);
  expect(await zone.as.administrator.get(`/shifts/${hers.id}`), 200);
  assert.equal((await issa.get(`/shifts/${hers.id}`)).status, 404);
});

test("a clerk pays back above the limit with an administrator's PIN, which guesses at once do not find", async () => {
  const owner = await zone.signIn(`administrator${zone.venueId}`, TEST_PASSWORD);
  const username = `administrator${zone.venueId}`;
  expect(await owner.patch("/venue", { refundApprovalAbove: 200 }), 200);
  assert.deepEqual(expect(await owner.get("/me/pin"), 200), { isSet: false });
  const put = (pin: string) => owner.request("PUT", "/me/pin", JSON.stringify({ pin }));
  assert.equal(expect(await put("12a4"), 400).code, "invalid_input");
  assert.deepEqual(expect(await put("4711"), 200), { isSet: true });

  const small = await sold(15);
  expect(await pay(issa, small), 201);
  expect(await issa.post(`/purchases/${small.id}/refund`, { reason: "At the limit" }), 200);
  const large = await sold(60);
  expect(await pay(issa, large), 201);
  const refund = (approval: object | undefined, client = issa, headers = {}) =>
    client.post(`/purchases/${large.id}/refund`, { reason: "PC broke", approval }, headers);
  const needed = expect(await refund(undefined), 403);
  assert.equal(needed.code, "approval_needed");
  assert.match(needed.limit, /^200/);
  assert.equal(expect(await refund({ username: "issa", pin: "4711" }), 403).code, "approval_refused");

  const guesses = await Promise.all(
    Array.from({ length: 12 }, (_, guess) => refund({ username, pin: String(1000 + guess) })),
  );
  const codes = guesses.map(({ body }) => body.code).sort();
  assert.deepEqual(codes, [...Array(5).fill("approval_refused"), ...Array(7).fill("rate_limited")]);
  assert.equal(
    expect(await refund({ username, pin: "4711" }), 429).code,
    "rate_limited",
    "the right one too",
  );
  const { rows: traces } = await sql<{ details: object }>`select details from audit_entries
    where action = 'purchase.refund_not_approved' and actor_id = ${issaId}`.execute(zone.db);
  assert.equal(traces.length, 14);
  assert.ok(traces.every(({ details }) => !/4711|10\d\d/.test(JSON.stringify(details))));

  await sql`update approval_pins set failing_since = failing_since - interval '16 minutes'`.execute(zone.db);
  const retry = { "idempotency-key": "refund-once" };
  const done = expect(await refund({ username, pin: "4711" }, issa, retry), 200);
  assert.equal(done.payment.kind, "refund");
  assert.equal(
    (await refund({ username, pin: "4711" }, issa, retry)).headers.get("idempotency-replayed"),
    "true",
  );
  const entry = await zone.db
    .selectFrom("audit_entries")
    .select(["details", "actor_id"])
    .where("action", "=", "purchase.refund")
    .where("subject_id", "=", large.id)
    .executeTakeFirstOrThrow();
  const { userId } = expect(await owner.get("/me"), 200);
  assert.deepEqual([entry.actor_id, entry.details.approvedBy], [issaId, userId]);
  const another = await sold(60);
  expect(await pay(issa, another), 201);
  expect(await owner.post(`/purchases/${another.id}/refund`, { reason: "The owner may" }), 200);
});

test("an administrator from whom refunds were withheld approves none, and a PIN leaves no hash to guess it from", async () => {
  const { administrator } = zone.as;
  const made = expect(
    await administrator.post("/staff", { username: "adjoint", name: "Adjoint", role: "administrator" }),
    201,
  );
  const { id, permissions } = made.staffMember;
  const deputy = await zone.signIn("adjoint", made.password);
  const body = { pin: "8264" };
  const retry = { "idempotency-key": "pin-of-the-deputy" };
  expect(await deputy.request("PUT", "/me/pin", JSON.stringify(body), retry), 200);
  const requests = await zone.db.selectFrom("idempotency_records").select("request_hash").execute();
  const guess = createHash("sha256")
    .update(JSON.stringify(["PUT", "/api/v1/me/pin", body]))
    .digest();
  assert.ok(!requests.some(({ request_hash: hash }) => hash.equals(guess)));

  const withheld = permissions.filter((name: string) => name !== "refund");
  expect(await administrator.patch(`/staff/${id}`, { permissions: withheld }), 200);
  const paid = await sold(60);
  expect(await pay(issa, paid), 201);
  const approval = { username: "adjoint", pin: "8264" };
  const refund = () => issa.post(`/purchases/${paid.id}/refund`, { reason: "A friend", approval });
  assert.equal(expect(await refund(), 403).code, "approval_refused");
  expect(await administrator.patch(`/staff/${id}`, { permissions }), 200);
  expect(await refund(), 200);
});

test("what leaves the till is told by clerk", async () => {
  const today = new Date().toISOString().slice(0, 10);
  const path = `/reports/losses?from=${today}&to=${today}`;
  assert.equal((await issa.get(path)).status, 403);
  const lossesOf = async (name: string | null) => {
    const { people } = expect(await zone.as.administrator.get(path), 200);
    return people.find((person: { name: string | null }) => person.name === name);
  };
  const earlier = await lossesOf("Issa");
  assert.deepEqual(
    [earlier.refunds, earlier.refunded, earlier.refundsNotApproved, earlier.voids],
    [3, 1200, 15, 0],
  );
  const dropped = await sold(60);
  expect(await issa.post(`/purchases/${dropped.id}/cancel`, { reason: "Changed their mind" }), 200);
  const session = await zone.ready(15);
  expect(await issa.post(`/sessions/${session.id}/start`), 200);
  expect(await issa.post(`/sessions/${session.id}/extend`, { minutes: 7, reason: "A friend" }), 200);
  expect(await issa.post(`/sessions/${session.id}/force-complete`, { reason: "Left" }), 200);
  const [open] = expect(await issa.get("/shifts?open=true"), 200).items;
  const out = { kind: "out", amount: 1500, reason: "Bread" };
  expect(await issa.post(`/shifts/${open.id}/cash-movements`, out), 201);
  const { expectedCash } = expect(await issa.get(`/shifts/${open.id}`), 200);
  expect(await mariam.post(`/shifts/${open.id}/close`, { countedCash: expectedCash - 25 }), 200);
  const { voids, voided, extensions, minutesGiven, forceCompletions, minutesWrittenOff, ...rest } =
    await lossesOf("Issa");
  assert.deepEqual([voids, voided, extensions, minutesGiven], [1, 500, 1, 7]);
  assert.deepEqual(
    [forceCompletions, minutesWrittenOff],
    [1, 21],
    "all but the second it ran, in whole minutes",
  );
  assert.deepEqual([rest.cashOuts, rest.cashOut, rest.shifts, rest.cashMissing], [1, 1500, 1, 25]);
  const report = expect(await zone.as.administrator.get(path), 200);
  assert.equal(report.total.voided, 500);
});

test("a sale in a venue that was just made has a till to open", async () => {
  const { items } = expect(await zone.clerk.get("/tills?active=true"), 200);
  assert.deepEqual(
    items.map(({ name, openShift }: { name: string; openShift: unknown }) => [name, openShift]),
    [["Caisse 1", null]],
  );
  assert.equal(typeof items[0].lastCountedCash, "number");
});
