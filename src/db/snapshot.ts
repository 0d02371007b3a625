import { sql } from "kysely";
import type { Db } from "./pool.ts";
import type { Transaction } from "./transaction.ts";

/** Longest time that one statement of a long look may take; it never waits for a lock. */
const PATIENCE = "10min";

/**
 * Reads in one snapshot, so that what is read agrees with itself, without changing anything and without waiting for
 * anybody: nobody at the counter notices it.
 */
export async function inSnapshot<Result>(
  db: Db,
  look: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      // Whole tables in the order of their keys: from the index, rather than sorted anew on the disk.
      await sql`select set_config('statement_timeout', ${PATIENCE}, true), set_config('work_mem', '64MB', true),
        set_config('random_page_cost', '1.1', true)`.execute(tx);
      return look(tx);
    });
}
