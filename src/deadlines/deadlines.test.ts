import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import pino from "pino";
import { setClock } from "../../test/database.ts";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { CHANGES_CHANNEL, DEADLINE_CHANNEL } from "../db/announce.ts";
import { openListener } from "../db/listener.ts";
import { openPool } from "../db/pool.ts";
import { beat } from "./heartbeat.ts";
import { settle, startWorker, type Worker } from "./worker.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const silent = pino({ level: "silent" });

let zone: TestGameZone;
let stops: Array<() => Promise<unknown>>;
beforeEach(async () => {
  zone = await startTestGameZone();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await zone.close();
});

test("a session closes by itself at its deadline, dated from it", async () => {
  await work();
  const { id, invoiceId } = await start(1);
  await shortenTo(id, 700);
  const closed = await until(id, "completed");
  assert.equal(closed.completed_at!.getTime(), closed.ends);
  assert.ok(
    closed.noticed - closed.ends < 1000,
    `closed ${closed.noticed - closed.ends} ms after its deadline`,
  );
  const invoice = expect(await zone.clerk.get(`/invoices/${invoiceId}`), 200);
  assert.equal(invoice.status, "used");
  assert.equal(Date.parse(invoice.usedAt), closed.ends);
});

test("a deadline that passed while nobody worked is closed as of the deadline", async () => {
  const { id } = await start(1);
  await beat(zone.db, "before", new Date());
  await setClock(zone.db, 50_000);
  await beat(zone.db, "before", new Date());
  await setClock(zone.db, 75_000);
  await work();
  await until(id, "completed");
  const { startedAt, completedAt, usedSeconds, totalSeconds } = await read(id);
  assert.equal(Date.parse(completedAt) - Date.parse(startedAt), MINUTE);
  assert.equal(usedSeconds, totalSeconds);
  await assertConsistent(zone.db, id);
});

test("two server processes close each due session exactly once", async () => {
  const ids = [];
  for (let index = 0; index < 40; index += 1) ids.push((await start(1)).id);
  await beat(zone.db, "before", new Date());
  await setClock(zone.db, 55_000);
  await beat(zone.db, "before", new Date());
  const other = openPool(zone.database.url, 5);
  stops.push(() => other.close());
  await work();
  await work(other.db);
  await setClock(zone.db, 62_000);
  for (const id of ids) await until(id, "completed");
  const events = await zone.db
    .selectFrom("session_events")
    .select(["session_id"])
    .where("type", "=", "completed")
    .execute();
  assert.equal(events.length, ids.length);
  assert.equal(new Set(events.map((event) => event.session_id)).size, ids.length);
  for (const id of ids) await assertConsistent(zone.db, id);
  const used = await zone.db
    .selectFrom("invoice_audit_log")
    .select("id")
    .where("to_status", "=", "used")
    .execute();
  assert.equal(used.length, ids.length);
});

test("a clerk who extends in the last moment and the worker never both win", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id } = await start(1);
    await shortenTo(id, 30);
    const now = new Date(Date.now() + 200);
    await sleep(20);
    const [extended] = await Promise.all([
      zone.clerk.post(`/sessions/${id}/extend`, { minutes: 5, reason: "last moment" }),
      sleep(10).then(() => settle(zone.db, now)),
    ]);
    const session = await read(id);
    if (extended.status === 200) assert.equal(session.totalSeconds, 360);
    else assert.ok(["session_over", "session_transition_refused"].includes(extended.body.code));
    await settle(zone.db, new Date(Date.now() + 10 * MINUTE));
    assert.equal((await read(id)).status, "completed");
  }
});

test("an invoice that somebody changed by hand does not keep its session, or anybody else's, from closing", async () => {
  const [odd, other] = [await start(1), await start(1)];
  const waiting = await zone.ready();
  await sql`update invoices set status = 'refunded' where id in (${odd.invoiceId}, ${waiting.invoiceId})`.execute(
    zone.db,
  );
  await settle(zone.db, new Date(Date.now() + 10 * DAY));
  assert.equal((await read(odd.id)).status, "completed");
  assert.equal((await read(other.id)).status, "completed");
  assert.equal((await read(waiting.id)).status, "expired");
  assert.equal(expect(await zone.clerk.get(`/invoices/${odd.invoiceId}`), 200).status, "refunded");
  assert.equal(expect(await zone.clerk.get(`/invoices/${other.invoiceId}`), 200).status, "used");
  const used = await zone.db
    .selectFrom("invoice_audit_log")
    .select("invoice_id")
    .where("to_status", "=", "used")
    .execute();
  assert.deepEqual(used, [{ invoice_id: other.invoiceId }]);
  const shown = expect(await zone.clerk.get("/purchases/overview?syncStatus=MISMATCH"), 200).items;
  assert.equal(shown.length, 2, "the mismatch is shown, not hidden");
});

test("a row that cannot be treated is named, and every other row and job goes on", async () => {
  const broken = await start(1);
  const others = [await start(1), await start(1)];
  const unsold = await zone.sell();
  await sql`insert into session_events (venue_id, session_id, number, type, at, recorded_at)
    values (${zone.venueId}, ${broken.id}, 3, 'low_time', now(), now())`.execute(zone.db);
  const failures: Array<{ job: string; id?: number }> = [];
  await settle(zone.db, new Date(Date.now() + 91 * DAY), (failure) => failures.push(failure));
  assert.ok(failures.length > 0);
  assert.ok(failures.every(({ id }) => id === broken.id));
  assert.equal((await read(broken.id)).status, "active");
  for (const { id } of others) assert.equal((await read(id)).status, "completed");
  assert.equal(expect(await zone.clerk.get(`/invoices/${unsold.id}`), 200).status, "expired");
});

test("the low-time warning comes once a stretch", async () => {
  await work();
  const { id } = await start(15);
  await shortenTo(id, 3 * MINUTE + 400, 3 * MINUTE);
  const warned = await waitFor(async () => (await events(id)).includes("low_time"));
  assert.ok(warned);
  assert.equal((await read(id)).lowTime, true);
  assert.equal((await events(id)).filter((type) => type === "low_time").length, 1);
});

test("a session that stays ready too long expires, and its invoice is used up", async () => {
  const ready = await zone.ready();
  await work();
  await zone.db
    .updateTable("play_sessions")
    .set({ ready_expires_at: new Date(Date.now() - 1000) })
    .where("id", "=", ready.id)
    .execute();
  await until(ready.id, "expired");
  assert.equal(expect(await zone.clerk.get(`/invoices/${ready.invoiceId}`), 200).status, "used");
  await assertConsistent(zone.db, ready.id);
});

test("an invoice that nobody brings expires", async () => {
  const invoice = await zone.sell();
  await settle(zone.db, new Date(Date.now() + 91 * DAY));
  assert.equal(expect(await zone.clerk.get(`/invoices/${invoice.id}`), 200).status, "expired");
});

test("after a power cut sessions stand paused as of the last heartbeat, and resume all loses not a second", async () => {
  const running = [await start(15), await start(60)];
  const waiting = await zone.ready(15);
  const { beat_at: lastBeat } = await pulse();
  await setClock(zone.db, 10 * MINUTE);
  await work();
  for (const { id } of running) {
    await until(id, "paused");
    const session = await read(id);
    assert.equal(session.pausedByOutage, true);
    const row = await zone.db
      .selectFrom("play_sessions")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    assert.equal(row.used_ms, lastBeat.getTime() - row.started_at!.getTime());
    const outage = expect(await zone.clerk.get(`/sessions/${id}/events`), 200).items.at(-1);
    assert.equal(outage.type, "outage");
    assert.ok(
      outage.durationSeconds > 590 && outage.durationSeconds < 610,
      `${outage.durationSeconds} s given back`,
    );
    await assertConsistent(zone.db, id);
  }
  assert.equal((await read(waiting.id)).status, "ready");
  const before = new Map<number, number>();
  for (const { id } of running) before.set(id, (await usedMs(id)) as number);
  const resumed = expect(await zone.clerk.post("/sessions/resume-all"), 200).sessions;
  assert.equal(resumed.length, 2);
  for (const { id } of running) {
    assert.equal(await usedMs(id), before.get(id));
    const session = await read(id);
    assert.equal(session.status, "active");
    assert.equal(session.pausedByOutage, false);
    await assertConsistent(zone.db, id);
  }
});

test("resume all leaves the sessions of an outage of another day alone", async () => {
  const old = await start(60);
  await pulse();
  await setClock(zone.db, 10 * MINUTE);
  await pulse();
  const { pausedByOutage, outageAt } = await read(old.id);
  assert.equal(pausedByOutage, true);
  const back = Date.parse(outageAt) - Date.now();
  assert.ok(Math.abs(back - 10 * MINUTE) < MINUTE, "dated from when the product was back");
  await setClock(zone.db, 24 * 60 * MINUTE);
  await pulse();
  const fresh = await start(60);
  await setClock(zone.db, 25 * 60 * MINUTE);
  await pulse();
  const resumed = expect(await zone.clerk.post("/sessions/resume-all"), 200).sessions;
  assert.deepEqual(
    resumed.map((session: { id: number }) => session.id),
    [fresh.id],
  );
  const kept = await read(old.id);
  assert.equal(kept.status, "paused");
  assert.equal(kept.outageAt, outageAt);
  expect(await zone.clerk.post(`/sessions/${old.id}/extend`, { minutes: 5, reason: "a long wait" }), 200);
  assert.equal((await read(old.id)).outageAt, outageAt, "an extension does not forget the outage");
  const alone = expect(await zone.clerk.post(`/sessions/${old.id}/resume`), 200).session;
  assert.equal(alone.pausedByOutage, false);
  assert.equal(alone.outageAt, null);
});

test("after the computer slept nothing happens to a session before the worker has looked for an outage", async () => {
  const running = await start(60);
  const waiting = await zone.ready(15);
  await pulse();
  await setClock(zone.db, 20 * MINUTE);
  const actions = [
    [`/sessions/${running.id}/pause`, {}],
    [`/sessions/${running.id}/extend`, { minutes: 5, reason: "a good reason" }],
    [`/sessions/${running.id}/terminate`, { reason: "a good reason" }],
    [`/sessions/${running.id}/force-complete`, { reason: "a good reason" }],
    [`/purchases/${running.purchaseId}/refund`, { reason: "a good reason" }],
    [`/sessions/${waiting.id}/start`, {}],
    ["/sessions/resume-all", {}],
  ] as const;
  for (const [path, body] of actions) {
    assert.equal(expect(await zone.clerk.post(path, body), 503).code, "unavailable", path);
  }
  await pulse();
  const paused = await read(running.id);
  assert.equal(paused.pausedByOutage, true);
  assert.ok(paused.usedSeconds < 60, "not a minute of the sleep is counted");
  expect(await zone.clerk.post("/sessions/resume-all"), 200);
});

test("a deadline that passes while the computer sleeps is not taken for the end of play", async () => {
  const worker = await work();
  await worker.firstBeat;
  const { id } = await start(15);
  await shortenTo(id, 1_500);
  await sleep(300);
  // The worker sleeps until the deadline, and nobody tells it that the clock jumped meanwhile.
  await setClock(zone.db, 10 * MINUTE);
  await until(id, "paused");
  assert.equal((await read(id)).pausedByOutage, true);
});

test("no session is closed before its end, however closely deadlines follow each other", async () => {
  await sql`create table closings (early boolean)`.execute(zone.db);
  await sql`create function note_closing() returns trigger language plpgsql as $$
    begin
      insert into closings values (clock_timestamp() < new.completed_at);
      return null;
    end $$`.execute(zone.db);
  await sql`create trigger note_closing after update on play_sessions for each row
    when (new.status = 'completed') execute function note_closing()`.execute(zone.db);
  await work();
  const ids = [];
  for (let index = 0; index < 30; index += 1) ids.push((await start(1)).id);
  for (const [index, id] of ids.entries()) await shortenTo(id, 1_000 + 7 * index);
  for (const id of ids) await until(id, "completed");
  const { rows } = await sql<{ early: boolean }>`select early from closings`.execute(zone.db);
  assert.equal(rows.length, ids.length);
  assert.ok(rows.every(({ early }) => !early));
});

test("a retry after the worker has looked is not answered with the refusal of before", async () => {
  const { id } = await start(60);
  await pulse();
  await setClock(zone.db, 30_000);
  const key = { "idempotency-key": "pause-after-sleep" };
  expect(await zone.clerk.post(`/sessions/${id}/pause`, {}, key), 503);
  await pulse();
  expect(await zone.clerk.post(`/sessions/${id}/pause`, {}, key), 200);
});

test("a worker tells when it has looked for an outage for the first time", async () => {
  const { id } = await start(60);
  await pulse();
  await setClock(zone.db, 10 * MINUTE);
  const worker = await work();
  await worker.firstBeat;
  assert.equal((await read(id)).status, "paused");
});

test("a gap shorter than the venue's threshold pauses nothing", async () => {
  expect(await zone.as.administrator.patch("/venue", { outageThresholdSeconds: 3600 }), 200);
  const { id } = await start(60);
  await pulse();
  await setClock(zone.db, 20 * MINUTE);
  await beat(zone.db, "after", new Date());
  assert.equal((await read(id)).status, "active");
});

test("a session that was due before the cut is closed, not paused", async () => {
  const { id } = await start(1);
  await pulse();
  await setClock(zone.db, 59_000);
  await beat(zone.db, "before", new Date());
  await setClock(zone.db, 61_000);
  await beat(zone.db, "before", new Date());
  await setClock(zone.db, 30 * MINUTE);
  await work();
  await until(id, "completed");
  const session = await read(id);
  assert.equal(Date.parse(session.completedAt) - Date.parse(session.startedAt), MINUTE);
});

test("a clock that went backwards stops starts and closes until an administrator acknowledges it", async () => {
  const running = await start(15);
  const waiting = await zone.ready(15);
  await setClock(zone.db, 5 * MINUTE);
  await pulse();
  await setClock(zone.db, 6 * MINUTE);
  await pulse();
  await setClock(zone.db, -60 * MINUTE);
  const stopped = await beat(zone.db, "test", new Date());
  assert.equal(stopped.stopped, true);
  assert.equal(expect(await zone.clerk.get("/venue"), 200).clockStopped, true);
  assert.equal(
    expect(await zone.clerk.post(`/sessions/${waiting.id}/start`), 409).code,
    "clock_went_backwards",
  );
  const used = (await read(running.id)).usedSeconds;
  assert.ok(used >= 5 * 60, "time stands still, it does not go back");
  expect(await zone.clerk.post("/clock/acknowledge"), 403);
  assert.equal(expect(await zone.as.administrator.post("/clock/acknowledge"), 200).clockStopped, false);
  const paused = await read(running.id);
  assert.equal(paused.status, "paused");
  assert.equal(paused.usedSeconds, used);
  await assertConsistent(zone.db, running.id);
  expect(await zone.clerk.post(`/sessions/${running.id}/resume`), 200);
  expect(await zone.clerk.post(`/sessions/${waiting.id}/start`), 200);
  assert.equal((await read(running.id)).usedSeconds, used);
  assert.equal(expect(await zone.as.administrator.post("/clock/acknowledge"), 409).code, "clock_is_right");
});

test("the worker itself notices that the clock went backwards", async () => {
  const worker = await work();
  await worker.firstBeat;
  await setClock(zone.db, -60 * MINUTE);
  const stopped = await waitFor(
    async () => expect(await zone.clerk.get("/venue"), 200).clockStopped as boolean,
  );
  assert.ok(stopped);
});

test("expired sign-ins are deleted, others kept", async () => {
  const username = zone.playerUsername;
  const kept = await zone.signIn(username, TEST_PASSWORD);
  await zone.signIn(username, TEST_PASSWORD);
  await sql`update sign_ins set expires_at = now() - interval '1 minute'
    where id = (select max(id) from sign_ins)`.execute(zone.db);
  await work();
  const left = await waitFor(async () => {
    const rows = await zone.db.selectFrom("sign_ins").select("id").execute();
    return rows.length === 1 ? rows : null;
  });
  assert.ok(left);
  expect(await kept.get("/me"), 200);
});

test("the worker outlives a lost database connection", async () => {
  await work();
  const { id } = await start(1);
  await zone.db.executeQuery(
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.compile(zone.db),
  );
  await sleep(200);
  await shortenTo(id, 300);
  await until(id, "completed");
});

/** Starts a worker as a server process of its own has one. */
async function work(db = zone.db): Promise<Worker> {
  const listener = await openListener(zone.database.url, [CHANGES_CHANNEL, DEADLINE_CHANNEL]);
  const worker = startWorker({ db, listener, logger: silent });
  stops.unshift(async () => {
    await worker.stop();
    await listener.close();
  });
  return worker;
}

async function start(minutes: 1 | 15 | 60): Promise<{ id: number; invoiceId: number; purchaseId: number }> {
  const session = await zone.ready(minutes);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  return session;
}

/** Writes the heartbeat and answers it. */
async function pulse(): Promise<{ beat_at: Date }> {
  await beat(zone.db, "test", new Date());
  return zone.db
    .selectFrom("node_heartbeats")
    .select("beat_at")
    .orderBy("beat_at", "desc")
    .executeTakeFirstOrThrow();
}

/** Makes a running session's deadline come in so many milliseconds, as if most of it had been played. */
async function shortenTo(id: number, remainingMs: number, lowTimeMs = 0): Promise<void> {
  await sql`
    with clock as materialized (select clock_now() as now)
    update play_sessions set used_ms = granted_ms - ${remainingMs}, running_since = clock.now,
      ends_at = clock.now + ${remainingMs} * interval '1 millisecond',
      low_time_at = ${lowTimeMs > 0 ? sql`clock.now + ${remainingMs - lowTimeMs} * interval '1 millisecond'` : null}
    from clock where id = ${id}`.execute(zone.db);
  await sql`select pg_notify(${DEADLINE_CHANNEL}, '')`.execute(zone.db);
}

async function until(id: number, status: string) {
  let ends = 0;
  const row = await waitFor(async () => {
    const found = await zone.db
      .selectFrom("play_sessions")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    ends = found.ends_at?.getTime() ?? ends;
    return found.status === status ? found : null;
  });
  assert.ok(row, `session ${id} never became ${status}`);
  return { ...row, ends: ends || (row.completed_at?.getTime() ?? 0), noticed: Date.now() };
}

async function waitFor<Result>(look: () => Promise<Result | null | false>): Promise<Result | null> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await look();
    if (found) return found;
    await sleep(30);
  }
  return null;
}

async function read(id: number) {
  return expect(await zone.clerk.get(`/sessions/${id}`), 200);
}
async function events(id: number): Promise<string[]> {
  const { items } = expect(await zone.clerk.get(`/sessions/${id}/events`), 200);
  return items.map((event: { type: string }) => event.type);
}
async function usedMs(id: number): Promise<number> {
  const row = await zone.db
    .selectFrom("play_sessions")
    .select("used_ms")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.used_ms;
}
