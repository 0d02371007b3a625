import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { productActor } from "../core/actor.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { dumpDatabase } from "./copy-out.ts";
import { nameBackup, writeWhole } from "./folder.ts";
import { type BackupFormat, readBackup } from "./format.ts";
import {
  checkWithPostgres,
  dumpWithPostgres,
  findPostgresPrograms,
  type ProgramsFound,
} from "./postgres-programs.ts";
import { productVersion } from "./product.ts";

export { deleteOldBackups } from "./folder.ts";

export interface MadeBackup {
  /** Absolute path */
  readonly file: string;
  readonly bytes: number;
  readonly format: BackupFormat;
  readonly programs: ProgramsFound;
}

export interface BackupWish {
  readonly db: Db;
  /** Address of the same database. */
  readonly url: string;
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/**
 * Writes the whole database, as it is at one instant, into a file of a folder and reads it back; nobody waits for it.
 * In PostgreSQL's own format where its programs are there and new enough, else in ours. Audited for every venue.
 */
export async function makeBackup({ db, url, folder, signal }: BackupWish): Promise<MadeBackup> {
  const { now, timeZone, serverVersion } = await readSurroundings(db);
  const programs = await findPostgresPrograms(serverVersion);
  const format = programs.usable ? "pg_dump" : "copy";
  const name = nameBackup(now, timeZone, format);
  const bytes = programs.usable
    ? await writeWhole(folder, name, (path) => dumpWithPostgres(url, path, signal), checkWithPostgres)
    : await writeWhole(
        folder,
        name,
        (path) => writeCopy(url, path, signal),
        (path) => readBackup(path),
      );
  await auditBackup(db, { file: name, bytes, format });
  return { file: join(folder, name), bytes, format, programs };
}

async function writeCopy(url: string, path: string, signal?: AbortSignal): Promise<void> {
  const pieces = dumpDatabase(url, await productVersion());
  await pipeline(pieces, createGzip(), createWriteStream(path), signal ? { signal } : {});
}

/** The clock and the calendar that files are named by, and the major version of the server. */
export async function readSurroundings(
  db: Db,
): Promise<{ now: Date; timeZone: string; serverVersion: number }> {
  const { rows } = await sql<{ now: Date; timeZone: string; serverVersion: number }>`
    select clock_now() as now, coalesce((select time_zone from venues order by id limit 1), 'UTC') as "timeZone",
      current_setting('server_version_num')::int / 10000 as "serverVersion"`.execute(db);
  return rows[0] as { now: Date; timeZone: string; serverVersion: number };
}

async function auditBackup(
  db: Db,
  details: { file: string; bytes: number; format: BackupFormat },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const { id } of await tx.selectFrom("venues").select("id").orderBy("id").execute()) {
      recordAudit(
        { tx, actor: productActor(id) },
        { action: "backup.make", subject: "backup", subjectId: null, details },
      );
    }
  });
}
