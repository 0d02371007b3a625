import { sql } from "kysely";
import type { ActionContext } from "../db/transaction.ts";

export interface AuditNote {
  /** `subject.verb`, as `player.create` */
  readonly action: string;
  readonly subject: string;
  readonly subjectId: number | null;
  /** What a reader needs to understand it later. Never a password, a key or a validation code. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes who did what, in the transaction that did it. Entries are never changed or removed. */
export async function recordAudit({ tx, actor }: ActionContext, note: AuditNote): Promise<void> {
  await tx
    .insertInto("audit_entries")
    .values({
      venue_id: actor.venueId,
      at: sql<Date>`clock_now()`,
      action: note.action,
      subject: note.subject,
      subject_id: note.subjectId,
      details: JSON.stringify(note.details ?? {}),
      actor_id: actor.userId,
      api_key_id: actor.apiKeyId,
    })
    .execute();
}
