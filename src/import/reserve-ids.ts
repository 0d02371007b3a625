import { sql } from "kysely";
import type { Transaction } from "../db/transaction.ts";

/** So many new ids of a table, from its sequence: nobody else will get them. */
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
