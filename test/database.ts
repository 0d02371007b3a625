import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { migrate } from "../src/db/migrate.ts";
import { type DatabasePool, type Db, openPool } from "../src/db/pool.ts";

const TEMPLATE = "gamezone_template";

export interface TestDatabase extends DatabasePool {
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** Migrates, once a run, the database that every test's own is copied from. */
export async function prepareTemplate(serverUrl: string): Promise<void> {
  await administer(serverUrl, `drop database if exists ${TEMPLATE}`);
  await administer(serverUrl, `create database ${TEMPLATE}`);
  await migrate(withDatabaseName(serverUrl, TEMPLATE));
}

/** A fresh database of one's own on the real PostgreSQL of this test run. */
export async function createTestDatabase(connections = 20): Promise<TestDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (!serverUrl)
    throw new Error("Run tests with `npm test -- <part of the path>`: it starts their database.");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(serverUrl, `create database ${name} template ${TEMPLATE} strategy file_copy`);
  const pool = openPool(withDatabaseName(serverUrl, name), connections);
  return {
    ...pool,
    async drop() {
      await pool.close();
      await administer(serverUrl, `drop database ${name} with (force)`);
    },
  };
}

/** Moves the machine's clock of this database by so many milliseconds from the real one, in either direction. */
export async function setClock(db: Db, offsetMs: number): Promise<void> {
  await sql
    .raw(`create or replace function machine_clock() returns timestamptz language sql volatile as $$
      select date_trunc('milliseconds', clock_timestamp() + interval '${Math.round(offsetMs)} milliseconds') $$`)
    .execute(db);
}

/** Stops the machine's clock of this database at an instant, so that a test can step it by hand. */
export async function freezeClock(db: Db, at: number): Promise<void> {
  await sql
    .raw(`create or replace function machine_clock() returns timestamptz language sql volatile as $$
      select timestamptz '${new Date(at).toISOString()}' $$`)
    .execute(db);
}

/** What somebody with a database client does, with triggers and foreign keys off. */
export async function byHand(db: Db, statement: string): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql.raw(statement).execute(connection);
    await sql`set session_replication_role = origin`.execute(connection);
  });
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabaseName(serverUrl, "postgres") });
  await client.connect();
  try {
    // Copying a template takes turns; two test files that start together would refuse each other.
    await client.query("select pg_advisory_lock(4720009)");
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
