import { sql } from "kysely";
import { PASS_OVER } from "../core/session-clock.ts";
import { nextSessionStatus } from "../core/session-machine.ts";
import { BATCH, clockAt, clockNow, endOfDue, type Job, lockedInvoice } from "./job.ts";

/**
 * Closes passes that an outage paused and whose window is over by now: nothing is left that they could run on. As of the
 * end of the window, the rest written off; otherwise as {@link file://./close.ts} closes what runs.
 */
export const closePassesOver: Job = {
  name: "close passes that are over",
  table: "play_sessions",
  next: sql`select min(closes_at) from play_sessions where status = 'paused' and closes_at is not null`,
  due: sql`r.status = 'paused' and r.closes_at <= ${clockNow}`,
  async treat(db, asOf, which) {
    const { rows } = await sql<{ id: number }>`
      with ${clockAt(asOf)}, due as materialized (
        select r.venue_id, r.id, r.invoice_id, r.last_event, r.closes_at as at, r.granted_ms - r.used_ms as left_ms
        from play_sessions r, ${lockedInvoice} i
        where ${which}
        order by r.closes_at
        limit ${BATCH}
        for update of r skip locked
      ), closed as (
        update play_sessions s set status = ${nextSessionStatus("paused", "force_complete")}, used_ms = s.granted_ms,
          written_off_ms = due.left_ms, outage_at = null, completed_at = due.at, last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms, reason)
        select venue_id, id, last_event + 1, 'force_completed', at, ${clockNow}, left_ms, ${PASS_OVER} from due
      ), ${endOfDue}`.execute(db);
    return rows.length;
  },
};
