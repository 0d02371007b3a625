import { sql } from "kysely";
import { MINUTE } from "../core/duration.ts";
import type { SessionStatus } from "../core/session-machine.ts";
import type { Db } from "../db/pool.ts";

export interface PurgePreview {
  readonly status: SessionStatus;
  readonly sessions: number;
  /** Played minutes, rounded down */
  readonly minutes: number;
}

/** What a purge would move. */
export async function previewPurge(db: Db, venueId: number, before: Date): Promise<PurgePreview[]> {
  const { rows } = await sql<PurgePreview>`
    select s.status, count(*) as sessions, floor(sum(s.used_ms - s.written_off_ms) / ${MINUTE})::bigint as minutes
    from play_sessions s join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
    where s.venue_id = ${venueId} and s.completed_at < ${before}
      and may_be_archived(s.status, i.status)
    group by s.status order by s.status`.execute(db);
  return rows;
}
