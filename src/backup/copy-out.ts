import { createHash } from "node:crypto";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type BackupFooter, type BackupHeader, copyFrom, quoteName, type TableShape } from "./format.ts";

/** So that values are written the same whatever the server's settings, and a long COPY is not cut short. */
export const TEXT_SETTINGS =
  "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1";

/**
 * A database as the text of a backup, all of one instant. It goes by in pieces: the memory needed does not grow with
 * the database. Closes its connection also when the reader stops early.
 */
export async function* dumpDatabase(url: string, product: string): AsyncGenerator<Buffer> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "gamezone backup",
    options: TEXT_SETTINGS,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin transaction isolation level repeatable read read only");
    const header = await describe(client, product);
    const hash = createHash("sha256");
    const hashed = (piece: Buffer) => {
      hash.update(piece);
      return piece;
    };
    const rows: Record<string, number> = {};
    yield hashed(comment(header));
    for (const table of header.tables) {
      yield hashed(Buffer.from(`${copyFrom(table)}\n`));
      const columns = table.columns.map(quoteName).join(", ");
      const copy = client.query(copyTo(`copy ${quoteName(table.name)} (${columns}) to stdout`));
      for await (const piece of copy) yield hashed(piece as Buffer);
      yield hashed(Buffer.from("\\.\n"));
      rows[table.name] = copy.rowCount;
    }
    yield comment({ rows, sha256: hash.digest("hex") } satisfies BackupFooter);
    await client.query("commit");
  } finally {
    await client.end();
  }
}

function comment(content: object): Buffer {
  return Buffer.from(`-- ${JSON.stringify(content)}\n`);
}

async function describe(client: pg.Client, product: string): Promise<BackupHeader> {
  const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
  const now = await client.query<{ now: Date }>("select clock_now() as now");
  return {
    gamezoneBackup: 1,
    product,
    madeAt: (now.rows[0] as { now: Date }).now.toISOString(),
    migrations: rows.map((row) => row.name),
    tables: await describeTables(client),
  };
}

/** The tables that hold the product's data, those that others refer to first. */
export async function describeTables(client: pg.Client): Promise<TableShape[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[]; refers_to: string[] }>(`
    select c.relname::text as name,
      array(select attname::text from pg_attribute a
        where a.attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
      array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as refers_to
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    order by c.relname`);
  const placed: TableShape[] = [];
  const left = new Map(tables.map((table) => [table.name, table]));
  while (left.size > 0) {
    const next = [...left.values()].find(({ refers_to }) => !refers_to.some((name) => left.has(name)));
    if (next === undefined) throw new Error(`Tables refer to each other: ${[...left.keys()].join(", ")}.`);
    left.delete(next.name);
    const { name, columns } = next;
    placed.push({ name, columns, sequences: await readSequences(client, name) });
  }
  return placed;
}

async function readSequences(client: pg.Client, table: string): Promise<TableShape["sequences"]> {
  const { rows: columns } = await client.query<{ column: string; sequence: string }>(
    `select attname::text as column, pg_get_serial_sequence(quote_ident($1), attname) as sequence
    from pg_attribute where attrelid = quote_ident($1)::regclass and attidentity <> '' order by attnum`,
    [table],
  );
  const sequences = [];
  for (const { column, sequence } of columns) {
    const { rows } = await client.query<{ lastValue: string; called: boolean }>(
      `select last_value::text as "lastValue", is_called as called from ${sequence}`,
    );
    sequences.push({ column, ...(rows[0] as { lastValue: string; called: boolean }) });
  }
  return sequences;
}
