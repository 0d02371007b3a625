import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { productActor } from "../core/actor.ts";
import { DAY } from "../core/duration.ts";
import { readClock } from "../db/clock.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";

const BATCH = 500;

export interface Purge {
  readonly venueId: number;
  /** Sessions that closed before this instant move. */
  readonly before: Date;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * Moves sessions that closed before an instant to the archive, a batch a transaction, so that clerks hardly notice.
 * Any number may run at once. Answers how many it moved, and writes one audit entry if there were any.
 */
export async function purgeSessions(db: Db, { venueId, before, signal }: Purge): Promise<number> {
  let moved = 0;
  try {
    for (let batch = 1; batch > 0 && !signal?.aborted; moved += batch)
      batch = await archiveBatch(db, venueId, before);
  } finally {
    if (moved > 0) await auditPurge(db, venueId, { before: before.toISOString(), sessions: moved });
  }
  return moved;
}

/** The same for every venue, after as many days as each has set, or as many as are given. */
export async function purgeEveryVenue(
  db: Db,
  { days, signal }: { days?: number; signal?: AbortSignal } = {},
): Promise<VenuePurge[]> {
  const purged = [];
  for (const { venueId, name, before } of await readPurgeLimits(db, days)) {
    const sessions = await purgeSessions(db, { venueId, before, ...(signal && { signal }) });
    purged.push({ venueId, name, before, sessions });
  }
  return purged;
}

export interface VenuePurge {
  readonly venueId: number;
  readonly name: string;
  readonly before: Date;
  readonly sessions: number;
}

/** Before which instant the closed sessions of each venue are old. */
export async function readPurgeLimits(db: Db, days?: number): Promise<Array<Omit<VenuePurge, "sessions">>> {
  const now = await readClock(db);
  const venues = await db
    .selectFrom("venues")
    .select(["id", "name", "session_retention_days"])
    .orderBy("id")
    .execute();
  return venues.map((venue) => ({
    venueId: venue.id,
    name: venue.name,
    before: new Date(now.getTime() - (days ?? venue.session_retention_days) * DAY),
  }));
}

async function archiveBatch(db: Db, venueId: number, before: Date): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ moved: number }>`
      select archive_closed_sessions(${venueId}, ${before}, ${BATCH}) as moved`.execute(tx);
    return rows[0]?.moved ?? 0;
  });
}

async function auditPurge(
  db: Db,
  venueId: number,
  details: { before: string; sessions: number },
): Promise<void> {
  await inTransaction(db, (tx) =>
    recordAudit(
      { tx, actor: productActor(venueId) },
      { action: "retention.purge", subject: "venue", subjectId: venueId, details },
    ),
  );
}
