import { sql } from "kysely";
import { nextInvoiceStatus } from "../core/invoice-machine.ts";
import { nextSessionStatus } from "../core/session-machine.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";

/** How many sessions one statement closes. */
export const BATCH = 500;

/**
 * Closes sessions whose deadline has passed: session, run, event and invoice in one statement, as of the deadline
 * and not as of now. Rows that another node or a clerk holds are left to them. The invoice is locked with its
 * session, without waiting, so that nothing can wait for us in a circle. Answers how many it closed.
 */
export async function closeDueSessions(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with due as materialized (
        select s.venue_id, s.id, s.invoice_id, s.last_event, s.ends_at
        from play_sessions s
        join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
        where s.status = 'active' and s.ends_at <= ${now}
        order by s.ends_at
        limit ${BATCH}
        for update of i, s skip locked
      ), closed as (
        update play_sessions s set status = ${nextSessionStatus("active", "deadline")}, used_ms = s.granted_ms,
          running_since = null, ends_at = null, low_time_at = null, completed_at = due.ends_at,
          last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), stopped as (
        update session_runs r set ended_at = due.ends_at
        from due where r.venue_id = due.venue_id and r.session_id = due.id and r.ended_at is null
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at)
        select venue_id, id, last_event + 1, 'completed', ends_at, ${now}::timestamptz from due
      ), used as (
        update invoices i set status = ${nextInvoiceStatus("active", "session_end")}, used_at = due.ends_at
        from due where i.venue_id = due.venue_id and i.id = due.invoice_id
      ), logged as (
        insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
        select venue_id, invoice_id, 'active', ${nextInvoiceStatus("active", "session_end")}, 'session_end', ends_at
        from due
      )
      select id, pg_notify(${CHANGES_CHANNEL},
        json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from due`.execute(tx);
    return rows.length;
  });
}
