import { sql } from "kysely";
import { BusinessError } from "../core/errors.ts";
import { apply, PASS_OVER, replay, type SessionEvent } from "../core/session-clock.ts";
import { replayStrictly } from "../core/session-history.ts";
import { isLive } from "../core/session-machine.ts";
import { announceChange, wakeWorkers } from "../db/announce.ts";
import { readTrustedClock } from "../db/clock.ts";
import type { ActionContext } from "../db/transaction.ts";
import { endSession } from "./carry-out.ts";
import { readSession } from "./queries.ts";
import { readyExpiry, toDate, toSessionEvent, toTimeColumns } from "./record.ts";

/** What the deadline worker does to one session, for the doctor: closes it as of its deadline. Throws why it cannot. */
export async function closeDueSession(context: ActionContext, id: number): Promise<void> {
  await readTrustedClock(context.tx);
  const { status } = await readSession(context.tx, context.actor, id);
  // Only a pass falls due while it is paused.
  if (status === "paused") await endSession(context, id, { type: "force_complete" }, PASS_OVER);
  else await endSession(context, id, { type: "deadline" });
}

/** The same for a session that nobody started in time. Throws why it cannot. */
export async function expireDueSession(context: ActionContext, id: number): Promise<void> {
  await readTrustedClock(context.tx);
  await endSession(context, id, { type: "expiry" });
}

/**
 * Writes a session anew from its events: its row, runs and grants are only what the events tell, so nothing is guessed.
 * Answers false, and writes nothing, when events are missing or can never have happened. Throws `not_found`.
 */
export async function rebuildSession(context: ActionContext, id: number): Promise<boolean> {
  const { tx, actor } = context;
  const row = await tx
    .selectFrom("play_sessions")
    .select(["last_event", "station_id", "ready_expires_at", "outage_at", "created_at"])
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  const told = await tx
    .selectFrom("session_events")
    .selectAll()
    .where("venue_id", "=", actor.venueId)
    .where("session_id", "=", id)
    .orderBy("number")
    .execute();
  const session = replayStrictly(told.map((one) => ({ number: one.number, event: toSessionEvent(one) })));
  const last = told.at(-1);
  if (session === null || last === undefined || row.last_event > last.number) return false;

  const stopped = told.findLast(({ type }) => type === "paused" || type === "outage" || type === "imported");
  const outageAt = stopped?.type === "outage" ? stopped.recorded_at : null;
  await sql`select set_config('gamezone.rebuild', 'on', true)`.execute(tx);
  await tx
    .updateTable("play_sessions")
    .set({
      ...toTimeColumns(session),
      station_id:
        isLive(session.status) && (await isTaken(context, row.station_id, id)) ? null : row.station_id,
      outage_at: session.status === "paused" ? outageAt : null,
      last_event: last.number,
      ready_expires_at:
        session.status === "ready"
          ? (row.ready_expires_at ?? readyExpiry(actor.venueId, row.created_at, toDate(session.closesAt)))
          : null,
    })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute();
  await sql`select set_config('gamezone.rebuild', 'off', true)`.execute(tx);
  await rewriteRuns(context, id, told.map(toSessionEvent));
  await rewriteGrants(context, id);
  announceChange(tx, { venueId: actor.venueId, kind: "session", id });
  wakeWorkers(tx);
  return true;
}

/** Whether another customer sits at the station by now. */
async function isTaken({ tx, actor }: ActionContext, stationId: number | null, id: number): Promise<boolean> {
  if (stationId === null) return false;
  const other = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("station_id", "=", stationId)
    .where("status", "in", ["active", "paused"])
    .where("id", "<>", id)
    .executeTakeFirst();
  return other !== undefined;
}

/** Where a run took place is all that only the old rows know: a run that began at the same instant keeps its station. */
async function rewriteRuns({ tx, actor }: ActionContext, id: number, events: SessionEvent[]): Promise<void> {
  const before = await tx
    .deleteFrom("session_runs")
    .where("venue_id", "=", actor.venueId)
    .where("session_id", "=", id)
    .returning(["started_at", "station_id"])
    .execute();
  const stations = new Map(before.map((run) => [run.started_at.getTime(), run.station_id]));
  const runs = runsOf(events).map(([startedAt, endedAt]) => ({
    venue_id: actor.venueId,
    session_id: id,
    station_id: stations.get(startedAt) ?? null,
    started_at: new Date(startedAt),
    ended_at: toDate(endedAt),
  }));
  if (runs.length > 0) await tx.insertInto("session_runs").values(runs).execute();
}

/** The stretches of play that events tell of, the last one open while the session runs. */
function runsOf(events: readonly SessionEvent[]): Array<[startedAt: number, endedAt: number | null]> {
  const runs: Array<[number, number | null]> = [];
  let session = replay(events.slice(0, 1));
  for (const event of events.slice(1)) {
    const after = apply(session, event);
    if (event.type === "imported" && event.usedMs > 0) runs.push([event.at, event.at + event.usedMs]);
    if (session.runningSince !== null && after.runningSince === null) {
      runs.push([session.runningSince, Math.min(event.at, session.endsAt as number)]);
    }
    session = after;
  }
  if (session.runningSince !== null) runs.push([session.runningSince, null]);
  return runs;
}

async function rewriteGrants({ tx, actor }: ActionContext, id: number): Promise<void> {
  await tx
    .deleteFrom("session_grants")
    .where("venue_id", "=", actor.venueId)
    .where("session_id", "=", id)
    .execute();
  await sql`
    insert into session_grants (venue_id, session_id, kind, granted_ms, reason, granted_at, granted_by)
    select venue_id, session_id, case type when 'created' then 'initial' when 'cut' then 'cut' else 'added' end,
      case type when 'cut' then - duration_ms else duration_ms end, reason, at, actor_id
    from session_events
    where venue_id = ${actor.venueId} and session_id = ${id} and type in ('created', 'extended', 'cut')
    order by number`.execute(tx);
}
