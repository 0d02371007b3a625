import {
  type Dialect,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
} from "kysely";
import type { Database } from "./schema.ts";

// A transaction asks nothing of these but by its executor.
const driver = new DummyDriver();
const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => driver,
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

export interface AtOnce {
  readonly tx: Transaction<Database>;
  /**
   * From now on nothing more may be asked: what was, is undone or kept with the transaction, as PostgreSQL has it before
   * the commit or rollback. A statement asked later would run outside of it, each on its own, for good.
   */
  end(): void;
}

/**
 * The same transaction without Kysely's queue, which gives the connection a statement only once the one before it was
 * answered. PostgreSQL runs them in the order in which they are given anyway; given at once, they make one journey.
 * After one that fails PostgreSQL refuses the others: they fail with its error, which alone says why.
 */
export async function sendAtOnce(tx: Transaction<Database>): Promise<AtOnce> {
  const queued = tx.getExecutor();
  const connection = await queued.provideConnection(async (one) => one);
  let failure: unknown = null;
  let latest: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const executor = queued.withConnectionProvider({
    provideConnection(use) {
      const earlier = latest;
      const answer = (async () => {
        if (isOver) throw new Error("The transaction is over: nothing more may be asked in it.");
        try {
          return await use(connection);
        } catch (error) {
          // Answers that come together are not always told in their order: what failed first may yet be to come.
          if (isRefusedAfterFailure(error)) await earlier;
          else failure = error;
          throw failure ?? error;
        }
      })();
      latest = answer.catch(() => {});
      return answer;
    },
  });
  return {
    tx: new Transaction({ config: { dialect }, dialect, driver, executor }),
    end() {
      isOver = true;
    },
  };
}

/** Whether PostgreSQL refuses a statement because one before it in the transaction failed. */
function isRefusedAfterFailure(error: unknown): boolean {
  return (error as { code?: string }).code === "25P02";
}
