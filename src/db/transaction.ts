import type { Kysely, Transaction as KyselyTransaction } from "kysely";
import type { Actor } from "../core/actor.ts";
import type { Database } from "./schema.ts";

export type Transaction = KyselyTransaction<Database>;

/** What every business action is given: the transaction it writes in, and who asks. */
export interface ActionContext {
  readonly tx: Transaction;
  readonly actor: Actor;
}

const RETRYABLE = new Set(["40001", "40P01"]);
const ATTEMPTS = 4;

/**
 * Runs one business action in one transaction. A deadlock or a serialization failure, which left nothing behind,
 * is tried again from the start; any other error rolls back and is passed on.
 */
export async function inTransaction<Result>(
  db: Kysely<Database>,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !RETRYABLE.has((error as { code?: string }).code ?? "")) throw error;
    }
  }
}
