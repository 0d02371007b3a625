import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { freezeClock } from "../../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
  await zone.db.updateTable("venues").set({ time_zone: TIME_ZONE }).execute();
});
after(() => zone.close());

/** Thirteen hours before UTC: its days are not those of the server. */
const TIME_ZONE = "Pacific/Auckland";
/** The clock never runs backwards, so the test's days lie ahead. */
const first = Temporal.Now.plainDateISO(TIME_ZONE).add({ days: 3 });
const second = first.add({ days: 1 });
const third = first.add({ days: 2 });

async function at(date: Temporal.PlainDate, time: string): Promise<void> {
  const plainTime = Temporal.PlainTime.from(time);
  await freezeClock(zone.db, date.toZonedDateTime({ timeZone: TIME_ZONE, plainTime }).epochMilliseconds);
}

async function read(from = first, to = third) {
  return expect(await zone.as.administrator.get(`/reports/takings?from=${from}&to=${to}`), 200);
}

const nothing = {
  payments: 0,
  cash: 0,
  mobileMoney: 0,
  unknown: 0,
  refunds: 0,
  refunded: 0,
  net: 0,
  sessionsClosed: 0,
  minutesPlayed: 0,
};

test("each day has its money, its sessions and the minutes on its side of midnight", async () => {
  await at(first, "00:00");
  const refunded = await zone.sell(15);
  const mobile = { playerId: zone.playerId, packageId: zone.packageIds[0] };
  const purchase = expect(await zone.clerk.post("/purchases", mobile), 201);
  const payment = { method: "mobile_money", amount: 50 };
  expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
  const session = await zone.ready(60);
  await at(first, "23:30");
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  await at(second, "00:20");
  expect(await zone.clerk.post(`/sessions/${session.id}/pause`), 200);
  const refund = { reason: "Station broke down" };
  expect(await zone.clerk.post(`/purchases/${refunded.purchaseId}/refund`, refund), 200);
  expect(await zone.clerk.post(`/sessions/${session.id}/force-complete`, { reason: "Went home" }), 200);
  await at(third, "09:00");
  const late = await zone.ready(60);
  expect(await zone.clerk.post(`/sessions/${late.id}/start`), 200);
  await at(third, "09:10");

  const days = [
    { date: String(first), ...nothing, payments: 3, cash: 700, mobileMoney: 50, net: 750, minutesPlayed: 30 },
    {
      date: String(second),
      ...nothing,
      refunds: 1,
      refunded: 200,
      net: -200,
      sessionsClosed: 1,
      minutesPlayed: 20,
    },
    { date: String(third), ...nothing, payments: 1, cash: 500, net: 500, minutesPlayed: 10 },
  ];
  assert.deepEqual(await read(), {
    currency: "XOF",
    days,
    total: {
      ...nothing,
      payments: 4,
      cash: 1200,
      mobileMoney: 50,
      refunds: 1,
      refunded: 200,
      net: 1050,
      sessionsClosed: 1,
      minutesPlayed: 60,
    },
  });
  assert.deepEqual((await read(second, second)).days, [days[1]], "one day of them is the same");
});

test("a run over several midnights gives each day its hours", async () => {
  await sql`set session_replication_role = replica`.execute(zone.db);
  const sold = await zone.ready(60);
  const start = first.add({ days: 10 });
  const from = start.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: "22:00" }).toInstant().toString();
  await sql`insert into session_runs (venue_id, session_id, started_at, ended_at)
    values (${zone.venueId}, ${sold.id}, ${from}, ${from}::timestamptz + interval '24 hours')`.execute(
    zone.db,
  );
  const told = await read(start, start.add({ days: 2 }));
  assert.deepEqual(
    told.days.map(({ minutesPlayed }: { minutesPlayed: number }) => minutesPlayed),
    [120, 22 * 60, 0],
  );
  assert.equal((await read(start.add({ days: 1 }), start.add({ days: 1 }))).total.minutesPlayed, 22 * 60);
  await sql`delete from session_runs where started_at = ${from}`.execute(zone.db);
});

test("the days stay the same when the operator archives them", async () => {
  const before = await read();
  const { rows } = await sql<{ moved: number }>`
    select archive_closed_sessions(${zone.venueId}, clock_now(), 100) as moved`.execute(zone.db);
  assert.deepEqual(rows, [{ moved: 1 }]);
  assert.deepEqual(await read(), before);
});

test("a day of which nothing is known is a day of zeros", async () => {
  const told = await read(first.subtract({ years: 1, days: 1 }), first.subtract({ years: 1 }));
  assert.equal(told.days.length, 2);
  assert.deepEqual(told.total, nothing);
});

test("takings are for administrators, and a period is one: in order, and no longer than a leap year", async () => {
  assert.equal((await zone.clerk.get("/reports/takings?from=2026-01-01&to=2026-01-01")).status, 403);
  const ask = (from: string, to: string) =>
    zone.as.administrator.get(`/reports/takings?from=${from}&to=${to}`);
  assert.equal((await ask("2024-01-01", "2024-12-31")).status, 200);
  assert.equal((await ask("0000-01-01", "0000-01-02")).status, 200);
  for (const [from, to] of [
    ["2024-01-01", "2025-01-01"],
    ["2026-01-02", "2026-01-01"],
    ["2026-02-30", "2026-03-01"],
    ["yesterday", "2026-03-01"],
  ] as const) {
    const refused = await ask(from, to);
    assert.equal(refused.status, 400, `${from} ${to}`);
    assert.equal(refused.body.code, "invalid_input");
  }
});
