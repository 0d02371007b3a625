import { sql } from "kysely";
import type { Language } from "../core/problems.ts";
import { say } from "../core/sentence.ts";
import type { Db } from "../db/pool.ts";
import type { FoundCase } from "./reference.ts";
import type { TimelineEntry } from "./schema.ts";
import { speakerOf } from "./speaker.ts";
import { sentenceOf, type TimelineRow } from "./timeline-words.ts";

/** Everything that happened to a purchase, its money, invoice, scans and session, in order; one query. */
export async function readTimeline(db: Db, found: FoundCase, language: Language): Promise<TimelineEntry[]> {
  const { venueId, purchaseId, invoiceId, sessionId } = found;
  const { rows } = await sql<TimelineRow>`
    with told as (
      select created_at as at, 1 as place, id as number, 'purchase' as kind, 'created' as type,
        jsonb_build_object('game', game_name, 'package', package_name, 'price', price, 'currency', currency) as facts,
        created_by as actor_id, null::bigint as api_key_id
      from purchases where venue_id = ${venueId} and id = ${purchaseId}
      union all
      select m.received_at, 2, m.id, 'payment', m.kind,
        jsonb_build_object('amount', m.amount, 'currency', p.currency, 'method', m.method, 'tendered', m.tendered,
          'change', m.change), m.received_by, null
      from payments m join purchases p on p.venue_id = m.venue_id and p.id = m.purchase_id
      where m.venue_id = ${venueId} and m.purchase_id = ${purchaseId}
      union all
      select at, 3, id, 'invoice', to_status, jsonb_build_object('trigger', trigger), actor_id, api_key_id
      from invoice_audit_log where venue_id = ${venueId} and invoice_id = ${invoiceId}
      union all
      select scanned_at, 4, id, 'scan', outcome, '{}', scanned_by, api_key_id
      from invoice_scans where venue_id = ${venueId} and invoice_id = ${invoiceId}
      union all
      select at, 5, number, 'session', type,
        jsonb_build_object('durationMs', duration_ms, 'reason', reason, 'stationName', (
          select name from stations t where t.venue_id = e.venue_id and t.id = e.station_id)), actor_id, api_key_id
      from all_session_events e where venue_id = ${venueId} and session_id = ${sessionId}
      union all
      select at, 6, id, 'audit', action, details, actor_id, api_key_id
      from audit_entries where venue_id = ${venueId} and (subject, subject_id) in
        (('purchase', ${purchaseId}::bigint), ('invoice', ${invoiceId}::bigint), ('session', ${sessionId}::bigint))
      union all
      select at, 0, old_id, 'old', kind || '.' || type, jsonb_build_object('message', message), null, null
      from imported_history
      where venue_id = ${venueId} and (invoice_id = ${invoiceId} or session_id = ${sessionId})
    )
    select t.at, t.kind, t.type, t.facts, coalesce(u.name, k.name) as by, v.time_zone as "timeZone"
    from told t
    join venues v on v.id = ${venueId}
    left join users u on u.id = t.actor_id
    left join api_keys k on k.id = t.api_key_id
    order by t.at nulls first, t.place, t.number`.execute(db);
  return rows.map((row) => ({
    at: row.at?.toISOString() ?? null,
    kind: row.kind,
    text: say(sentenceOf(row, speakerOf(language, row.timeZone)), language),
    by: row.by,
    reason: typeof row.facts.reason === "string" ? row.facts.reason : null,
  }));
}
