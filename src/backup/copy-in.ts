import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyInto } from "pg-copy-streams";
import { TEXT_SETTINGS } from "./copy-out.ts";
import { type BackupHeader, copyFrom, quoteName, readBackup, type TableShape } from "./format.ts";

/**
 * Fills the freshly migrated tables of a database with the rows of a backup, in one transaction. Triggers rest while
 * it does (nothing is to be announced, queued or refused a second time); constraints hold. Needs no more rights than
 * the owner of the tables has. Throws what {@link readBackup} throws.
 */
export async function loadBackup(url: string, file: string, { tables }: BackupHeader): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "gamezone restore",
    options: TEXT_SETTINGS,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin");
    for (const { name } of tables) await client.query(`alter table ${quoteName(name)} disable trigger user`);
    // A migration may have written rows of its own; the backup holds them too.
    await client.query(`truncate ${tables.map(({ name }) => quoteName(name)).join(", ")}`);
    await readBackup(file, (table, rows) => pipeline(rows, client.query(copyInto(copyFrom(table)))));
    for (const table of tables) await setSequences(client, table);
    for (const { name } of tables) await client.query(`alter table ${quoteName(name)} enable trigger user`);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

async function setSequences(client: pg.Client, table: TableShape): Promise<void> {
  for (const { column, lastValue, called } of table.sequences) {
    await client.query("select setval(pg_get_serial_sequence(quote_ident($1), $2), $3::bigint, $4)", [
      table.name,
      column,
      lastValue,
      called,
    ]);
  }
}
