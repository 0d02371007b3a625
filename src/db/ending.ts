import {
  type Compilable,
  type InsertObject,
  type Transaction as KyselyTransaction,
  type OperationNodeSource,
  type RawBuilder,
  sql,
} from "kysely";
import type { Database } from "./schema.ts";

type Transaction = KyselyTransaction<Database>;

// What a transaction writes and nobody reads before it has committed, history above all, waits for its end and is
// written by one statement that travels together with the commit.

interface Ending {
  readonly rows: Map<keyof Database, object[]>;
  readonly statements: OperationNodeSource[];
  readonly notices: Map<string, RawBuilder<unknown>>;
}

const endings = new WeakMap<Transaction, Ending>();

/** For {@link file://./transaction.ts}: gives a transaction that begins its ending. */
export function openEnding(tx: Transaction): void {
  endings.set(tx, { rows: new Map(), statements: [], notices: new Map() });
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

/** Runs a statement that changes rows at the end of the transaction, in no order that could be relied on. */
export function writeAtEnd(tx: Transaction, statement: OperationNodeSource & Compilable): void {
  endingOf(tx).statements.push(statement);
}

/** Notifies the listeners of a channel once the transaction commits; what is said twice is told once. */
export function notifyAtEnd(tx: Transaction, channel: string, payload: string): void {
  endingOf(tx).notices.set(`${channel} ${payload}`, sql`pg_notify(${channel}, ${payload})`);
}

/** Writes at once what waits for the end: for what must be read before it, or is to be tried and rolled back. */
export async function writeEnding(tx: Transaction): Promise<void> {
  const { rows, statements, notices } = endingOf(tx);
  const writes = [
    ...[...rows].map(([table, waiting]) => tx.insertInto(table).values(waiting as never)),
    ...statements,
  ].map((write, number) => sql`${sql.ref(`written_${number}`)} as (${write})`);
  if (writes.length === 0 && notices.size === 0) return;
  const first = writes.length === 0 ? sql`` : sql`with ${sql.join(writes)}`;
  const told = notices.size === 0 ? sql`1` : sql.join([...notices.values()]);
  openEnding(tx);
  await sql`${first} select ${told}`.execute(tx);
}

function endingOf(tx: Transaction): Ending {
  const ending = endings.get(tx);
  if (ending === undefined) throw new Error("Only inTransaction begins what may write at its end.");
  return ending;
}
