import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand, setClock } from "../../test/database.ts";
import { expect, operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { beat } from "../deadlines/heartbeat.ts";
import { settle } from "../deadlines/worker.ts";
import { repair } from "../doctor/actions.ts";
import { atVenue, examine } from "../doctor/queries.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No worker beats here, and the clock is not that of the machine. */
const ofMachine = ["clocks_differ", "backup_missing", "worker_silent", "node_silent"];
const surroundings = { freeBytes: 50_000_000_000 };

let zone: TestGameZone;
let packages = 0;
let clock = 0;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a pass sold in its window plays until the window ends, whenever it starts", async () => {
  const pass = await sell(-60, 120);
  const scanned = expect(await zone.clerk.post("/scans", { code: pass.code }), 201).session;
  assert.equal(scanned.closesAt, pass.until);
  assert.equal(scanned.readyExpiresAt, pass.until, "nobody may start it after its window");
  const { session } = expect(
    await zone.clerk.post(`/sessions/${scanned.id}/start`, { stationId: station(0) }),
    200,
  );
  assert.equal(session.endsAt, pass.until);
  assert.ok(session.totalSeconds <= 120 * 60, "cut to what is left of the window");
  const events = expect(await zone.clerk.get(`/sessions/${scanned.id}/events`), 200).items;
  assert.deepEqual(types(events), ["created", "cut", "started"]);
  const left = Date.parse(pass.until) - Date.parse(session.startedAt);
  assert.equal(Math.round(events[1].durationSeconds * 1000), 180 * MINUTE - left);
  await assertConsistent(zone.db, scanned.id);

  assert.equal(expect(await zone.clerk.post(`/sessions/${scanned.id}/pause`), 409).code, "pass_cannot_pause");
  const extended = expect(
    await zone.clerk.post(`/sessions/${scanned.id}/extend`, { minutes: 10, reason: "the screen failed" }),
    200,
  ).session;
  assert.equal(Date.parse(extended.closesAt), Date.parse(pass.until) + 10 * MINUTE);
  assert.equal(extended.endsAt, extended.closesAt);
  await assertConsistent(zone.db, scanned.id);
  assert.deepEqual(await found(), {});
  await settle(zone.db, new Date(Date.parse(extended.closesAt)));
  const closed = expect(await zone.clerk.get(`/sessions/${scanned.id}`), 200);
  assert.deepEqual([closed.status, closed.completedAt], ["completed", extended.closesAt]);
  await assertConsistent(zone.db, scanned.id);
});

test("a pass is refused before its window, and says from when; it stays to be used", async () => {
  const pass = await sell(120, 240);
  const refused = expect(await zone.clerk.post("/scans", { code: pass.code }), 409);
  assert.equal(refused.code, "pass_not_yet");
  assert.equal(refused.passFrom, pass.from);
  const scans = expect(await zone.clerk.get(`/scans?invoiceId=${pass.invoiceId}`), 200).items;
  assert.deepEqual(
    scans.map((scan: { outcome: string }) => scan.outcome),
    ["pass_not_yet"],
  );
  await jump(121 * MINUTE);
  const { session } = expect(await zone.clerk.post("/scans", { code: pass.code }), 201);
  expect(await zone.clerk.post(`/sessions/${session.id}/terminate`, { reason: "seen enough" }), 200);
});

test("after its window a pass is expired: its invoice, its ready session, and its payment", async () => {
  const [unscanned, ready, unpaid] = [await sell(-30, 60), await sell(-30, 60), await order(-30, 60)];
  const { session } = expect(await zone.clerk.post("/scans", { code: ready.code }), 201);
  await jump(61 * MINUTE);
  assert.equal(expect(await zone.clerk.post("/scans", { code: unscanned.code }), 409).code, "expired");
  assert.equal(expect(await zone.clerk.post(`/sessions/${session.id}/start`), 409).code, "pass_over");
  const late = await zone.clerk.post(`/purchases/${unpaid.id}/payments`, {
    method: "cash",
    amount: unpaid.price,
  });
  assert.equal(expect(late, 409).code, "pass_over");
  await settle(zone.db, new Date(Date.now() + clock));
  const expired = expect(await zone.clerk.get(`/sessions/${session.id}`), 200);
  assert.deepEqual([expired.status, expired.completedAt], ["expired", ready.until]);
  assert.equal(expect(await zone.clerk.get(`/invoices/${unscanned.invoiceId}`), 200).status, "expired");
  await assertConsistent(zone.db, session.id);
});

test("an outage may pause a pass; it runs on to the end of its window, and closes by itself when that has passed", async () => {
  const [short, long] = [await running(-30, 60, 0), await running(-30, 240, 1)];
  const seen = new Date(Date.now() + clock);
  await beat(zone.db, "node", seen);
  await jump(30 * MINUTE);
  await beat(zone.db, "node", seen);
  const resumed = expect(await zone.clerk.post("/sessions/resume-all"), 200).sessions;
  assert.equal(resumed.length, 2);
  for (const { id, until } of [short, long]) {
    const session = resumed.find((one: { id: number }) => one.id === id);
    assert.equal(session.endsAt, until, "the time of the outage is not added to the window");
    await assertConsistent(zone.db, id);
  }
  await beat(zone.db, "node", seen);
  await jump(40 * MINUTE);
  await beat(zone.db, "node", seen);
  assert.equal(expect(await zone.clerk.get(`/sessions/${short.id}`), 200).status, "paused");
  const again = expect(await zone.clerk.post("/sessions/resume-all"), 200).sessions;
  assert.deepEqual(
    again.map((session: { id: number }) => session.id),
    [long.id],
    "what is over holds nobody up",
  );
  assert.equal(expect(await zone.clerk.post(`/sessions/${short.id}/resume`), 409).code, "pass_over");
  assert.deepEqual(await found(), { session_overdue: 1 });

  const now = new Date(Date.now() + clock);
  await Promise.all([settle(zone.db, now), settle(zone.db, now)]);
  const closed = expect(await zone.clerk.get(`/sessions/${short.id}`), 200);
  assert.deepEqual([closed.status, closed.completedAt], ["completed", short.until]);
  assert.equal(expect(await zone.clerk.get(`/invoices/${closed.invoiceId}`), 200).status, "used");
  const events = expect(await zone.clerk.get(`/sessions/${short.id}/events`), 200).items;
  assert.equal(types(events).filter((type) => type === "force_completed").length, 1);
  assert.match(events.at(-1).reason, /plage horaire/);
  await assertConsistent(zone.db, short.id);
  assert.deepEqual(await found(), {});
});

test("the doctor closes a pass as the worker does, and tells and mends a window that was changed by hand", async () => {
  const [over, changed] = [await running(-30, 60, 0), await running(-30, 240, 2)];
  const seen = new Date(Date.now() + clock);
  await beat(zone.db, "node", seen);
  await jump(61 * MINUTE);
  await beat(zone.db, "node", seen);
  await byHand(
    zone.db,
    `update play_sessions set closes_at = closes_at + interval '1 hour' where id = ${changed.id};
     delete from session_grants where session_id = ${changed.id} and kind = 'cut'`,
  );
  assert.deepEqual(await found(), { history_does_not_replay: 1, session_overdue: 1, session_sums_wrong: 1 });
  await repair(
    zone.db,
    operator(zone.venueId),
    { scope: atVenue(zone.venueId), dryRun: false },
    surroundings,
  );
  assert.deepEqual(await found(), {});
  const closed = expect(await zone.clerk.get(`/sessions/${over.id}`), 200);
  assert.deepEqual([closed.status, closed.completedAt], ["completed", over.until]);
  assert.equal(expect(await zone.clerk.get(`/sessions/${changed.id}`), 200).closesAt, changed.until);
  for (const { id } of [over, changed]) await assertConsistent(zone.db, id);
});

test("the database itself lets no pass run beyond its window", async () => {
  const { id } = await running(-30, 240, 0);
  const beyond =
    sql`update play_sessions set granted_ms = granted_ms + 60000, ends_at = ends_at + interval '1 minute'
    where id = ${id}`.execute(zone.db);
  await assert.rejects(beyond, /pass_ends_with_its_window/);
});

/** A pass whose window begins and ends so many minutes from now, to the minute; not paid yet. */
async function order(from: number, until: number) {
  const now = Math.floor((Date.now() + clock) / MINUTE) * MINUTE;
  const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString().slice(11, 16);
  packages += 1;
  const made = expect(
    await zone.as.administrator.post("/packages", {
      gameId: (await zone.db.selectFrom("games").select("id").executeTakeFirstOrThrow()).id,
      name: `Pass ${packages}`,
      kind: "pass",
      price: 1000,
      window: { from: at(from), until: at(until), days: [1, 2, 3, 4, 5, 6, 7], onHolidays: "as_usual" },
    }),
    201,
  );
  return expect(await zone.clerk.post("/purchases", { playerId: zone.playerId, packageId: made.id }), 201);
}

async function sell(from: number, until: number) {
  const { id, price, passFrom, passUntil } = await order(from, until);
  const payment = { method: "cash", amount: price };
  const { invoice } = expect(await zone.clerk.post(`/purchases/${id}/payments`, payment), 201);
  return { code: invoice.validationCode, invoiceId: invoice.id, from: passFrom, until: passUntil };
}

async function running(from: number, until: number, seat: number) {
  const pass = await sell(from, until);
  const { session } = expect(await zone.clerk.post("/scans", { code: pass.code }), 201);
  const busy = await zone.db
    .selectFrom("play_sessions")
    .select("id")
    .where("station_id", "=", station(seat))
    .where("status", "in", ["active", "paused"])
    .execute();
  for (const { id } of busy)
    expect(await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "makes room" }), 200);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`, { stationId: station(seat) }), 200);
  return { id: session.id as number, until: pass.until as string };
}

function station(index: number): number {
  return zone.stationIds[index] as number;
}

/** Moves the clock on; a jump over midnight is another day, and the windows are of every day. */
async function jump(milliseconds: number): Promise<void> {
  clock += milliseconds;
  assert.ok(clock < 2 * DAY);
  await setClock(zone.db, clock);
}

async function found(): Promise<Record<string, number>> {
  const { checks } = await examine(zone.db, atVenue(zone.venueId), surroundings, "en");
  const wrong = checks.filter(({ name, found, severity }) => {
    return found > 0 && severity !== "notice" && !ofMachine.includes(name);
  });
  return Object.fromEntries(wrong.map((check) => [check.name, check.found]));
}

function types(events: Array<{ type: string }>): string[] {
  return events.map(({ type }) => type);
}
