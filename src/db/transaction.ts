import type { Kysely, Transaction as KyselyTransaction } from "kysely";
import type { Actor } from "../core/actor.ts";
import { sendAtOnce } from "./at-once.ts";
import { isOutdated } from "./client.ts";
import { openEnding, writeEnding } from "./ending.ts";
import { type Notice, notifierOf } from "./notices.ts";
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
 * is tried again from the start; any other error rolls back and is passed on. What the action has to tell is told once
 * it has committed.
 */
export async function inTransaction<Result>(
  db: Kysely<Database>,
  work: (tx: Transaction) => Promise<Result> | Result,
): Promise<Result> {
  const notifier = notifierOf(db);
  for (let attempt = 1; ; attempt += 1) {
    let ended: Promise<void> = Promise.resolve();
    let notices: readonly Notice[] = [];
    try {
      const result = await db.transaction().execute(async (queued) => {
        const { tx, end } = await sendAtOnce(queued);
        notices = openEnding(tx);
        try {
          const answer = await work(tx);
          // It travels together with the commit, which rolls back where it fails.
          ended = writeEnding(tx);
          ended.catch(() => {});
          return answer;
        } finally {
          end();
        }
      });
      notifier.tell(notices);
      return result;
    } catch (failure) {
      const error = await ended.then(() => failure).catch((first: unknown) => first);
      const code = (error as { code?: string }).code ?? "";
      if (attempt === ATTEMPTS || !(RETRYABLE.has(code) || isOutdated(error))) throw error;
    }
  }
}
