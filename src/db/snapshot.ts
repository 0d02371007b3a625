import { sql } from "kysely";
import type { Db } from "./pool.ts";
import type { Transaction } from "./transaction.ts";

/** Longest time that one statement of a long look may take; it never waits for a lock. */
const PATIENCE = "10min";

/**
 * Reads in one snapshot, so that what is read agrees with itself, without changing anything and without waiting for
 * anybody: nobody at the counter notices it. With the name of a snapshot that another transaction exported, in that one.
 */
export async function inSnapshot<Result>(
  db: Db,
  look: (tx: Transaction) => Promise<Result>,
  exported?: string,
): Promise<Result> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      if (exported !== undefined) await sql`set transaction snapshot ${sql.lit(exported)}`.execute(tx);
      // Whole tables in the order of their keys: from the index, rather than sorted anew on the disk.
      await sql`select set_config('statement_timeout', ${PATIENCE}, true), set_config('work_mem', '64MB', true),
        set_config('random_page_cost', '1.1', true)`.execute(tx);
      return look(tx);
    });
}

/** One look of a process at a time has two connections, so that looks never wait for each other's second one. */
let isShared = false;

/**
 * The same on two connections that see one snapshot, for what takes long: it then runs side by side. On one connection
 * while another such look goes on in this process. The pool must have two.
 */
export async function inSharedSnapshot<Result>(
  db: Db,
  look: (connections: readonly Transaction[]) => Promise<Result>,
): Promise<Result> {
  if (isShared) return inSnapshot(db, (tx) => look([tx]));
  isShared = true;
  try {
    return await inSnapshot(db, async (first) => {
      const { rows } = await sql<{ name: string }>`select pg_export_snapshot() as name`.execute(first);
      return inSnapshot(db, (second) => look([first, second]), rows[0]?.name);
    });
  } finally {
    isShared = false;
  }
}
