import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { readHistory } from "../../test/history.ts";
import { replay } from "../core/session-clock.ts";
import { settle } from "../deadlines/worker.ts";
import { toSessionTime } from "../sessions/queries.ts";
import { toSessionEvent } from "../sessions/record.ts";
import { purgeEveryVenue, purgeSessions } from "./actions.ts";
import { previewPurge } from "./queries.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** All that has closed by now is old. */
const everything = new Date(Date.now() + 100 * DAY);

let zone: TestGameZone;
beforeEach(async () => {
  zone = await startTestGameZone();
});
afterEach(() => zone.close());

test("an archived session answers as before: itself, its history, its steps, its purchase, its player's pages", async () => {
  const ids = [await completed(), await terminated(), await expired()];
  const player = await zone.signIn(zone.playerUsername, "correct horse battery");
  const look = async () => {
    const answers = [];
    for (const { id, purchaseId, invoiceId } of ids) {
      for (const path of [
        `/sessions/${id}`,
        `/sessions/${id}/events`,
        `/sessions/${id}/checklist`,
        `/purchases/${purchaseId}`,
        `/invoices/${invoiceId}`,
      ]) {
        answers.push(withoutClock(expect(await zone.clerk.get(path), 200)));
        answers.push(withoutClock(expect(await player.get(path), 200)));
      }
    }
    for (const path of ["/sessions", "/sessions?status=completed", "/purchases", "/purchases/overview"]) {
      answers.push(withoutClock(expect(await zone.clerk.get(path), 200)));
    }
    answers.push(withoutClock(expect(await player.get("/sessions"), 200)));
    answers.push(
      (
        await sql`select status, count(*), sum(used_ms) from all_sessions group by 1 order by 1`.execute(
          zone.db,
        )
      ).rows,
    );
    return answers;
  };
  const before = await look();
  const histories = await Promise.all(ids.map(({ id }) => readHistory(zone.db, id)));
  assert.equal(await purge(), 3);
  assert.equal(await count("play_sessions"), 0);
  assert.equal(await count("session_events"), 0);
  assert.deepEqual(await look(), before);
  const overview = expect(await zone.clerk.get("/purchases/overview"), 200).items;
  assert.deepEqual(
    overview.map((row: { syncStatus: string }) => row.syncStatus),
    Array(3).fill("SYNCED"),
  );

  for (const [index, { id }] of ids.entries()) {
    const row = await zone.db
      .selectFrom("all_sessions")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const events = await zone.db
      .selectFrom("all_session_events")
      .selectAll()
      .where("session_id", "=", id)
      .orderBy("number")
      .execute();
    assert.deepEqual(events.map(toSessionEvent), histories[index]?.events);
    assert.deepEqual(replay(events.map(toSessionEvent)), toSessionTime(row));
  }
});

test("an action on an archived session is refused as before, and its code as used", async () => {
  const { id, code } = await completed();
  const ask = async () => [
    await zone.clerk.post(`/sessions/${id}/extend`, { minutes: 5, reason: "one more" }),
    await zone.clerk.post(`/sessions/${id}/start`),
    await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "no more" }),
    await zone.clerk.post("/scans", { code }),
  ];
  const known = (answers: Awaited<ReturnType<typeof ask>>) =>
    answers.map(({ status, body }) => [status, body.code, body.detail]);
  const before = known(await ask());
  assert.deepEqual(
    before.map(([status]) => status),
    [409, 409, 409, 409],
  );
  await purge();
  assert.deepEqual(known(await ask()), before);
});

test("runs, grants and events stand in the archive as they stood in their tables", async () => {
  const { id } = await terminated();
  const rows = async (table: string) =>
    (
      await sql<{
        row: object;
      }>`select to_jsonb(t) - 'venue_id' - 'session_id' as row from ${sql.table(table)} t
      where session_id = ${id} order by 1`.execute(zone.db)
    ).rows.map(({ row }) => row);
  const [events, runs, grants] = [
    await rows("session_events"),
    await rows("session_runs"),
    await rows("session_grants"),
  ];
  assert.ok(events.length === 5 && runs.length === 1 && grants.length === 2);
  await purge();
  const { history } = await zone.db
    .selectFrom("archived_sessions")
    .select("history")
    .executeTakeFirstOrThrow();
  const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
  assert.deepEqual(history.events.toSorted(byText), events.toSorted(byText));
  assert.deepEqual(history.runs, runs);
  assert.deepEqual(history.grants.toSorted(byText), grants.toSorted(byText));
});

test("what is open, what closed lately and what disagrees with its invoice stays", async () => {
  const { id } = await completed();
  const odd = await completed();
  await zone.ready();
  const running = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${running.id}/start`), 200);
  await sql`alter table invoices disable trigger known_transition`.execute(zone.db);
  await sql`update invoices set status = 'active', used_at = null where id = ${odd.invoiceId}`.execute(
    zone.db,
  );
  assert.deepEqual(
    await purgeEveryVenue(zone.db, { days: 7 }).then((venues) => venues.map((venue) => venue.sessions)),
    [0],
  );
  assert.deepEqual(await previewPurge(zone.db, zone.venueId, everything), [
    { status: "completed", sessions: 1, minutes: 1 },
  ]);
  assert.equal(await count("archived_sessions"), 0, "a preview moves nothing");
  assert.equal(await purge(), 1);
  const archived = await zone.db.selectFrom("archived_sessions").select("id").execute();
  assert.deepEqual(archived, [{ id }]);
  assert.equal(await count("play_sessions"), 3);
});

test("it is audited once, with how many, and not when there was nothing", async () => {
  await completed();
  await completed();
  await purge();
  await purge();
  const entries = await zone.db
    .selectFrom("audit_entries")
    .selectAll()
    .where("action", "=", "retention.purge")
    .execute();
  assert.equal(entries.length, 1);
  assert.deepEqual(entries[0]?.details, { before: everything.toISOString(), sessions: 2 });
});

test("two purges at once beside clerks at work move each session once, and hold nobody up", async () => {
  const old = [];
  for (let index = 0; index < 30; index += 1) old.push(await readyAndStarted(1));
  await settle(zone.db, new Date(Date.now() + 2 * MINUTE));
  // Batches of a few, so that the two take turns.
  const batches = async () => {
    let moved = 0;
    for (let batch = 1; batch > 0; moved += batch) {
      const { rows } = await sql<{
        moved: number;
      }>`select archive_closed_sessions(${zone.venueId}, ${everything}, 3) as moved`.execute(zone.db);
      batch = rows[0]?.moved ?? 0;
    }
    return moved;
  };
  const work = async () => {
    for (let index = 0; index < 5; index += 1) {
      const { id } = await readyAndStarted(60);
      expect(await zone.clerk.post(`/sessions/${id}/extend`, { minutes: 5, reason: "waited" }), 200);
      expect(await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "left early" }), 200);
      expect(await zone.clerk.get(`/sessions/${id}`), 200);
    }
  };
  const [one, other] = await Promise.all([batches(), batches(), work(), work()]);
  const rest = await purge();
  assert.equal(one + other + rest, 40);
  assert.equal(await count("archived_sessions"), 40);
  const { rows } = await sql<{
    odd: number;
  }>`select count(*) as odd from purchase_session_overview where sync_status <> 'SYNCED'`.execute(zone.db);
  assert.equal(rows[0]?.odd, 0);
});

test("history is append-only for everybody else, whatever they set", async () => {
  const { id } = await completed();
  const refused = /history is append-only/;
  const remove = sql`delete from session_events where session_id = ${id}`;
  await assert.rejects(remove.execute(zone.db), refused);
  await zone.db.connection().execute(async (connection) => {
    await sql`set gamezone.retention = 'on'`.execute(connection);
    await assert.rejects(remove.execute(connection), refused);
  });
  await purge();
  await assert.rejects(sql`delete from archived_sessions`.execute(zone.db), refused);
  await assert.rejects(sql`update archived_sessions set used_ms = 0`.execute(zone.db), refused);
  await assert.rejects(sql`truncate archived_sessions`.execute(zone.db), refused);
});

test("the venue says after how many days; nonsense is refused", async () => {
  const { administrator } = zone.as;
  assert.equal(expect(await administrator.get("/venue"), 200).sessionRetentionDays, 90);
  assert.equal(
    expect(await administrator.patch("/venue", { sessionRetentionDays: 30 }), 200).sessionRetentionDays,
    30,
  );
  for (const days of [0, 6, 3651, 7.5, "30"]) {
    expect(await administrator.patch("/venue", { sessionRetentionDays: days }), 400);
  }
  assert.equal(expect(await administrator.get("/venue"), 200).sessionRetentionDays, 30);
});

function purge(): Promise<number> {
  return purgeSessions(zone.db, { venueId: zone.venueId, before: everything });
}

async function readyAndStarted(minutes: 1 | 15 | 60) {
  const { validationCode, purchaseId, id: invoiceId } = await zone.sell(minutes);
  const { session } = expect(await zone.clerk.post("/scans", { code: validationCode }), 201);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  return { id: session.id as number, purchaseId, invoiceId, code: validationCode };
}

async function completed() {
  const made = await readyAndStarted(1);
  await settle(zone.db, new Date(Date.now() + 2 * MINUTE));
  return made;
}

async function terminated() {
  const made = await readyAndStarted(15);
  expect(
    await zone.clerk.post(`/sessions/${made.id}/extend`, { minutes: 5, reason: "the screen was broken" }),
    200,
  );
  expect(await zone.clerk.post(`/sessions/${made.id}/pause`), 200);
  expect(await zone.clerk.post(`/sessions/${made.id}/terminate`, { reason: "left the shop" }), 200);
  return made;
}

async function expired() {
  const made = await zone.ready();
  await settle(zone.db, new Date(Date.now() + 10 * DAY));
  return made;
}

async function count(table: "play_sessions" | "session_events" | "archived_sessions"): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
    zone.db,
  );
  return rows[0]?.count ?? 0;
}

/** An answer but for when it was given. */
function withoutClock(answer: object): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value) => (key === "serverTime" ? undefined : value));
}
