import assert from "node:assert/strict";
import { replay, type SessionEvent, type SessionTime } from "../src/core/session-clock.ts";
import type { Db } from "../src/db/pool.ts";
import { toSessionTime } from "../src/sessions/queries.ts";
import { toSessionEvent } from "../src/sessions/record.ts";

/** A session's row and its events, both as the core reckons with them. */
export async function readHistory(db: Db, id: number): Promise<{ row: SessionTime; events: SessionEvent[] }> {
  const row = await db.selectFrom("play_sessions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const events = await db
    .selectFrom("session_events")
    .selectAll()
    .where("session_id", "=", id)
    .orderBy("number")
    .execute();
  return { row: toSessionTime(row), events: events.map(toSessionEvent) };
}

/** Row = replayed events; used = sum of the runs + written off; granted = sum of the grants. */
export async function assertConsistent(db: Db, id: number): Promise<void> {
  const { row, events } = await readHistory(db, id);
  assert.deepEqual(replay(events), row, "replaying the events gives the row");
  const runs = await db.selectFrom("session_runs").selectAll().where("session_id", "=", id).execute();
  const played = runs
    .filter((run) => run.ended_at !== null)
    .reduce((sum, run) => sum + (run.ended_at as Date).getTime() - run.started_at.getTime(), 0);
  assert.equal(row.usedMs, played + row.writtenOffMs, "used is the sum of the runs");
  assert.equal(runs.filter((run) => run.ended_at === null).length, row.status === "active" ? 1 : 0);
  const grants = await db.selectFrom("session_grants").selectAll().where("session_id", "=", id).execute();
  assert.equal(
    row.grantedMs,
    grants.reduce((sum, grant) => sum + grant.granted_ms, 0),
    "granted is the sum of the grants",
  );
}
