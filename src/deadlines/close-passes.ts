import { sql } from "kysely";
import { nextInvoiceStatus } from "../core/invoice-machine.ts";
import { PASS_OVER } from "../core/session-clock.ts";
import { nextSessionStatus } from "../core/session-machine.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import { BATCH, clockAt, clockNow, type Job, lockedInvoice } from "./job.ts";

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
      ), used as (
        update invoices i set status = ${nextInvoiceStatus("active", "session_end")}, used_at = due.at
        from due where i.venue_id = due.venue_id and i.id = due.invoice_id and i.status = 'active'
        returning i.venue_id, i.id, i.status, i.used_at
      ), logged as (
        insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
        select venue_id, id, 'active', status, 'session_end', used_at from used
      )
      select id, pg_notify(${CHANGES_CHANNEL},
        json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from due`.execute(db);
    return rows.length;
  },
};
