import { type Connection, createConnection, type TypeCastField } from "mysql2";
import { decodeBytes } from "./mend-text.ts";
import {
  isOldTable,
  type OldRow,
  type OldRows,
  type OldTable,
  type RowSource,
  UnusableSource,
} from "./row-source.ts";

const ROWS_AT_ONCE = 500;
const CONNECT_MS = 10_000;

/**
 * A running MySQL or MariaDB, by its address `mysql://user:password@host:3306/database`. Everything is read as of one
 * moment and nothing is written. Throws `UnusableSource`.
 */
export async function openMysql(address: string): Promise<RowSource> {
  const url = readAddress(address);
  const connection = createConnection({
    uri: address,
    charset: "utf8mb4",
    connectTimeout: CONNECT_MS,
    supportBigNumbers: true,
    typeCast: readValue,
  });
  // What goes wrong is told by the query that it happens to.
  connection.on("error", () => {});
  const place = `${url.hostname}${url.pathname}`;
  try {
    await query(connection, "set time_zone = '+00:00'");
    await query(connection, "set session transaction isolation level repeatable read");
    await query(connection, "start transaction with consistent snapshot, read only");
    const columns = await readColumns(connection);
    return {
      label: place,
      columns,
      undecodable: new Map(),
      read: (tables, onProgress) => readTables(connection, columns, tables, onProgress),
      close: () => new Promise((resolve) => connection.end(() => resolve())),
    };
  } catch (error) {
    connection.destroy();
    throw cannotRead(place, error);
  }
}

function readAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.pathname.length < 2) {
    throw new UnusableSource(
      "The address of the old database is mysql://user:password@host:3306/database.",
      "L’adresse de l’ancienne base est mysql://utilisateur:motdepasse@hôte:3306/base.",
    );
  }
  return url;
}

function cannotRead(place: string, error: unknown): UnusableSource {
  const { message, code } = error as { message?: string; code?: string };
  const said = message || code || String(error);
  return new UnusableSource(
    `The old database ${place} cannot be read: ${said}`,
    `L’ancienne base ${place} ne peut pas être lue : ${said}`,
  );
}

/** Every value as the server prints it. The session is in UTC, so a TIMESTAMP is. */
function readValue(field: TypeCastField): string | null {
  const bytes = field.buffer();
  if (bytes === null) return null;
  const { text } = decodeBytes(bytes, "utf8");
  return field.type === "TIMESTAMP" ? `${text}Z` : text;
}

async function readColumns(connection: Connection): Promise<Map<OldTable, readonly string[]>> {
  const rows = await query(
    connection,
    "select lower(table_name) as of_table, lower(column_name) as name from information_schema.columns " +
      "where table_schema = database() order by table_name, ordinal_position",
  );
  const columns = new Map<OldTable, string[]>();
  for (const { of_table: table, name } of rows) {
    if (!table || !name || !isOldTable(table)) continue;
    columns.set(table, [...(columns.get(table) ?? []), name]);
  }
  return columns;
}

async function* readTables(
  connection: Connection,
  columns: ReadonlyMap<OldTable, readonly string[]>,
  tables: readonly OldTable[],
  onProgress: (done: number, total: number) => void,
): AsyncGenerator<OldRows> {
  const present = tables.filter((table) => columns.has(table));
  let total = 0;
  for (const table of present) {
    const [counted] = await query(connection, `select count(*) as rows_in_it from \`${table}\``);
    total += Number(counted?.rows_in_it ?? 0);
  }
  let done = 0;
  for (const table of present) {
    let rows: OldRow[] = [];
    const stream = connection.query(`select * from \`${table}\``).stream({ highWaterMark: ROWS_AT_ONCE });
    for await (const row of stream) {
      rows.push(lowerNames(row));
      if (rows.length < ROWS_AT_ONCE) continue;
      done += rows.length;
      onProgress(done, total);
      yield { table, rows };
      rows = [];
    }
    done += rows.length;
    onProgress(done, total);
    if (rows.length > 0) yield { table, rows };
  }
}

function lowerNames(row: Record<string, string | null>): OldRow {
  const names = Object.keys(row);
  if (names.every((name) => name === name.toLowerCase())) return row;
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), row[name] ?? null]));
}

function query(connection: Connection, statement: string): Promise<Array<Record<string, string | null>>> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error, rows) => {
      if (error) reject(error);
      else resolve(rows as Array<Record<string, string | null>>);
    });
  });
}
