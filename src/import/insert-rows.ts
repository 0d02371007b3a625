import { sql } from "kysely";
import type { Database } from "../db/schema.ts";
import type { Transaction } from "../db/transaction.ts";

const ROWS_AT_ONCE = 2_000;

/** A row as JSON can hold it: instants as text, the columns by their names in the database. */
export type PlainRow = Readonly<Record<string, unknown>>;

/**
 * Writes many rows in few statements: one parameter holds a batch as JSON, which PostgreSQL takes apart. All rows have
 * the same columns. An identity is given by us, from its sequence ({@link reserveIds}), or left out.
 * `skipKnown` leaves rows alone whose key is there already.
 */
export async function insertRows(
  tx: Transaction,
  table: keyof Database,
  rows: Iterable<PlainRow>,
  {
    onWritten = () => {},
    skipKnown = false,
  }: { onWritten?: (rows: number) => void; skipKnown?: boolean } = {},
): Promise<void> {
  let batch: PlainRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length === ROWS_AT_ONCE) {
      await insertBatch(tx, table, batch, skipKnown);
      onWritten(batch.length);
      batch = [];
    }
  }
  await insertBatch(tx, table, batch, skipKnown);
  onWritten(batch.length);
}

async function insertBatch(
  tx: Transaction,
  table: string,
  rows: readonly PlainRow[],
  skipKnown: boolean,
): Promise<void> {
  const [one] = rows;
  if (!one) return;
  const columns = sql.join(Object.keys(one).map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)
    ${skipKnown ? sql`on conflict do nothing` : sql``}`.execute(tx);
}

/** So many new ids of a table, which nobody else will get. */
export async function reserveIds(
  tx: Transaction,
  table: "users" | "games" | "packages" | "purchases" | "invoices" | "play_sessions",
  count: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence(${table}, 'id')) as id from generate_series(1, ${count}::int)`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}
