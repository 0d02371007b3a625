import { DAY } from "../core/duration.ts";
import type { Db } from "../db/pool.ts";

const KEEP_ANSWERS = 2 * DAY;
const KEEP_HEARTBEATS = DAY;

/** Deletes answers kept for retries that nobody will make any more, nodes that are long gone, and expired sign-ins. */
export async function deleteExpiredRecords(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom("idempotency_records")
    .where("created_at", "<", new Date(now.getTime() - KEEP_ANSWERS))
    .execute();
  await db
    .deleteFrom("node_heartbeats")
    .where("beat_at", "<", new Date(now.getTime() - KEEP_HEARTBEATS))
    .execute();
  await db.deleteFrom("sign_ins").where("expires_at", "<", now).execute();
}
