import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { freezeClock } from "../../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";
import { pauseForOutage } from "../sessions/actions.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
  await zone.db.updateTable("venues").set({ time_zone: TIME_ZONE }).execute();
});
after(() => zone.close());

/** Thirteen hours before UTC: its days are not those of the server. */
const TIME_ZONE = "Pacific/Auckland";
/** The clock never runs backwards, so the test's days lie ahead. */
const today = Temporal.Now.plainDateISO(TIME_ZONE).add({ days: 3 });
const yesterday = today.subtract({ days: 1 });

function instantOf(date: Temporal.PlainDate, time: string): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

async function at(date: Temporal.PlainDate, time: string): Promise<void> {
  await freezeClock(zone.db, instantOf(date, time).epochMilliseconds);
}

async function read(role: "administrator" | "clerk" = "administrator") {
  return expect(await zone.as[role].get("/summary"), 200);
}

test("a day ends at the venue's midnight: money, sales, sessions and the minutes on either side of it", async () => {
  await at(yesterday.subtract({ days: 1 }), "23:59:59");
  await zone.sell(60);

  await at(yesterday, "00:00");
  const refunded = await zone.sell(15);
  const mobile = { playerId: zone.playerId, packageId: zone.packageIds[0] };
  const purchase = expect(await zone.clerk.post("/purchases", mobile), 201);
  const payment = { method: "mobile_money", amount: 50 };
  expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
  const refund = { reason: "Station broke down" };
  expect(await zone.clerk.post(`/purchases/${refunded.purchaseId}/refund`, refund), 200);
  const first = await zone.ready(60);
  const second = await zone.ready(60);
  await at(yesterday, "23:30");
  expect(await zone.clerk.post(`/sessions/${first.id}/start`), 200);

  await at(today, "00:20");
  expect(await zone.clerk.post(`/sessions/${first.id}/pause`), 200);
  await zone.sell(60);
  await at(today, "09:00");
  expect(await zone.clerk.post(`/sessions/${first.id}/force-complete`, { reason: "Went home" }), 200);
  expect(await zone.clerk.post(`/sessions/${second.id}/start`), 200);
  await at(today, "09:10");

  const told = await read();
  assert.deepEqual(told.yesterday, {
    date: yesterday.toString(),
    from: new Date(instantOf(yesterday, "00:00").epochMilliseconds).toISOString(),
    to: new Date(instantOf(today, "00:00").epochMilliseconds).toISOString(),
    purchases: 4,
    refunds: 1,
    takings: { cash: 1200, mobileMoney: 50, total: 1250, refunded: 200 },
    sessionsClosed: 0,
    minutesPlayed: 30,
  });
  assert.deepEqual(told.today, {
    date: today.toString(),
    from: told.yesterday.to,
    to: new Date(instantOf(today, "09:10").epochMilliseconds).toISOString(),
    purchases: 1,
    refunds: 0,
    takings: { cash: 500, mobileMoney: 0, total: 500, refunded: 0 },
    sessionsClosed: 1,
    minutesPlayed: 30,
  });
  assert.deepEqual(told.open, { ready: 0, active: 1, paused: 0 });
  assert.equal(told.invoicesWaiting, 3);
  assert.equal(told.pausedByOutage, 0);
  assert.deepEqual(told.outages, []);
});

test("a clerk is told everything but the money", async () => {
  const told = await read();
  const toClerk = await read("clerk");
  assert.notEqual(told.today.takings, null);
  assert.deepEqual(toClerk, {
    ...told,
    yesterday: { ...told.yesterday, takings: null },
    today: { ...told.today, takings: null },
  });
});

test("a power cut is told with when it was and how many sessions it paused", async () => {
  await at(today, "09:20");
  const lastSeenAt = new Date(instantOf(today, "09:12").epochMilliseconds);
  const now = new Date(instantOf(today, "09:20").epochMilliseconds);
  await inTransaction(zone.db, (tx) => pauseForOutage(tx, { lastSeenAt, gapMs: 480_000, now }));
  const told = await read("clerk");
  assert.deepEqual(told.outages, [{ from: lastSeenAt.toISOString(), to: now.toISOString(), sessions: 1 }]);
  assert.equal(told.pausedByOutage, 1);
  assert.deepEqual(told.open, { ready: 0, active: 0, paused: 1 });
  assert.equal(told.today.minutesPlayed, 32, "what ran in the dark counts for nobody");
});

test("the day stays the same when the operator archives it", async () => {
  const before = await read();
  const { rows } = await sql<{ moved: number }>`
    select archive_closed_sessions(${zone.venueId}, clock_now(), 100) as moved`.execute(zone.db);
  assert.deepEqual(rows, [{ moved: 1 }]);
  assert.deepEqual(await read(), before);
});

test("the findings are those of the last look, and the last backup is known", async () => {
  const { findings, lastBackupAt } = await read("clerk");
  assert.deepEqual(findings, { critical: 0, warnings: 0, checkedAt: null });
  assert.equal(lastBackupAt, null);
  await sql`insert into check_results (venue_id, name, found, found_since, checked_at) values
    (${zone.venueId}, 'session_overdue', 2, clock_now(), clock_now()),
    (${zone.venueId}, 'paused_for_long', 1, clock_now(), clock_now()),
    (${zone.venueId}, 'invoice_waiting', 7, clock_now(), clock_now())`.execute(zone.db);
  await sql`insert into audit_entries (venue_id, at, action, subject)
    values (${zone.venueId}, clock_now(), 'backup.make', 'backup')`.execute(zone.db);
  const now = new Date(instantOf(today, "09:20").epochMilliseconds).toISOString();
  const later = await read("clerk");
  assert.deepEqual(later.findings, { critical: 2, warnings: 1, checkedAt: now });
  assert.equal(later.lastBackupAt, now);
});
