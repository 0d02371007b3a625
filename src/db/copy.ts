import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import { from } from "pg-copy-streams";
import { shareNotifier } from "./notices.ts";
import { type DatabasePool, openPool } from "./pool.ts";
import type { Database } from "./schema.ts";
import { inTransaction, type Transaction } from "./transaction.ts";

/** A row by its columns' names. Instants are text, an object goes to a JSON column. */
export type CopiedRow = Readonly<Record<string, string | number | boolean | null | object>>;

/**
 * Writes many rows of one table with COPY, in the transaction it belongs to. All rows have the columns of the first;
 * an identity is what the row says, or left out.
 */
export type Copy = (table: keyof Database, rows: Iterable<CopiedRow>) => Promise<void>;

const PIECE = 1 << 16;

/** As `inTransaction`, for what writes more rows than statements are good for. */
export async function inCopyingTransaction<Result>(
  { url }: Pick<DatabasePool, "url">,
  work: (tx: Transaction, copy: Copy) => Promise<Result>,
): Promise<Result> {
  const own = openPool(url, 1, { pipeline: false });
  const client = await own.pool.connect();
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: { options: {}, connect: async () => lend(client), end: async () => {} },
    }),
  });
  shareNotifier(own.db, db);
  const copy: Copy = async (table, rows) => {
    const iterator = rows[Symbol.iterator]();
    const first = iterator.next();
    if (first.done) return;
    const columns = Object.keys(first.value);
    const list = columns.map((column) => `"${column}"`).join(", ");
    const sink = client.query(from(`copy "${table}" (${list}) from stdin`));
    await pipeline(Readable.from(toText(first.value, iterator, columns), { objectMode: false }), sink);
  };
  try {
    return await inTransaction(db, (tx) => work(tx, copy));
  } finally {
    client.release();
    await own.close();
  }
}

/** The query builder and COPY must share a connection: it is lent this one, and gives it back to nobody. */
function lend(client: PoolClient): PoolClient {
  return new Proxy(client, {
    get(target, name) {
      if (name === "release") return () => {};
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** COPY's text format: https://www.postgresql.org/docs/current/sql-copy.html */
function* toText(
  first: CopiedRow,
  others: Iterator<CopiedRow>,
  columns: readonly string[],
): Generator<string> {
  let piece = "";
  for (let next: IteratorResult<CopiedRow> = { value: first }; !next.done; next = others.next()) {
    let separator = "";
    for (const column of columns) {
      piece += separator + valueText(next.value[column] ?? null);
      separator = "\t";
    }
    piece += "\n";
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

const SPECIAL = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function valueText(value: CopiedRow[string]): string {
  if (value === null) return "\\N";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] as string) : text;
}
