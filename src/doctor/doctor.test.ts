import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand as changeByHand } from "../../test/database.ts";
import { expect, operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { type RepairStep, repair } from "./actions.ts";
import { atVenue, checks, examine } from "./queries.ts";

let zone: TestGameZone;
let beating: NodeJS.Timeout;
before(async () => {
  zone = await startTestGameZone();
  beating = setInterval(beat, 1000);
  await beat();
});
after(() => {
  clearInterval(beating);
  return zone.close();
});

const surroundings = { freeBytes: 50_000_000_000 };

function look(around = surroundings) {
  return examine(zone.db, atVenue(zone.venueId), around, "en");
}

async function found(around = surroundings): Promise<Record<string, number>> {
  const { checks: reported } = await look(around);
  const wrong = reported.filter((check) => check.found > 0 && check.severity !== "notice");
  return Object.fromEntries(wrong.map((check) => [check.name, check.found]));
}

function mend(order: { name?: string; key?: string; dryRun?: boolean } = {}): Promise<RepairStep[]> {
  const scope = atVenue(zone.venueId);
  return repair(zone.db, operator(zone.venueId), { scope, dryRun: false, ...order }, surroundings);
}

/** Repairs everything, sees the outcomes that are expected, and nothing left but what needs a decision. */
async function mends(expected: Record<string, string>): Promise<void> {
  const planned = await mend({ dryRun: true });
  assert.deepEqual(
    summary(planned),
    mapValues(expected, (outcome) => (outcome === "repaired" ? "planned" : outcome)),
  );
  const steps = await mend();
  assert.deepEqual(summary(steps), expected);
  const again = await mend();
  assert.ok(
    again.every(({ outcome }) => outcome === "needs_decision"),
    "a second repair changes nothing",
  );
}

function summary(steps: readonly RepairStep[]): Record<string, string> {
  return Object.fromEntries(steps.map(({ check, outcome }) => [check.name, outcome]));
}

function mapValues(record: Record<string, string>, change: (value: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function byHand(statement: string): Promise<void> {
  return changeByHand(zone.db, statement);
}

/** A constraint is dropped for as long as a test needs to break what it forbids. */
async function without(table: string, constraint: string, definition: string, work: () => Promise<void>) {
  await sql.raw(`alter table ${table} drop constraint ${constraint}`).execute(zone.db);
  await work();
  await sql.raw(`alter table ${table} add constraint ${constraint} ${definition}`).execute(zone.db);
}

async function beat(): Promise<void> {
  await sql`insert into node_heartbeats values ('here:1:test', clock_now(), clock_now())
    on conflict (node_id) do update set beat_at = clock_now()`.execute(zone.db);
}

async function started(minutes: 1 | 15 | 60 = 60) {
  const session = await zone.ready(minutes);
  const answer = await zone.clerk.post(`/sessions/${session.id}/start`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return session;
}

async function ended() {
  const session = await started();
  await zone.clerk.post(`/sessions/${session.id}/force-complete`, { reason: "Test" });
  return session;
}

test("a venue where all is well has no findings", async () => {
  await started();
  await ended();
  const report = await look();
  assert.deepEqual(await found(), {});
  assert.equal(report.healthy, true);
  const active = report.sessions.find(({ status }) => status === "active");
  assert.deepEqual(active, { status: "active", count: 1, grantedMinutes: 60, usedMinutes: 0 });
  assert.equal(report.workerLagSeconds, 0);
  assert.deepEqual(
    report.nodes.map(({ id }) => id),
    ["here:1:test"],
  );
});

test("session_overdue: a session past its deadline is closed as of it", async () => {
  const { id, invoiceId } = await started();
  await byHand(`with moved as (
      update play_sessions set running_since = running_since - interval '2 hours', started_at = started_at - interval '2 hours',
        ends_at = ends_at - interval '2 hours', low_time_at = null where id = ${id} returning id),
    run as (update session_runs set started_at = started_at - interval '2 hours' where session_id = ${id})
    update session_events set at = at - interval '2 hours' where session_id = ${id}`);
  assert.deepEqual(await found(), { session_overdue: 1 });
  const { body: before } = await zone.clerk.get(`/sessions/${id}`);
  await mends({ session_overdue: "repaired" });
  const { body: session } = await zone.clerk.get(`/sessions/${id}`);
  assert.equal(session.status, "completed");
  assert.equal(session.completedAt, before.endsAt, "the time that was bought, not the time somebody noticed");
  assert.equal((await zone.clerk.get(`/invoices/${invoiceId}`)).body.status, "used");
  await assertConsistent(zone.db, id);
  assert.deepEqual(await found(), {});
});

test("ready_session_overdue: a session that nobody started expires as of its date", async () => {
  const { id } = await zone.ready();
  await byHand(
    `update play_sessions set ready_expires_at = clock_now() - interval '1 hour' where id = ${id}`,
  );
  assert.deepEqual(await found(), { ready_session_overdue: 1 });
  await mends({ ready_session_overdue: "repaired" });
  const { body: session } = await zone.clerk.get(`/sessions/${id}`);
  assert.equal(session.status, "expired");
  assert.ok(Date.now() - Date.parse(session.completedAt) > 3_500_000);
  assert.deepEqual(await found(), {});
});

test("invoice_overdue: an invoice past its date expires", async () => {
  const { id } = await zone.sell();
  await byHand(`update invoices set expires_at = clock_now() - interval '1 hour' where id = ${id}`);
  assert.deepEqual(await found(), { invoice_overdue: 1 });
  await mends({ invoice_overdue: "repaired" });
  assert.equal((await zone.clerk.get(`/invoices/${id}`)).body.status, "expired");
});

test("paused_for_long asks: resume, stop or force, and can be acknowledged", async () => {
  const { id } = await started();
  await zone.clerk.post(`/sessions/${id}/pause`);
  await byHand(`update session_events set at = at - interval '8 days' where session_id = ${id};
    update play_sessions set started_at = started_at - interval '8 days', created_at = created_at - interval '8 days' where id = ${id};
    update session_runs set started_at = started_at - interval '8 days', ended_at = ended_at - interval '8 days' where session_id = ${id}`);
  assert.deepEqual(await found(), { paused_for_long: 1 });
  await mends({ paused_for_long: "needs_decision" });
  const ended = await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Never came back" });
  assert.equal(ended.status, 200);
  assert.deepEqual(await found(), {});
});

test("station_shared asks who really plays there", async () => {
  const first = await zone.ready();
  const second = await zone.ready();
  const [stationId, other] = zone.stationIds;
  await zone.clerk.post(`/sessions/${first.id}/start`, { stationId });
  await zone.clerk.post(`/sessions/${second.id}/start`, { stationId: other });
  await sql`drop index one_live_session_a_station`.execute(zone.db);
  await byHand(`update play_sessions set station_id = ${stationId} where id = ${second.id}`);
  assert.deepEqual(await found(), { station_shared: 2 });
  await mends({ station_shared: "needs_decision" });
  for (const { id } of [first, second])
    await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Test over" });
  await sql`create unique index one_live_session_a_station on play_sessions (venue_id, station_id)
    where status in ('active', 'paused')`.execute(zone.db);
  assert.deepEqual(await found(), {});
});

test("played_while_barred asks: stop the session, or lift the sanction", async () => {
  const { body: player } = await zone.clerk.post("/players", { name: "Barred" });
  const { body: sold } = await zone.clerk.post("/purchases", {
    playerId: player.id,
    packageId: zone.packageIds[2],
  });
  const { body: paid } = await zone.clerk.post(`/purchases/${sold.id}/payments`, {
    method: "cash",
    amount: 500,
  });
  const { body: scanned } = await zone.clerk.post("/scans", { code: paid.invoice.validationCode });
  await zone.clerk.post(`/sessions/${scanned.session.id}/start`);
  const { status } = await zone.as.administrator.post(`/players/${player.id}/sanctions`, {
    kind: "ban",
    reason: "Vol",
  });
  assert.equal(status, 201);
  assert.deepEqual(await found(), {}, "it was given after the start");
  await byHand(`update sanctions set given_at = given_at - interval '1 hour' where player_id = ${player.id}`);
  assert.deepEqual(await found(), { played_while_barred: 1 });
  await mends({ played_while_barred: "needs_decision" });
  await zone.clerk.post(`/sessions/${scanned.session.id}/terminate`, { reason: "Banned" });
  assert.deepEqual(await found(), {});
});

test("group_does_not_add_up asks: what a group paid is compared with the till", async () => {
  const playerIds = [zone.playerId, zone.playerId];
  const payment = { method: "cash", amount: 100 };
  const { body } = await zone.clerk.post("/groups", { playerIds, packageId: zone.packageIds[0], payment });
  const change = (amount: number) =>
    byHand(
      `update sale_groups set amount = ${amount}, tendered = null, change = null where id = ${body.group.id}`,
    );
  await change(101);
  assert.deepEqual(await found(), { group_does_not_add_up: 1 });
  await mends({ group_does_not_add_up: "needs_decision" });
  await change(100);
  assert.deepEqual(await found(), {});
});

test("paid_without_invoice: the invoice is issued, with the next number", async () => {
  const sold = await zone.sell();
  await byHand(`delete from invoice_audit_log where invoice_id = ${sold.id}; delete from invoices where id = ${sold.id};
    update invoice_counters set last_number = last_number - 1`);
  assert.deepEqual(await found(), { paid_without_invoice: 1 });
  await mends({ paid_without_invoice: "repaired" });
  const { body: purchase } = await zone.clerk.get(`/purchases/${sold.purchaseId}`);
  assert.equal(purchase.paymentStatus, "completed");
  assert.deepEqual(await found(), {});
});

test("paid_without_invoice without a payment asks: whether they paid is not guessed", async () => {
  const sold = await zone.sell();
  await byHand(`delete from invoice_audit_log where invoice_id = ${sold.id}; delete from invoices where id = ${sold.id};
    update invoice_counters set last_number = last_number - 1; delete from payments where purchase_id = ${sold.purchaseId}`);
  const named = { paid_without_invoice: 1, payments_do_not_add_up: 1 };
  assert.deepEqual(await found(), named);
  await mends(mapValues({ paid_without_invoice: "", payments_do_not_add_up: "" }, () => "needs_decision"));
  await byHand(`delete from purchases where id = ${sold.purchaseId}`);
});

test("active_without_session: the session is made, ready", async () => {
  const { id, invoiceId } = await zone.ready();
  await byHand(`delete from session_events where session_id = ${id}; delete from session_grants where session_id = ${id};
    delete from play_sessions where id = ${id}`);
  assert.deepEqual(await found(), { active_without_session: 1 });
  await mends({ active_without_session: "repaired" });
  const { rows } = await sql<{
    status: string;
  }>`select status from play_sessions where invoice_id = ${invoiceId}`.execute(zone.db);
  assert.deepEqual(rows, [{ status: "ready" }]);
  assert.deepEqual(await found(), {});
});

test("closed_session_invoice_open: the invoice is used, as of the end of the session", async () => {
  const { id, invoiceId } = await ended();
  await byHand(`update invoices set status = 'active', used_at = null where id = ${invoiceId}`);
  assert.deepEqual(await found(), { closed_session_invoice_open: 1 });
  await mends({ closed_session_invoice_open: "repaired" });
  const { body: session } = await zone.clerk.get(`/sessions/${id}`);
  const { body: invoice } = await zone.clerk.get(`/invoices/${invoiceId}`);
  assert.equal(invoice.status, "used");
  assert.equal(invoice.usedAt, session.completedAt);
  assert.deepEqual(await found(), {});
});

test("open_session_invoice_not_active: a waiting invoice is activated, a used one asks", async () => {
  const { id, invoiceId } = await zone.ready();
  await byHand(`update invoices set status = 'pending', activated_at = null where id = ${invoiceId}`);
  assert.deepEqual(await found(), { open_session_invoice_not_active: 1 });
  await mends({ open_session_invoice_not_active: "repaired" });
  assert.equal((await zone.clerk.get(`/invoices/${invoiceId}`)).body.status, "active");
  assert.deepEqual(await found(), {});

  await byHand(`update invoices set status = 'used', used_at = clock_now() where id = ${invoiceId}`);
  await mends({
    open_session_invoice_not_active: "needs_decision",
  });
  await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Invoice was used" });
  assert.deepEqual(await found(), {});
});

test("session_not_paid asks: take the payment or stop the session", async () => {
  const { id, purchaseId } = await zone.ready();
  await byHand(
    `update purchases set payment_status = 'pending', completed_at = null where id = ${purchaseId}`,
  );
  const named = { session_not_paid: 1, payments_do_not_add_up: 1 };
  assert.deepEqual(await found(), named);
  await mends({
    session_not_paid: "needs_decision",
    payments_do_not_add_up: "needs_decision",
  });
  await byHand(
    `update purchases set payment_status = 'completed', completed_at = clock_now() where id = ${purchaseId}`,
  );
  await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Test over" });
  assert.deepEqual(await found(), {});
});

test("purchase_session_mismatch: an invoice refunded by hand asks", async () => {
  const sold = await zone.sell();
  await byHand(`update invoices set status = 'refunded' where id = ${sold.id}`);
  assert.deepEqual(await found(), { purchase_session_mismatch: 1 });
  await mends({ purchase_session_mismatch: "needs_decision" });
  await byHand(`update invoices set status = 'pending' where id = ${sold.id}`);
});

test("price_lines_do_not_add_up asks: the price or its lines", async () => {
  const definition = "check (price_lines = '[]' or sum_of_price_lines(price_lines) = price)";
  await without("purchases", "price_lines_add_up", definition, async () => {
    const sale = { playerId: zone.playerId, packageId: zone.packageIds[0] };
    const { id } = expect(await zone.clerk.post("/purchases", sale), 201);
    await byHand(`update purchases set price = price + 1 where id = ${id}`);
    assert.deepEqual(await found(), { price_lines_do_not_add_up: 1 });
    await mends({ price_lines_do_not_add_up: "needs_decision" });
    await byHand(`update purchases set price = price - 1 where id = ${id}`);
  });
});

test("payments_do_not_add_up asks, and an acknowledged difference is left out", async () => {
  const sold = await zone.sell();
  await byHand(
    `update payments set amount = amount + 50, tendered = null, change = null where purchase_id = ${sold.purchaseId}`,
  );
  assert.deepEqual(await found(), { payments_do_not_add_up: 1 });
  await mends({ payments_do_not_add_up: "needs_decision" });
  await byHand(`update payments set amount = amount - 50 where purchase_id = ${sold.purchaseId}`);
  assert.deepEqual(await found(), {});
});

test("invoice_numbers_wrong: a gap asks, a double asks, a counter that lags is raised", async () => {
  await zone.sell();
  const gone = await zone.sell();
  const last = await zone.sell();
  await byHand(`delete from invoice_audit_log where invoice_id = ${gone.id}; delete from invoices where id = ${gone.id};
    delete from payments where purchase_id = ${gone.purchaseId}; delete from purchases where id = ${gone.purchaseId}`);
  assert.deepEqual(await found(), { invoice_numbers_wrong: 1 });
  await mends({ invoice_numbers_wrong: "needs_decision" });

  await sql`alter table invoices drop constraint invoices_venue_id_year_sequence_key`.execute(zone.db);
  await sql`alter table invoices drop constraint invoices_venue_id_number_key`.execute(zone.db);
  await byHand(
    `update invoices set sequence = sequence - 2, number = invoice_number(year, sequence - 2) where id = ${last.id}`,
  );
  const { checks: reported } = await look();
  const details = reported
    .find(({ name }) => name === "invoice_numbers_wrong")
    ?.findings.map(({ facts }) => facts.fault);
  assert.deepEqual(details?.sort(), ["double", "missing_last"]);
  await byHand(`update invoices set sequence = sequence + 1, number = invoice_number(year, sequence + 1) where id = ${last.id};
    update invoice_counters set last_number = last_number - 3`);
  await mends({ invoice_numbers_wrong: "repaired" });
  await zone.sell();
  assert.deepEqual(await found(), {});
  await sql`alter table invoices add unique (venue_id, year, sequence), add unique (venue_id, number)`.execute(
    zone.db,
  );
});

test("history_does_not_replay: a row changed by hand is written anew from its events", async () => {
  const { id } = await started();
  await zone.clerk.post(`/sessions/${id}/pause`);
  const { rows: before } = await sql`select * from play_sessions where id = ${id}`.execute(zone.db);
  await byHand(
    `update play_sessions set status = 'completed', used_ms = granted_ms, completed_at = clock_now() where id = ${id}`,
  );
  const wrong = await found();
  assert.equal(wrong.history_does_not_replay, 1);
  const steps = summary(await mend());
  assert.equal(steps.history_does_not_replay, "repaired");
  const { rows: now } = await sql`select * from play_sessions where id = ${id}`.execute(zone.db);
  assert.deepEqual(now, before);
  await assertConsistent(zone.db, id);
  assert.deepEqual(await found(), {});
});

test("history_does_not_replay: where an event is missing nothing is guessed", async () => {
  const { id } = await started();
  await zone.clerk.post(`/sessions/${id}/pause`);
  await byHand(`create table kept as select * from session_events where session_id = ${id} and number = 2;
    delete from session_events where session_id = ${id} and number = 2`);
  assert.deepEqual(await found(), { history_does_not_replay: 1 });
  await mends({ history_does_not_replay: "needs_decision" });
  await byHand("insert into session_events select * from kept; drop table kept");
  assert.deepEqual(await found(), {});
});

test("session_uses_too_much: the time is counted anew", async () => {
  const { id } = await started();
  await zone.clerk.post(`/sessions/${id}/pause`);
  await without(
    "play_sessions",
    "play_sessions_check",
    "check (used_ms between 0 and granted_ms)",
    async () => {
      await byHand(`update play_sessions set used_ms = granted_ms + 60000 where id = ${id}`);
      assert.deepEqual(await found(), {
        history_does_not_replay: 1,
        session_uses_too_much: 1,
        session_sums_wrong: 1,
      });
      await mends({ history_does_not_replay: "repaired" });
    },
  );
  await assertConsistent(zone.db, id);
  assert.deepEqual(await found(), {});
});

test("session_sums_wrong: runs and grants are written anew from the events", async () => {
  const { id } = await started();
  await zone.clerk.post(`/sessions/${id}/extend`, { minutes: 5, reason: "Goodwill" });
  await byHand(
    `delete from session_runs where session_id = ${id}; delete from session_grants where session_id = ${id} and kind = 'added'`,
  );
  assert.deepEqual(await found(), { session_sums_wrong: 1 });
  await mends({ session_sums_wrong: "repaired" });
  await assertConsistent(zone.db, id);
  assert.deepEqual(await found(), {});
});

test("two operators repair at once while clerks work: each finding is mended once, and nobody waits in a circle", async () => {
  const damaged = [];
  for (let index = 0; index < 8; index += 1) damaged.push(await zone.ready());
  const ids = damaged.map(({ id }) => id).join(",");
  await byHand(`delete from session_events where session_id in (${ids});
    delete from session_grants where session_id in (${ids}); delete from play_sessions where id in (${ids})`);
  const closed = [await ended(), await ended()];
  await byHand(`update invoices set status = 'active', used_at = null
    where id in (${closed.map(({ invoiceId }) => invoiceId).join(",")})`);

  const clerks = Array.from({ length: 4 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const { id } = await started();
      await zone.clerk.post(`/sessions/${id}/pause`);
      const { status } = await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Test over" });
      assert.equal(status, 200);
    }
  });
  const [first, second] = await Promise.all([mend(), mend(), ...clerks]);
  const repaired = [...(first as RepairStep[]), ...(second as RepairStep[])].filter(
    ({ outcome }) => outcome === "repaired",
  );
  assert.equal(repaired.length, 10);
  assert.equal(new Set(repaired.map(({ check, finding }) => `${check.name} ${finding.key}`)).size, 10);
  const { rows } = await sql<{ count: number }>`
    select count(*) from play_sessions where invoice_id = any (${damaged.map(({ invoiceId }) => invoiceId)})`.execute(
    zone.db,
  );
  assert.equal(Number(rows[0]?.count), 8, "one session an invoice");
  assert.deepEqual(await found(), {});
});

test("a repair that is killed half way leaves nothing, and works the next time", async () => {
  const { id, invoiceId } = await zone.ready();
  await byHand(`delete from session_events where session_id = ${id}; delete from session_grants where session_id = ${id};
    delete from play_sessions where id = ${id}`);
  // The session is made by then; what is left is to write it down.
  await byHand(`create function kill() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return new; end $$;
    create trigger kill before insert on audit_entries for each row when (new.action = 'doctor.repair')
      execute function kill()`);
  assert.deepEqual(summary(await mend({ name: "active_without_session" })), {
    active_without_session: "failed",
  });
  await byHand("drop trigger kill on audit_entries; drop function kill()");
  const made = () =>
    zone.db.selectFrom("play_sessions").select("id").where("invoice_id", "=", invoiceId).execute();
  assert.deepEqual(await made(), []);
  await mends({ active_without_session: "repaired" });
  assert.equal((await made()).length, 1);
  assert.deepEqual(await found(), {});
});

test("audit_chain_broken: an edited, a removed and a smuggled entry are named; nothing mends them", async () => {
  await sql`select seal_audit(${zone.venueId}, 100000)`.execute(zone.db);
  assert.deepEqual(await found(), {});
  await byHand(`create table kept as select * from audit_entries where id in (3, 5);
    update audit_entries set details = details || '{"price": 1}' where id = 3; delete from audit_entries where id = 5;
    insert into audit_entries (venue_id, at, action, subject) values (${zone.venueId}, clock_now(), 'purchase.pay', 'purchase')`);
  assert.deepEqual(await found(), { audit_chain_broken: 3 });
  await mends({ audit_chain_broken: "needs_decision" });
  const { body } = await zone.as.administrator.get("/doctor");
  const chain = body.checks.find(({ name }: { name: string }) => name === "audit_chain_broken");
  for (const { key } of chain.findings) {
    const acknowledged = await zone.as.administrator.post("/doctor/acknowledgements", {
      check: "audit_chain_broken",
      key,
      reason: "A test did it",
    });
    assert.equal(acknowledged.status, 201, JSON.stringify(acknowledged.body));
  }
  assert.deepEqual(await found(), {});
});

test("shift_does_not_add_up and payment_outside_shift: a payment smuggled into a shift that was closed", async () => {
  const counted = { countedCash: 10_000 };
  const closed = await zone.clerk.post(`/shifts/${zone.shiftId}/close`, counted);
  assert.equal(closed.status, 200);
  assert.equal((await zone.clerk.post("/shifts", { openingCash: 0 })).status, 201);
  assert.deepEqual(await found(), {});
  const invoice = await zone.sell();
  await byHand(`update payments set shift_id = ${zone.shiftId} where purchase_id = ${invoice.purchaseId}`);
  assert.deepEqual(await found(), { shift_does_not_add_up: 1, payment_outside_shift: 1 });
  await mends({ shift_does_not_add_up: "needs_decision", payment_outside_shift: "needs_decision" });
  await byHand(
    `update payments set shift_id = (select max(id) from shifts) where purchase_id = ${invoice.purchaseId}`,
  );
  assert.deepEqual(await found(), {});
});

test("the same of a membership’s fee, which is no sale, and membership_refund_does_not_match", async () => {
  const membership = { name: "Club", price: 3000 };
  const created = await zone.as.administrator.post("/memberships", membership);
  const joining = { membershipId: created.body.id, months: 1, payment: { method: "cash", amount: 3000 } };
  assert.equal((await zone.clerk.post(`/players/${zone.playerId}/memberships`, joining)).status, 201);
  const [open] = (await zone.clerk.get("/shifts?open=true")).body.items;
  await byHand(`update membership_payments set shift_id = ${zone.shiftId}`);
  assert.deepEqual(await found(), { shift_does_not_add_up: 1, payment_outside_shift: 1 });
  await byHand(`update membership_payments set shift_id = ${open.id}`);
  assert.deepEqual(await found(), {});

  await byHand("update player_memberships set refunded_at = clock_now()");
  assert.deepEqual(await found(), { membership_refund_does_not_match: 1 });
  await mends({ membership_refund_does_not_match: "needs_decision" });
  await byHand("update player_memberships set refunded_at = null");
  const { items } = (await zone.clerk.get(`/players/${zone.playerId}/memberships`)).body;
  const refund = `/player-memberships/${items[0].id}/refund`;
  assert.equal((await zone.as.administrator.post(refund, { reason: "By mistake" })).status, 200);
  assert.deepEqual(await found(), {});
  await byHand("update membership_payments set amount = amount - 1 where kind = 'refund'");
  assert.deepEqual(await found(), { membership_refund_does_not_match: 1 });
  await byHand("update membership_payments set amount = amount + 1 where kind = 'refund'");
  assert.deepEqual(await found(), {});
});

test("shift_open_for_long: nobody counted since yesterday", async () => {
  const move = (hours: number) =>
    byHand(`update shifts set opened_at = opened_at + interval '${hours} hours' where closed_at is null`);
  await move(-25);
  assert.deepEqual(await found(), { shift_open_for_long: 1 });
  await mends({ shift_open_for_long: "needs_decision" });
  await move(25);
});

test("worker_silent: a running session without a server", async () => {
  const { id } = await started();
  clearInterval(beating);
  await byHand("update node_heartbeats set beat_at = clock_now() - interval '1 minute'");
  assert.deepEqual(await found(), { worker_silent: 1 });
  await mends({ worker_silent: "needs_decision" });
  beating = setInterval(beat, 1000);
  await beat();
  await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "Test over" });
});

test("node_silent: one of two servers", async () => {
  await byHand(
    `insert into node_heartbeats values ('there:1:test', clock_now(), clock_now() - interval '5 minutes')`,
  );
  await beat();
  assert.deepEqual(await found(), { node_silent: 1 });
  await byHand("insert into node_heartbeats values ('there:2:test', clock_now(), clock_now())");
  assert.deepEqual(await found(), {}, "it was started again");
  await byHand("delete from node_heartbeats where node_id like 'there%'");
});

test("clock_stopped and clocks_differ", async () => {
  await byHand("update clock_watch set stopped_at = clock_now()");
  assert.deepEqual(await found(), { clock_stopped: 1 });
  await byHand("update clock_watch set stopped_at = null");
  await sql
    .raw(`create or replace function machine_clock() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() - interval '1 minute') $$`)
    .execute(zone.db);
  assert.deepEqual(await found(), { clocks_differ: 1 });
  await sql
    .raw(`create or replace function machine_clock() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp()) $$`)
    .execute(zone.db);
  // A beat of the meantime was a minute behind.
  await beat();
});

test("disk_almost_full", async () => {
  assert.deepEqual(await found({ freeBytes: 100_000_000 }), { disk_almost_full: 1 });
});

test("backup_missing, scans_failing and job_failed", async () => {
  await byHand("update venues set created_at = created_at - interval '3 days'");
  assert.deepEqual(await found(), { backup_missing: 1 });
  await byHand(`insert into audit_entries (venue_id, at, action, subject) values (${zone.venueId}, clock_now(), 'backup.make', 'backup');
    insert into audit_entries_to_seal select venue_id, max(id) from audit_entries group by venue_id`);
  assert.deepEqual(await found(), {});

  await byHand(`insert into invoice_scans (venue_id, scanned_at, outcome, entered, address)
    select ${zone.venueId}, clock_now(), 'invalid_code', 'x', '10.0.0.7' from generate_series(1, 11)`);
  assert.deepEqual(await found(), { scans_failing: 1 });
  await byHand("delete from invoice_scans where address = '10.0.0.7'");

  await byHand(
    `insert into scheduled_jobs (name, due_at, last_error, failures) values ('backup', clock_now(), 'disk full', 1)`,
  );
  assert.deepEqual(await found(), { job_failed: 1 });
  await byHand("delete from scheduled_jobs");
  assert.deepEqual(await found(), {});
});

test("nobody_manages_staff: the last administrator lost the right by hand", async () => {
  const administrators = "role = 'administrator'";
  await byHand(`update users set withheld_permissions = '{manage_staff}' where ${administrators}`);
  assert.deepEqual(await found(), { nobody_manages_staff: 1 });
  await byHand(`update users set withheld_permissions = '{}' where ${administrators}`);
  assert.deepEqual(await found(), {});
});

test("every check has been broken above", () => {
  const broken = new Set([
    "nobody_manages_staff",
    "clock_stopped",
    "worker_silent",
    "history_does_not_replay",
    "session_uses_too_much",
    "session_sums_wrong",
    "session_overdue",
    "ready_session_overdue",
    "paid_without_invoice",
    "active_without_session",
    "open_session_invoice_not_active",
    "closed_session_invoice_open",
    "invoice_overdue",
    "session_not_paid",
    "purchase_session_mismatch",
    "payments_do_not_add_up",
    "group_does_not_add_up",
    "price_lines_do_not_add_up",
    "shift_does_not_add_up",
    "payment_outside_shift",
    "shift_open_for_long",
    "membership_refund_does_not_match",
    "station_shared",
    "played_while_barred",
    "invoice_numbers_wrong",
    "paused_for_long",
    "audit_chain_broken",
    "disk_almost_full",
    "backup_missing",
    "node_silent",
    "clocks_differ",
    "scans_failing",
    "job_failed",
  ]);
  const names = checks.filter(({ severity }) => severity !== "notice").map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => !broken.has(name)),
    [],
  );
});

test("repairs are audited, with what was found", async () => {
  const rows = await zone.db
    .selectFrom("audit_entries")
    .selectAll()
    .where("action", "=", "doctor.repair")
    .execute();
  assert.ok(rows.length > 8);
  assert.ok(
    rows.every(
      ({ details, subject_id }) =>
        typeof details.check === "string" &&
        (subject_id !== null || details.check === "invoice_numbers_wrong"),
    ),
  );
});
