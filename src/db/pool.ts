import type { Socket } from "node:net";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { PreparingClient, SendingClient } from "./client.ts";
import { openNotifier } from "./notices.ts";
import type { Database } from "./schema.ts";

/** Reads on the pool; writes happen inside {@link file://./transaction.ts}. */
export type Db = Kysely<Database>;

export interface DatabasePool {
  readonly db: Db;
  readonly url: string;
  /** The same pool as `pg` knows it, for the sign-in library. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// Our ids, counts and milliseconds stay far below 2^53; a bigint as text would only breed conversions.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
// A day of the calendar has no time and no time zone.
types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * What a connection needs in order to notice that the machine at its other end is gone without a word: by itself the
 * system would ask after two hours.
 */
export const NOTICE_SILENCE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

interface PoolOptions {
  /**
   * After so many milliseconds without a byte a statement in hand fails and its connection is thrown away. Only for a
   * pool whose statements are all quick: the system itself goes on sending to a machine that is gone for a quarter of
   * an hour. Idle connections end earlier than that anyway.
   */
  readonly patience?: number;
  /** Whether statements that one transaction sends without waiting for each other travel together. COPY cannot. */
  readonly pipeline?: boolean;
  /** Whether statements are prepared. Behind a pooler the next one may be asked on another connection. */
  readonly prepare?: boolean;
}

/**
 * Opens a pool on a PostgreSQL address, and one more connection by which its transactions tell what they did. Nothing
 * connects before the first query.
 */
export function openPool(
  url: string,
  connections = 20,
  { patience, pipeline = true, prepare = true }: PoolOptions = {},
): DatabasePool {
  const connect = (max: number): pg.Pool => {
    const pool = new pg.Pool({
      Client: prepare ? PreparingClient : SendingClient,
      pipeline,
      connectionString: url,
      ...NOTICE_SILENCE,
      max,
      types,
      application_name: "gamezone",
      connectionTimeoutMillis: 10_000,
      // A statement that waits for a lock this long is stuck, not slow: let it fail and be retried.
      options: "-c lock_timeout=15000 -c statement_timeout=60000 -c timezone=UTC -c jit=off",
    });
    // A connection that dies (a database restart) fails its query, if it has one, and is replaced at the next. Without
    // these two it would end the process.
    pool.on("error", () => {});
    pool.on("connect", (client) => {
      client.on("error", () => {});
      if (patience !== undefined) limitSilence(client, patience);
    });
    return pool;
  };
  const pool = connect(connections);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const notifier = openNotifier(db, connect(1));
  return {
    db,
    url,
    pool,
    async close() {
      await notifier.close();
      await db.destroy();
    },
  };
}

function limitSilence(client: pg.PoolClient, patience: number): void {
  const { stream } = (client as pg.PoolClient & { readonly connection: { readonly stream: Socket } })
    .connection;
  stream.setTimeout(patience, () => {
    stream.destroy(Object.assign(new Error("The database fell silent."), { code: "ETIMEDOUT" }));
  });
}
