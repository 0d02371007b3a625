import { sql } from "kysely";
import { nextSessionStatus } from "../core/session-machine.ts";
import { BATCH, clockAt, clockNow, endOfDue, type Job, lockedInvoice } from "./job.ts";

/**
 * Closes sessions whose deadline has passed: session, run, event and invoice in one statement, as of the deadline
 * and not as of now. Rows that another node or a clerk holds are left to them. The invoice is locked with its
 * session, without waiting, so that nothing can wait for us in a circle. An invoice that somebody changed by hand
 * stays as it is: the session closes all the same, and the overview shows the mismatch.
 */
export const closeDueSessions: Job = {
  name: "close due sessions",
  table: "play_sessions",
  next: sql`select min(ends_at) from play_sessions where status = 'active'`,
  due: sql`r.status = 'active' and r.ends_at <= ${clockNow}`,
  async treat(db, asOf, which) {
    const { rows } = await sql<{ id: number }>`
      with ${clockAt(asOf)}, due as materialized (
        select r.venue_id, r.id, r.invoice_id, r.last_event, r.ends_at as at
        from play_sessions r, ${lockedInvoice} i
        where ${which}
        order by r.ends_at
        limit ${BATCH}
        for update of r skip locked
      ), closed as (
        update play_sessions s set status = ${nextSessionStatus("active", "deadline")}, used_ms = s.granted_ms,
          running_since = null, ends_at = null, low_time_at = null, completed_at = due.at,
          last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), stopped as (
        update session_runs x set ended_at = due.at
        from due where x.venue_id = due.venue_id and x.session_id = due.id and x.ended_at is null
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at)
        select venue_id, id, last_event + 1, 'completed', at, ${clockNow} from due
      ), ${endOfDue}`.execute(db);
    return rows.length;
  },
};
