import { type InsertObject, type Transaction as KyselyTransaction, sql } from "kysely";
import type { Notice } from "./notices.ts";
import type { Database } from "./schema.ts";

type Transaction = KyselyTransaction<Database>;

// What a transaction writes and nobody reads before it has committed, history above all, waits for its end and is
// written by one statement that travels together with the commit.

interface Ending {
  rows: Map<keyof Database, object[]>;
  readonly notices: Notice[];
}

const endings = new WeakMap<Transaction, Ending>();

/** For {@link file://./transaction.ts}: gives a transaction that begins its ending, and answers what it will have to tell. */
export function openEnding(tx: Transaction): readonly Notice[] {
  const notices: Notice[] = [];
  endings.set(tx, { rows: new Map(), notices });
  return notices;
}

/** Adds a row at the end of the transaction; those of one table keep their order. */
export function insertAtEnd<Table extends keyof Database>(
  tx: Transaction,
  table: Table,
  row: InsertObject<Database, Table>,
): void {
  const { rows } = endingOf(tx);
  const waiting = rows.get(table);
  if (waiting) waiting.push(row);
  else rows.set(table, [row]);
}

/** Notifies the listeners of a channel once the transaction has committed; what is said twice is told once. */
export function notifyAtEnd(tx: Transaction, channel: string, payload: string): void {
  endingOf(tx).notices.push({ channel, payload });
}

/** Writes at once what waits for the end: for what must be read before it, or is to be tried and rolled back. */
export async function writeEnding(tx: Transaction): Promise<void> {
  const ending = endingOf(tx);
  if (ending.rows.size === 0) return;
  const writes = [...ending.rows].map(
    ([table, waiting], number) =>
      sql`${sql.ref(`written_${number}`)} as (${tx.insertInto(table).values(waiting as never)})`,
  );
  ending.rows = new Map();
  await sql`with ${sql.join(writes)} select 1`.execute(tx);
}

function endingOf(tx: Transaction): Ending {
  const ending = endings.get(tx);
  if (ending === undefined) throw new Error("Only inTransaction begins what may write at its end.");
  return ending;
}
