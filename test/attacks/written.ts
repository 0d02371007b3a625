import { sql } from "kysely";
import type { Db } from "../../src/db/pool.ts";

/**
 * What the design writes on purpose although the request is refused: the attempt in the scan log, and the answer kept
 * for a retry.
 */
export const writtenByRefusals = ["invoice_scans", "idempotency_records"];

/**
 * Counts the rows that committed transactions wrote, whichever table: a deferred trigger on every one of them runs at
 * the commit, and counts in a sequence that no rollback sets back. Answers the tables written since it was last asked.
 */
export async function watchWrites(
  db: Db,
  except: readonly string[] = writtenByRefusals,
): Promise<() => Promise<string[]>> {
  await sql`create function note_write() returns trigger language plpgsql as $$
    begin
      perform nextval(('written_' || tg_table_name)::regclass);
      return null;
    end $$`.execute(db);
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const watched = rows.map(({ name }) => name).filter((name) => !except.includes(name));
  for (const name of watched) {
    await sql.raw(`create sequence written_${name}`).execute(db);
    await sql
      .raw(
        `create constraint trigger note_write after insert or update or delete on ${name}
         deferrable initially deferred for each row execute function note_write()`,
      )
      .execute(db);
  }
  const counts = sql.raw(
    watched
      .map((name) => `select '${name}' as name, last_value, is_called from written_${name}`)
      .join(" union all "),
  );
  let before = new Map<string, string>();
  const written = async () => {
    const { rows: now } = await sql<{
      name: string;
      last_value: string;
      is_called: boolean;
    }>`${counts}`.execute(db);
    const after = new Map(now.map(({ name, last_value, is_called }) => [name, `${last_value} ${is_called}`]));
    const changed = [...after]
      .filter(([name, count]) => before.get(name) !== count)
      .map(([name]) => name)
      .sort();
    before = after;
    return changed;
  };
  await written();
  return written;
}
