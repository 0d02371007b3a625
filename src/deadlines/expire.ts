import { sql } from "kysely";
import { nextInvoiceStatus } from "../core/invoice-machine.ts";
import { nextSessionStatus } from "../core/session-machine.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { BATCH } from "./close.ts";

/** Expires sessions that were ready for too long, and uses up their invoices. Answers how many. */
export async function expireReadySessions(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with due as materialized (
        select s.venue_id, s.id, s.invoice_id, s.last_event, s.ready_expires_at as at
        from play_sessions s
        join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
        where s.status = 'ready' and s.ready_expires_at <= ${now}
        order by s.ready_expires_at
        limit ${BATCH}
        for update of i, s skip locked
      ), expired as (
        update play_sessions s set status = ${nextSessionStatus("ready", "expiry")}, ready_expires_at = null,
          completed_at = due.at, last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at)
        select venue_id, id, last_event + 1, 'expired', at, ${now}::timestamptz from due
      ), used as (
        update invoices i set status = ${nextInvoiceStatus("active", "session_end")}, used_at = due.at
        from due where i.venue_id = due.venue_id and i.id = due.invoice_id
      ), logged as (
        insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
        select venue_id, invoice_id, 'active', ${nextInvoiceStatus("active", "session_end")}, 'session_end', at from due
      )
      select id, pg_notify(${CHANGES_CHANNEL},
        json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from due`.execute(tx);
    return rows.length;
  });
}

/** Expires invoices that nobody brought to the counter in time. Answers how many. */
export async function expireInvoices(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      with due as materialized (
        select venue_id, id, expires_at from invoices
        where status = 'pending' and expires_at <= ${now}
        order by expires_at
        limit ${BATCH}
        for update skip locked
      ), expired as (
        update invoices i set status = ${nextInvoiceStatus("pending", "expiry")}
        from due where i.venue_id = due.venue_id and i.id = due.id
      )
      insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
      select venue_id, id, 'pending', ${nextInvoiceStatus("pending", "expiry")}, 'expiry', expires_at from due
      returning invoice_id as id`.execute(tx);
    return rows.length;
  });
}
