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
  let isOver = false;
  const executor = queued.withConnectionProvider({
    async provideConnection(use) {
      if (isOver) throw new Error("The transaction is over: nothing more may be asked in it.");
      try {
        const answer = await use(connection);
        failure = null;
        return answer;
      } catch (error) {
        failure ??= error;
        throw failure;
      }
    },
  });
  return {
    tx: new Transaction({ config: { dialect }, dialect, driver, executor }),
    end() {
      isOver = true;
    },
  };
}
