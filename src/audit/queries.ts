import { sql } from "kysely";
import type { Db } from "../db/pool.ts";
import { inSnapshot } from "../db/snapshot.ts";

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
