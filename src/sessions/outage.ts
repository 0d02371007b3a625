import { sql } from "kysely";
import { nextSessionStatus } from "../core/session-machine.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import type { Transaction } from "../db/transaction.ts";

export interface Outage {
  /** The last instant at which the product is known to have been alive. */
  readonly lastSeenAt: Date;
  /** How long it was not seen, in milliseconds; a venue's threshold decides whether that counts. */
  readonly gapMs: number;
  readonly now: Date;
}

/**
 * Pauses every session that was running when the product was last seen, as of that instant: the time after it is
 * given back, and the event says how much. A session whose deadline had passed by then is left to the worker. The
 * same as `decide` and `apply` of the core, for all rows at once. Answers how many it paused.
 */
export async function pauseForOutage(tx: Transaction, outage: Outage): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with running as materialized (
      select s.venue_id, s.id, s.used_ms, s.last_event, s.running_since, s.ends_at,
        greatest(s.running_since, ${outage.lastSeenAt}::timestamptz) as seen_at
      from play_sessions s
      join venues v on v.id = s.venue_id
      where s.status = 'active'
        and s.ends_at > greatest(s.running_since, ${outage.lastSeenAt}::timestamptz)
        and v.outage_threshold_ms < ${outage.gapMs}
      order by s.venue_id, s.id
      for update of s
    ), paused as (
      update play_sessions s set status = ${nextSessionStatus("active", "outage")}, outage_at = ${outage.now},
        used_ms = r.used_ms + milliseconds_between(r.running_since, r.seen_at),
        running_since = null, ends_at = null, low_time_at = null, last_event = r.last_event + 1
      from running r where s.venue_id = r.venue_id and s.id = r.id
    ), stopped as (
      update session_runs x set ended_at = r.seen_at
      from running r where x.venue_id = r.venue_id and x.session_id = r.id and x.ended_at is null
    ), told as (
      insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
      select venue_id, id, last_event + 1, 'outage', seen_at, ${outage.now}::timestamptz,
        greatest(0, milliseconds_between(seen_at, least(${outage.now}::timestamptz, ends_at)))
      from running
    )
    select id, pg_notify(${CHANGES_CHANNEL},
      json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from running`.execute(tx);
  return rows.length;
}
