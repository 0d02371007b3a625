import { sql } from "kysely";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Db } from "../db/pool.ts";
import { inSnapshot } from "../db/snapshot.ts";
import type { AuditEntry } from "./schema.ts";

/** What does not fit the chain, where it stands in it, and what happened to it. */
export interface AuditFault {
  readonly venueId: number;
  readonly position: number | null;
  readonly entryId: number;
  readonly fault: "removed" | "edited" | "inserted" | "seal missing";
}

export interface VerifiedAudit {
  /** Of each venue: how many entries are sealed, how many still wait, and the last hash of the chain. */
  readonly chains: ReadonlyArray<{ venueId: number; sealed: number; waiting: number; head: string | null }>;
  readonly faults: readonly AuditFault[];
}

/** Reckons every seal of the audit log again, in one snapshot. Nothing is written. */
export async function verifyAudit(db: Db): Promise<VerifiedAudit> {
  return inSnapshot(db, async (tx) => {
    const { rows: chains } = await sql<VerifiedAudit["chains"][number]>`
      select v.id as "venueId", coalesce(l.position, 0) as sealed, encode(l.hash, 'hex') as head,
        (select count(*) from audit_entries_to_seal w where w.venue_id = v.id) as waiting
      from venues v
      left join lateral (
        select position, hash from audit_seals s where s.venue_id = v.id order by position desc limit 1) l on true
      order by v.id`.execute(tx);
    const { rows: faults } = await sql<AuditFault>`
      select venue_id as "venueId", position, audit_entry_id as "entryId", fault from audit_faults
      order by venue_id, position nulls last, audit_entry_id`.execute(tx);
    return { chains, faults };
  });
}

/**
 * Whether a hash that somebody wrote down earlier is still in a chain: only that shows that its end, the last entries
 * together with their seals, was not cut off and made anew.
 */
export async function isSealKnown(db: Db, hash: string): Promise<boolean> {
  const known = await db
    .selectFrom("audit_seals")
    .select("position")
    .where("hash", "=", Buffer.from(hash, "hex"))
    .executeTakeFirst();
  return known !== undefined;
}

/** Who did what, newest first; with a subject, only to things of this kind. */
export async function listAudit(
  db: Db,
  venueId: number,
  query: PageQuery & { subject?: string | undefined },
): Promise<Page<AuditEntry>> {
  const before = readCursor(query.cursor);
  const rows = await db
    .selectFrom("audit_entries as e")
    .leftJoin("users as u", "u.id", "e.actor_id")
    .leftJoin("api_keys as k", "k.id", "e.api_key_id")
    .select(["e.id", "e.at", "e.action", "e.subject", "e.subject_id", "e.details"])
    .select((select) => select.fn.coalesce("u.name", "k.name").as("by"))
    .select(
      sql<string | null>`case e.subject
        when 'user' then (select name from users s where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'player' then (select name from users s where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'game' then (select name from games s where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'package' then (select g.name || ' · ' || s.name from packages s
          join games g on g.venue_id = s.venue_id and g.id = s.game_id
          where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'station' then (select name from stations s where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'invoice' then (select number from invoices s where s.venue_id = e.venue_id and s.id = e.subject_id)
        when 'api_key' then (select name from api_keys s where s.venue_id = e.venue_id and s.id = e.subject_id)
      end`.as("subject_name"),
    )
    .where("e.venue_id", "=", venueId)
    .$if(query.subject !== undefined, (select) => select.where("e.subject", "=", query.subject as string))
    .$if(before !== null, (select) => select.where("e.id", "<", before as number))
    .orderBy("e.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    subject: row.subject,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    by: row.by,
    details: row.details,
  }));
}
