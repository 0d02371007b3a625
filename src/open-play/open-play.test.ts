import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand, setClock } from "../../test/database.ts";
import { type Answer, expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { settle } from "../deadlines/worker.ts";
import { atVenue, examine } from "../doctor/queries.ts";

const MINUTE = 60_000;
/** What the hour, the machine and the jumps of this test's clock bring about. */
const ofMachine = ["clocks_differ", "backup_missing", "worker_silent", "node_silent", "shift_open_for_long"];
const surroundings = { freeBytes: 50_000_000_000 };

let zone: TestGameZone;
let packageId: number;
let clock = 0;
before(async () => {
  zone = await startTestGameZone();
  const { id: gameId } = await zone.db.selectFrom("games").select("id").executeTakeFirstOrThrow();
  // 100 for every quarter of an hour begun, 100 at least and 1000 at most, for five hours at the longest.
  const open = { stepMinutes: 15, minimumPrice: 100, ceilingPrice: 1000 };
  const made = { gameId, name: "Jeu libre", kind: "open", minutes: 300, price: 400, open };
  packageId = expect(await zone.as.administrator.post("/packages", made), 201).id;
});
after(() => zone.close());

test("open-ended play is seated at once, counts up, is billed to the step that was begun, and paid", async () => {
  const { purchase, invoice, session } = await begin();
  assert.deepEqual([invoice.price, invoice.billed], [0, false]);
  assert.deepEqual(
    [purchase.kind, purchase.paymentStatus, purchase.price, purchase.billedAt],
    ["open", "pending", 0, null],
  );
  assert.deepEqual([invoice.status, session.status, session.totalSeconds], ["active", "active", 300 * 60]);
  assert.equal(session.openEnded.amountDue, 100, "the first step is begun");
  await agrees(purchase.id);
  const checklist = expect(await zone.clerk.get(`/sessions/${session.id}/checklist`), 200);
  assert.equal(checklist.failingStep, null);

  await jump(31 * MINUTE);
  const soFar = expect(await zone.clerk.get(`/sessions/${session.id}`), 200).openEnded;
  assert.equal(soFar.amountDue, 300);
  assert.ok(soFar.playedSeconds >= 31 * 60 && soFar.playedSeconds < 32 * 60);
  assert.ok(soFar.nextStepInSeconds > 12 * 60 && soFar.nextStepInSeconds <= 14 * 60);
  const early = await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 300 });
  assert.equal(expect(early, 409).code, "session_still_runs");
  const dropped = await zone.clerk.post(`/purchases/${purchase.id}/cancel`, { reason: "changed their mind" });
  assert.equal(expect(dropped, 409).code, "purchase_not_cancellable");

  const bill = expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 200);
  assert.deepEqual(
    [bill.session.status, bill.invoice.status, bill.purchase.price],
    ["completed", "used", 300],
  );
  assert.deepEqual(
    bill.purchase.priceLines.map((line: { kind: string }) => line.kind),
    ["played"],
  );
  assert.equal(bill.session.openEnded.nextStepInSeconds, null);
  const row = await zone.db
    .selectFrom("play_sessions")
    .selectAll()
    .where("id", "=", session.id)
    .executeTakeFirstOrThrow();
  const played = row.completed_at!.getTime() - row.started_at!.getTime();
  assert.equal(row.used_ms - row.written_off_ms, played, "what was played, to the millisecond");
  await assertConsistent(zone.db, session.id);
  assert.deepEqual(
    (await toPay()).map(({ id }) => id),
    [session.id],
  );
  await agrees(purchase.id);

  const wrong = await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 400 });
  assert.equal(expect(wrong, 422).code, "amount_mismatch");
  const paid = expect(
    await zone.clerk.post(`/purchases/${purchase.id}/payments`, {
      method: "cash",
      amount: 300,
      tendered: 500,
    }),
    201,
  );
  assert.deepEqual(
    [paid.payment.change, paid.purchase.paymentStatus, paid.invoice.id],
    [200, "completed", invoice.id],
  );
  assert.deepEqual(await toPay(), []);
  await agrees(purchase.id);
  assert.deepEqual(await found(), {});
});

test("what closes by itself at its longest is billed at its payment, and never above the ceiling", async () => {
  const { purchase, session } = await begin();
  await jump(301 * MINUTE);
  await settle(zone.db, new Date(Date.now() + clock));
  const [waiting] = await toPay();
  assert.deepEqual(
    [waiting?.id, waiting?.status, waiting?.openEnded.amountDue],
    [session.id, "completed", 1000],
  );
  const paid = expect(
    await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 1000 }),
    201,
  );
  assert.deepEqual(
    paid.purchase.priceLines.map((line: { kind: string }) => line.kind),
    ["played", "ceiling"],
  );
  assert.equal(paid.purchase.price, 1000);
  await agrees(purchase.id);
});

test("a pause is not billed; a terminated one is billed for what was played", async () => {
  const { session } = await begin();
  await jump(10 * MINUTE);
  expect(await zone.clerk.post(`/sessions/${session.id}/pause`), 200);
  await jump(60 * MINUTE);
  assert.equal(expect(await zone.clerk.get(`/sessions/${session.id}`), 200).openEnded.amountDue, 100);
  expect(await zone.clerk.post(`/sessions/${session.id}/terminate`, { reason: "bad behaviour" }), 200);
  const { purchase } = expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 200);
  assert.equal(purchase.price, 100);
  await agrees(purchase.id);
  expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 100 }), 201);
});

test("who has not paid begins no other; who leaves without paying stays in the books", async () => {
  const begun = await Promise.all([0, 1, 2].map((seat) => zone.clerk.post("/open-play", order(seat))));
  assert.deepEqual(statuses(begun), [201, 409, 409]);
  assert.ok(begun.every(({ status, body }) => status === 201 || body.code === "open_play_unpaid"));
  const { purchase, session } = (begun.find(({ status }) => status === 201) as Answer).body;
  const running = await zone.clerk.post(`/purchases/${purchase.id}/unpaid`, {
    reason: "left by the back door",
  });
  assert.equal(expect(running, 409).code, "session_still_runs");
  expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 200);
  assert.equal(expect(await zone.clerk.post("/open-play", order(1)), 409).code, "open_play_unpaid");
  const left = expect(
    await zone.clerk.post(`/purchases/${purchase.id}/unpaid`, { reason: "left by the back door" }),
    200,
  ).purchase;
  assert.deepEqual([left.paymentStatus, left.price], ["failed", 100]);
  assert.deepEqual(await toPay(), []);
  await agrees(purchase.id);
  assert.deepEqual(await found(), {});
  const { details } = await zone.db
    .selectFrom("audit_entries")
    .select("details")
    .where("action", "=", "purchase.unpaid")
    .executeTakeFirstOrThrow();
  assert.deepEqual(details, { reason: "left by the back door", amount: 100 });
  const { leftUnpaid, owed } = await losses();
  assert.deepEqual([leftUnpaid, owed], [1, 100], "the owner sees it among what leaves the till");
  const again = await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 100 });
  assert.equal(expect(again, 409).code, "purchase_not_payable");
});

test("open play that is stopped to be paid is no forced end in what leaves the till, archived or not", async () => {
  const before = await losses();
  const { purchase, session } = await begin();
  await jump(20 * MINUTE);
  const bill = expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 200);
  const pay = { method: "cash", amount: bill.purchase.price };
  expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, pay), 201);
  assert.deepEqual(await losses(), before);
  await sql`select archive_sessions(${zone.venueId}, ${[session.id]}::bigint[])`.execute(zone.db);
  assert.deepEqual(await losses(), before);
});

test("a package that is paid before is no open-ended play, and the other way round", async () => {
  const fixed = await zone.clerk.post("/open-play", { ...order(0), packageId: zone.packageIds[0] });
  assert.equal(expect(fixed, 409).code, "not_open_play");
  const sold = await zone.clerk.post("/purchases", { playerId: zone.playerId, packageId });
  assert.equal(expect(sold, 409).code, "package_sold_at_the_end");
  const session = await zone.ready(15);
  assert.equal(expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 409).code, "not_open_play");
  const unpaid = await zone.clerk.post(`/purchases/${session.purchaseId}/unpaid`, { reason: "never came" });
  assert.equal(expect(unpaid, 409).code, "not_open_play");
});

test("clerks who stop, pay and move at once, and the worker who closes: one bill, one payment, sums exact", async () => {
  for (let round = 0; round < 8; round += 1) {
    const { purchase, session } = await begin();
    const atItsEnd = round % 2 === 1;
    await jump(atItsEnd ? 300 * MINUTE - 60 : 20 * MINUTE);
    const due = atItsEnd ? 1000 : 200;
    const pay = () => zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: due });
    const [bills, payments, [move], closed] = await Promise.all([
      Promise.all([1, 2, 3].map(() => zone.clerk.post(`/sessions/${session.id}/bill`))),
      Promise.all([pay(), pay()]),
      Promise.all([zone.clerk.post(`/sessions/${session.id}/move`, { stationId: zone.stationIds[1] })]),
      atItsEnd ? settle(zone.db, new Date(Date.now() + clock + 200)) : 0,
    ]);
    assert.deepEqual(statuses(bills), [200, 200, 200], "everybody gets the same bill");
    assert.deepEqual(new Set(bills.map(({ body }) => body.purchase.price)), new Set([due]));
    assert.equal(new Set(bills.map(({ body }) => body.purchase.billedAt)).size, 1);
    for (const { status, body } of payments)
      assert.ok(
        status === 201 || ["session_still_runs", "purchase_not_payable"].includes(body.code),
        body.code,
      );
    assert.ok([200, 409].includes(move!.status) && closed <= 1);
    if (payments.every(({ status }) => status !== 201)) expect(await pay(), 201);
    const taken = await zone.db
      .selectFrom("payments")
      .select("amount")
      .where("purchase_id", "=", purchase.id)
      .execute();
    assert.deepEqual(taken, [{ amount: due }]);
    const billed = await zone.db
      .selectFrom("audit_entries")
      .select("id")
      .where("action", "=", "purchase.bill")
      .where("subject_id", "=", purchase.id)
      .execute();
    assert.equal(billed.length, 1);
    await assertConsistent(zone.db, session.id);
    await agrees(purchase.id);
  }
  assert.deepEqual(await found(), {});
});

test("what was billed stays, and what really disagrees is still found", async () => {
  const { purchase, session, invoice } = await begin();
  expect(await zone.clerk.post(`/sessions/${session.id}/bill`), 200);
  await assert.rejects(
    sql`update purchases set price = 1, price_lines = '[]' where id = ${purchase.id}`.execute(zone.db),
    /what was billed stays/,
  );
  await assert.rejects(
    sql`update purchases set payment_status = 'cancelled' where id = ${purchase.id}`.execute(zone.db),
    /open_play_is_never_cancelled/,
  );
  await byHand(zone.db, `update invoices set status = 'active', used_at = null where id = ${invoice.id}`);
  assert.deepEqual(await found(), { closed_session_invoice_open: 1 });
  await byHand(zone.db, `update invoices set status = 'used', used_at = now() where id = ${invoice.id}`);
  await byHand(
    zone.db,
    `update purchases set payment_status = 'completed', completed_at = now() where id = ${purchase.id}`,
  );
  assert.deepEqual(await found(), { payments_do_not_add_up: 1 });
  await byHand(
    zone.db,
    `update purchases set payment_status = 'pending', completed_at = null where id = ${purchase.id}`,
  );
  expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 100 }), 201);
  const other = await begin();
  await byHand(
    zone.db,
    `update purchases set payment_status = 'failed', billed_at = now() where id = ${other.purchase.id}`,
  );
  assert.deepEqual(await found(), { session_not_paid: 1 });
  await byHand(
    zone.db,
    `update purchases set payment_status = 'pending' where id = ${other.purchase.id};
     update invoices set status = 'refunded' where id = ${other.invoice.id}`,
  );
  assert.deepEqual(await found(), { open_session_invoice_not_active: 1 });
});

function order(seat: number) {
  return { playerId: zone.playerId, packageId, stationId: zone.stationIds[seat] };
}

async function begin() {
  return expect(await zone.clerk.post("/open-play", order(0)), 201);
}

async function toPay(): Promise<Array<{ id: number; status: string; openEnded: { amountDue: number } }>> {
  return expect(await zone.clerk.get("/open-play/to-pay"), 200).items;
}

async function agrees(purchaseId: number): Promise<void> {
  const rows = expect(await zone.clerk.get("/purchases/overview?syncStatus=MISMATCH"), 200).items;
  assert.deepEqual(rows, [], `purchase ${purchaseId}`);
}

async function losses() {
  const [from, to] = [0, clock].map((ahead) => new Date(Date.now() + ahead).toISOString().slice(0, 10));
  return expect(await zone.as.administrator.get(`/reports/losses?from=${from}&to=${to}`), 200).total;
}

async function jump(milliseconds: number): Promise<void> {
  clock += milliseconds;
  await setClock(zone.db, clock);
}

function statuses(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).sort();
}

async function found(): Promise<Record<string, number>> {
  const { checks } = await examine(zone.db, atVenue(zone.venueId), surroundings, "en");
  const wrong = checks.filter(({ name, found, severity }) => {
    return found > 0 && severity !== "notice" && !ofMachine.includes(name);
  });
  return Object.fromEntries(wrong.map((check) => [check.name, check.found]));
}
