/**
 * Closing as a careful program without this product would write it: session, run, event, invoice and its log in one
 * statement, for the sessions that meet a condition. `lock` is added to the SELECT that finds them.
 */
export function closeByHand(condition: string, lock = ""): string {
  return `
    with due as materialized (
      select venue_id, id, invoice_id, last_event, ends_at from play_sessions
      where status = 'active' and ${condition} ${lock}
    ), closed as (
      update play_sessions s set status = 'completed', used_ms = s.granted_ms, running_since = null, ends_at = null,
        low_time_at = null, completed_at = due.ends_at, last_event = due.last_event + 1
      from due where s.venue_id = due.venue_id and s.id = due.id
    ), stopped as (
      update session_runs x set ended_at = due.ends_at
      from due where x.venue_id = due.venue_id and x.session_id = due.id and x.ended_at is null
    ), told as (
      insert into session_events (venue_id, session_id, number, type, at, recorded_at)
      select venue_id, id, last_event + 1, 'completed', ends_at, now() from due
    ), used as (
      update invoices i set status = 'used', used_at = due.ends_at
      from due where i.venue_id = due.venue_id and i.id = due.invoice_id and i.status = 'active'
      returning i.venue_id, i.id, i.used_at
    )
    insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
    select venue_id, id, 'active', 'used', 'session_end', used_at from used`;
}
