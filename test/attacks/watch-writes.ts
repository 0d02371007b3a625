import { sql } from "kysely";
import type { Db } from "../../src/db/pool.ts";

/** Answers the names of the tables that were written, and committed, since it was asked last. */
export type WrittenSince = () => Promise<string[]>;

/**
 * What the design writes on purpose although a request is refused: the attempt in the scan log, and the answer kept for
 * a retry.
 */
export const writtenByRefusals = ["invoice_scans", "idempotency_records"];

/**
 * Makes every table of the product note that a row of it was written; what is rolled back leaves no note. Tables that
 * are excepted are not told.
 */
export async function watchWrites(db: Db, except: readonly string[] = []): Promise<WrittenSince> {
  await sql
    .raw(`
      create table noted_writes (id bigint generated always as identity primary key, written text not null);
      create function note_write() returns trigger language plpgsql security definer as $$
        begin
          insert into noted_writes (written) values (tg_table_name);
          return null;
        end $$;
      do $$
        declare watched text;
        begin
          for watched in
            select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname = 'public' and c.relname not in ('noted_writes')
          loop
            execute format('create trigger zz_note_write after insert or update or delete on %s
              for each row execute function note_write()', watched);
          end loop;
        end $$`)
    .execute(db);
  let seen = 0;
  return async () => {
    const { rows } = await sql<{ id: number; written: string }>`
      select max(id) as id, written from noted_writes where id > ${seen} group by written order by written`.execute(
      db,
    );
    for (const { id } of rows) seen = Math.max(seen, Number(id));
    return rows.map(({ written }) => written).filter((table) => !except.includes(table));
  };
}
