import { DAY } from "../core/duration.ts";
import type { Db } from "../db/pool.ts";

const KEEP_ANSWERS = 2 * DAY;
const KEEP_HEARTBEATS = DAY;

/** Forgets answers kept for retries that nobody will make any more, and nodes that are long gone. */
export async function forgetOldAnswers(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom("idempotency_records")
    .where("created_at", "<", new Date(now.getTime() - KEEP_ANSWERS))
    .execute();
  await db
    .deleteFrom("node_heartbeats")
    .where("beat_at", "<", new Date(now.getTime() - KEEP_HEARTBEATS))
    .execute();
}
