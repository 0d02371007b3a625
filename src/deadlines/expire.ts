import { sql } from "kysely";
import { nextInvoiceStatus } from "../core/invoice-machine.ts";
import { nextSessionStatus } from "../core/session-machine.ts";
import { BATCH, clockAt, clockNow, endOfDue, type Job, lockedInvoice } from "./job.ts";

/** Expires sessions that were ready for too long, and uses up their invoices, unless changed by hand. */
export const expireReadySessions: Job = {
  name: "expire ready sessions",
  table: "play_sessions",
  next: sql`select min(ready_expires_at) from play_sessions where status = 'ready'`,
  due: sql`r.status = 'ready' and r.ready_expires_at <= ${clockNow}`,
  async treat(db, asOf, which) {
    const { rows } = await sql<{ id: number }>`
      with ${clockAt(asOf)}, due as materialized (
        select r.venue_id, r.id, r.invoice_id, r.last_event, r.ready_expires_at as at
        from play_sessions r, ${lockedInvoice} i
        where ${which}
        order by r.ready_expires_at
        limit ${BATCH}
        for update of r skip locked
      ), expired as (
        update play_sessions s set status = ${nextSessionStatus("ready", "expiry")}, ready_expires_at = null,
          completed_at = due.at, last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at)
        select venue_id, id, last_event + 1, 'expired', at, ${clockNow} from due
      ), ${endOfDue}`.execute(db);
    return rows.length;
  },
};

/** Expires invoices that nobody brought to the counter in time. */
export const expireInvoices: Job = {
  name: "expire invoices",
  table: "invoices",
  next: sql`select min(expires_at) from invoices where status = 'pending'`,
  due: sql`r.status = 'pending' and r.expires_at <= ${clockNow}`,
  async treat(db, asOf, which) {
    const { rows } = await sql<{ id: number }>`
      with ${clockAt(asOf)}, due as materialized (
        select r.venue_id, r.id, r.expires_at from invoices r
        where ${which}
        order by r.expires_at
        limit ${BATCH}
        for update skip locked
      ), expired as (
        update invoices i set status = ${nextInvoiceStatus("pending", "expiry")}
        from due where i.venue_id = due.venue_id and i.id = due.id
      )
      insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
      select venue_id, id, 'pending', ${nextInvoiceStatus("pending", "expiry")}, 'expiry', expires_at from due
      returning invoice_id as id`.execute(db);
    return rows.length;
  },
};
