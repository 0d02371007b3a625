import { sql } from "kysely";
import { insertAtEnd } from "../db/ending.ts";
import type { Db } from "../db/pool.ts";
import { type ActionContext, inTransaction } from "../db/transaction.ts";

const SEALED_AT_ONCE = 2_000;

export interface AuditNote {
  /** `subject.verb`, as `player.create` */
  readonly action: string;
  readonly subject: string;
  readonly subjectId: number | null;
  /** What a reader needs to understand it later. Never a password, a key or a validation code. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes who did what, at the end of the transaction that did it. Entries are never changed or removed. */
export function recordAudit({ tx, actor }: ActionContext, note: AuditNote): void {
  insertAtEnd(tx, "audit_entries", {
    venue_id: actor.venueId,
    at: sql<Date>`clock_now()`,
    action: note.action,
    subject: note.subject,
    subject_id: note.subjectId,
    details: JSON.stringify(note.details ?? {}),
    actor_id: actor.userId,
    api_key_id: actor.apiKeyId,
  });
}

/**
 * Seals the entries that wait for it into the chain of hashes of their venue, in batches, each a transaction; the same
 * on several nodes at once does no harm. Answers how many it sealed.
 */
export async function sealAudit(db: Db, signal?: AbortSignal): Promise<number> {
  const waiting = await db.selectFrom("audit_entries_to_seal").select("venue_id").distinct().execute();
  let total = 0;
  for (const { venue_id: venueId } of waiting) {
    let sealed: number;
    do {
      signal?.throwIfAborted();
      sealed = await inTransaction(db, async (tx) => {
        const { rows } = await sql<{ sealed: number }>`
          select seal_audit(${venueId}, ${SEALED_AT_ONCE}) as sealed`.execute(tx);
        return rows[0]?.sealed ?? 0;
      });
      total += sealed;
    } while (sealed === SEALED_AT_ONCE);
  }
  return total;
}
