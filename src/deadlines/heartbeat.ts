import { sql } from "kysely";
import { SECOND } from "../core/duration.ts";
import { announceEveryVenue } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";
import { pauseForOutage } from "../sessions/actions.ts";

const HEARTBEAT_LOCK = 4_720_002;

/** How far the clock may step back without alarm: time synchronization does so by fractions of a second. */
const TOLERATED_STEP_BACK = 2 * SECOND;

/** The shortest threshold a venue may set; shorter gaps need no look at the sessions. */
const SHORTEST_OUTAGE = 10 * SECOND;

export interface Beat {
  readonly now: Date;
  /** True from when the clock went backwards until an administrator acknowledges it: nothing may close. */
  readonly stopped: boolean;
  readonly pausedByOutage: number;
}

/**
 * Writes that this node is alive, after looking at when any node last was. After a gap the running sessions are
 * paused as of the last sign of life, before anything else may happen to them. One node at a time.
 */
export async function beat(db: Db, nodeId: string, startedAt: Date): Promise<Beat> {
  return inTransaction(db, async (tx) => {
    // A beat that is lost with the last half second before a crash only dates the outage a little earlier.
    await sql`select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${HEARTBEAT_LOCK})`.execute(
      tx,
    );
    const watch = await readWatch(tx);
    if (watch.stopped_at !== null) return { now: watch.now, stopped: true, pausedByOutage: 0 };
    if (watch.machine.getTime() < watch.high_water_at.getTime() - TOLERATED_STEP_BACK) {
      await tx.updateTable("clock_watch").set({ stopped_at: watch.machine }).execute();
      await announceEveryVenue(tx);
      return { now: watch.now, stopped: true, pausedByOutage: 0 };
    }
    const pausedByOutage = await treatOutage(tx, watch);
    await sql`
      with beaten as (
        insert into node_heartbeats (node_id, started_at, beat_at) values (${nodeId}, ${startedAt}, ${watch.now})
        on conflict (node_id) do update set beat_at = excluded.beat_at
      )
      update clock_watch set high_water_at = ${watch.now}`.execute(tx);
    return { now: watch.now, stopped: false, pausedByOutage };
  });
}

interface Watch {
  readonly machine: Date;
  readonly now: Date;
  readonly high_water_at: Date;
  readonly stopped_at: Date | null;
  readonly last_beat: Date | null;
}

async function readWatch(tx: Transaction): Promise<Watch> {
  const { rows } = await sql<Watch>`
    select machine_clock() as machine, clock_now() as now, high_water_at, stopped_at,
      (select max(beat_at) from node_heartbeats) as last_beat
    from clock_watch`.execute(tx);
  return rows[0] as Watch;
}

async function treatOutage(tx: Transaction, watch: Watch): Promise<number> {
  if (watch.last_beat === null) return 0;
  const gapMs = watch.now.getTime() - watch.last_beat.getTime();
  if (gapMs <= SHORTEST_OUTAGE) return 0;
  const paused = await pauseForOutage(tx, { lastSeenAt: watch.last_beat, gapMs, now: watch.now });
  if (paused > 0) await sql`set local synchronous_commit = on`.execute(tx);
  return paused;
}
