import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../db/migrate.ts";
import { type Db, openPool } from "../db/pool.ts";
import { checksOfData, everywhere, examineSome } from "../doctor/queries.ts";
import { loadBackup } from "./copy-in.ts";
import { stamp } from "./folder.ts";
import { type BackupFormat, type BackupHeader, DamagedBackup, readBackup, readFormat } from "./format.ts";
import { checkWithPostgres, findPostgresPrograms, restoreWithPostgres } from "./postgres-programs.ts";

/** A restore that cannot be done, for a reason that the operator can do something about. Nothing was changed. */
export class RestoreRefused extends Error {
  readonly messageFr: string;

  constructor(message: string, messageFr: string) {
    super(message);
    this.messageFr = messageFr;
  }
}

export interface CheckedBackup {
  readonly file: string;
  readonly format: BackupFormat;
  /** What our own format says of itself; null for PostgreSQL's. */
  readonly header: BackupHeader | null;
  /** Rows of all tables; null for PostgreSQL's format. */
  readonly rows: number | null;
}

/** Reads a backup from its beginning to its end. Throws {@link DamagedBackup}, or {@link RestoreRefused}. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const format = await readFormat(file);
  if (format === "pg_dump") {
    const { version } = await findPostgresPrograms(0);
    if (version === null) {
      throw new RestoreRefused(
        `${file} was made by pg_dump: install PostgreSQL’s client programs (pg_restore) and try again.`,
        `${file} a été faite par pg_dump : installez les programmes clients de PostgreSQL (pg_restore), puis recommencez.`,
      );
    }
    await checkWithPostgres(file);
    return { file, format, header: null, rows: null };
  }
  const { header, footer } = await readBackup(file);
  await refuseNewer(file, header);
  return { file, format, header, rows: Object.values(footer.rows).reduce((sum, count) => sum + count, 0) };
}

async function refuseNewer(file: string, { migrations, product }: BackupHeader): Promise<void> {
  const known = await readdir(join(import.meta.dirname, "..", "db", "migrations"));
  if (migrations.length === 0) throw new DamagedBackup(file, "migrations");
  if (migrations.every((name) => known.includes(name))) return;
  throw new RestoreRefused(
    `${file} was made by a newer GameZone (${product}). Restore it with that version.`,
    `${file} a été faite par un GameZone plus récent (${product}). Restaurez-la avec cette version.`,
  );
}

/** What the doctor finds in a restored copy. */
export interface RestoredFindings {
  readonly critical: number;
  readonly warnings: number;
}

/** Has the doctor look at a restored copy. A fault here was there when the backup was made: it is told, not hidden. */
async function checkRestored(db: Db): Promise<RestoredFindings> {
  const nowhere = { freeBytes: null };
  const { critical, warnings } = await examineSome(db, checksOfData, everywhere, nowhere, "en");
  return { critical, warnings };
}

/** Restores a backup that was checked into an empty database, and brings it up to date. */
export async function restoreInto(url: string, backup: CheckedBackup): Promise<RestoredFindings> {
  await refuseFull(url);
  if (backup.header === null) {
    await restoreWithPostgres(url, backup.file);
  } else {
    await migrate(url, backup.header.migrations.at(-1));
    await loadBackup(url, backup.file, backup.header);
  }
  await migrate(url);
  const pool = openPool(url, 2);
  try {
    return await checkRestored(pool.db);
  } finally {
    await pool.close();
  }
}

async function refuseFull(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace
        and relkind in ('r', 'p', 'v', 'm', 'S') limit 1`,
    );
    if (rows.length === 0) return;
    throw new RestoreRefused(
      `The database to restore into is not empty (it has ${rows[0]?.name}). Name an empty one.`,
      `La base où restaurer n’est pas vide (elle contient ${rows[0]?.name}). Indiquez-en une vide.`,
    );
  } finally {
    await client.end();
  }
}

export interface Swapped {
  readonly findings: RestoredFindings;
  /** Name under which the database of before is kept; null when there was none. */
  readonly keptAs: string | null;
}

/**
 * Puts a restored copy in the place of a database: restored and checked beside it, then both names change in one
 * transaction. The database of before is kept under another name. Whatever fails before that leaves it as it was.
 * Throws {@link RestoreRefused} when somebody is connected to it.
 */
export async function restoreInPlace(url: string, backup: CheckedBackup): Promise<Swapped> {
  const name = databaseName(url);
  const fresh = `gamezone_restored_${randomBytes(4).toString("hex")}`;
  const server = await connect(withDatabase(url, "postgres"));
  try {
    await refuseInUse(server, name);
    await server.query(`create database ${pg.escapeIdentifier(fresh)}`);
    try {
      const findings = await restoreInto(withDatabase(url, fresh), backup);
      await refuseInUse(server, name);
      return { findings, keptAs: await swap(server, name, fresh) };
    } catch (error) {
      await server.query(`drop database if exists ${pg.escapeIdentifier(fresh)} with (force)`);
      throw error;
    }
  } finally {
    await server.end();
  }
}

async function refuseInUse(server: pg.Client, name: string): Promise<void> {
  const { rows } = await server.query<{ connections: string }>(
    "select count(*) as connections from pg_stat_activity where datname = $1",
    [name],
  );
  if (rows[0]?.connections === "0") return;
  throw new RestoreRefused(
    `The database is in use. Stop the server (Ctrl+C in its window) and every other program connected to it, then try again.`,
    `La base est utilisée. Arrêtez le serveur (Ctrl+C dans sa fenêtre) et tout autre programme qui y est connecté, puis recommencez.`,
  );
}

async function swap(server: pg.Client, name: string, fresh: string): Promise<string | null> {
  const { rows } = await server.query<{ now: Date; there: boolean }>(
    "select now(), exists (select from pg_database where datname = $1) as there",
    [name],
  );
  const { now, there } = rows[0] as { now: Date; there: boolean };
  const aside = `gamezone_before_restore_${stamp(now, Temporal.Now.timeZoneId()).replaceAll("-", "_")}`;
  await server.query("begin");
  if (there) {
    await server.query(`alter database ${pg.escapeIdentifier(name)} rename to ${pg.escapeIdentifier(aside)}`);
  }
  await server.query(`alter database ${pg.escapeIdentifier(fresh)} rename to ${pg.escapeIdentifier(name)}`);
  await server.query("commit");
  return there ? aside : null;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "gamezone restore" });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function databaseName(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}
