import { sql } from "kysely";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { BackupFormat } from "./format.ts";

export interface LastBackup {
  /** When it was complete and read back. */
  readonly at: Date;
  /** File name, without its folder */
  readonly file: string;
  readonly bytes: number;
  readonly format: BackupFormat;
}

/** The entry of the last backup in the audit log; every venue's has it, so the first one's is asked. */
export const lastBackup = sql`
  select at, details ->> 'file' as file, (details ->> 'bytes')::bigint as bytes, details ->> 'format' as format
  from audit_entries
  where venue_id = (select min(id) from venues) and subject = 'backup' and subject_id is null
    and action = 'backup.make'
  order by id desc limit 1`;

/** The last backup that was made of this database, as the audit log knows it; null if none ever was. */
export async function readLastBackup(db: Db | Transaction): Promise<LastBackup | null> {
  const { rows } = await sql<LastBackup>`${lastBackup}`.execute(db);
  return rows[0] ?? null;
}
