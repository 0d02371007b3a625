import { sql } from "kysely";
import { BusinessError } from "../core/errors.ts";
import type { Db } from "./pool.ts";
import type { Transaction } from "./transaction.ts";

/** The database's clock, the only one that counts. */
export async function readClock(db: Db | Transaction): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_now() as now`.execute(db);
  return (rows[0] as { now: Date }).now;
}

/**
 * For an action on a session: whether the worker has yet to look for an outage, as after the computer slept. It does
 * within two seconds; until then nothing may happen to a session that should have been paused.
 */
export const heartbeatIsOverdue = sql<boolean>`heartbeat_is_overdue()`;

/**
 * The clock, for an action that starts time running. Throws `clock_went_backwards` while it cannot be trusted,
 * `unavailable` while the heartbeat is overdue.
 */
export async function readTrustedClock(tx: Transaction): Promise<Date> {
  const { rows } = await sql<{ now: Date; stopped: boolean; overdue: boolean }>`
    select clock_now() as now, stopped_at is not null as stopped, ${heartbeatIsOverdue} as overdue
    from clock_watch`.execute(tx);
  const clock = rows[0] as { now: Date; stopped: boolean; overdue: boolean };
  if (clock.overdue) throw new BusinessError("unavailable");
  if (clock.stopped) throw new BusinessError("clock_went_backwards");
  return clock.now;
}
