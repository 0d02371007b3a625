import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { PreparingClient } from "./preparing-client.ts";
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

/**
 * Opens a pool on a PostgreSQL address. Nothing connects before the first query. Statements that
 * one transaction sends without waiting for each other travel together; only COPY cannot be sent like this.
 */
export function openPool(url: string, connections = 20, { pipeline = true } = {}): DatabasePool {
  const pool = new pg.Pool({
    Client: PreparingClient,
    pipeline,
    connectionString: url,
    max: connections,
    types,
    application_name: "gamezone",
    connectionTimeoutMillis: 10_000,
    // A statement that waits for a lock this long is stuck, not slow: let it fail and be retried.
    options: "-c lock_timeout=15000 -c statement_timeout=60000 -c timezone=UTC -c jit=off",
  });
  // A connection that dies (a database restart) fails its query, if it has one, and is replaced at the next. Without
  // these two it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, url, pool, close: () => db.destroy() };
}
