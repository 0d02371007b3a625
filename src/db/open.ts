import { findRunningDatabase, startEmbeddedDatabase } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { type DatabasePool, openPool } from "./pool.ts";
import { untilItAccepts } from "./readiness.ts";

export interface OpenedDatabase {
  readonly pool: DatabasePool;
  /** Its address without a pooler between: what is not a request connects to this one. */
  readonly url: string;
  close(): Promise<void>;
}

interface Where {
  readonly databaseUrl: string | null;
  readonly directDatabaseUrl: string | null;
  readonly dataFolder: string;
}

interface Waiting {
  /** Nothing is left to do but to wait for PostgreSQL. */
  readonly onWaiting?: () => void;
  /** The PostgreSQL that it is pointed to does not take connections yet. */
  readonly onNotYet?: () => void;
}

/** For the server: the database it is pointed to, or the embedded one, which it then owns; brought up to date. */
export async function openDatabase(
  where: Where,
  { onWaiting = () => {}, onNotYet }: Waiting = {},
): Promise<OpenedDatabase> {
  if (where.directDatabaseUrl !== null) {
    onWaiting();
    await untilItAccepts(where.directDatabaseUrl, onNotYet);
  }
  const embedded =
    where.databaseUrl === null
      ? await startEmbeddedDatabase({ dataFolder: where.dataFolder, onStarting: onWaiting })
      : null;
  const url = embedded?.url ?? (where.directDatabaseUrl as string);
  try {
    await migrate(url);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  const asked = embedded?.url ?? (where.databaseUrl as string);
  // A second address says that a pooler stands before the database.
  const pool = openPool(asked, 20, { prepare: asked === url });
  return {
    pool,
    url,
    async close() {
      await pool.close();
      await embedded?.stop();
    },
  };
}

/** For a command: the database of the running server, or the same as the server's for as long as the command lasts. */
export async function borrowDatabase(where: Where): Promise<OpenedDatabase> {
  const running =
    where.databaseUrl === null ? await findRunningDatabase(where.dataFolder) : where.directDatabaseUrl;
  if (running === null) return openDatabase(where);
  await migrate(running);
  const pool = openPool(running, 2);
  return { pool, url: running, close: () => pool.close() };
}
