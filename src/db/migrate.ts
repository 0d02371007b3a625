import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

const MIGRATIONS = join(import.meta.dirname, "migrations");
const MIGRATION_LOCK = 4_720_001;
const OLDEST_POSTGRES = 150_000;

/**
 * Brings a database to the latest migration: numbered files, forward only, each in a transaction of its own, under
 * an advisory lock so that two servers starting together take turns. Answers the names of those it ran. With a name,
 * it goes no further than to that one: a backup is restored into the tables that it was made from.
 * Throws when the database is older than PostgreSQL 15 or newer than this release of GameZone.
 */
export async function migrate(url: string, upTo?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: "gamezone migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await refuseOldServer(client);
    await client.query(
      "create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())",
    );
    const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith(".sql")).sort();
    const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
    const applied = new Set(rows.map((row) => row.name));
    const unknown = [...applied].find((name) => !files.includes(name));
    if (unknown) {
      throw new Error(`This database was used by a newer GameZone (${unknown}). Start that version instead.`);
    }
    const pending = files.filter((name) => !applied.has(name) && (upTo === undefined || name <= upTo));
    for (const name of pending) await apply(client, name);
    return pending;
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, name: string): Promise<void> {
  const statements = await readFile(join(MIGRATIONS, name), "utf8");
  await client.query("begin");
  try {
    await client.query(statements);
    await client.query("insert into migrations (name) values ($1)", [name]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    "select current_setting('server_version_num')::int as version",
  );
  const version = rows[0]?.version ?? 0;
  if (version < OLDEST_POSTGRES) {
    throw new Error(`GameZone needs PostgreSQL 15 or later; this server is ${Math.floor(version / 10_000)}.`);
  }
}
