import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedDatabase } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";

/**
 * Lends the address of a fresh, migrated database on a server that is stopped and deleted afterwards. With settings, as
 * `track_commit_timestamp = on`, the server is started once more for them.
 */
export async function withDatabase(
  work: (url: string) => Promise<void>,
  settings: readonly string[] = [],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
  await chmod(folder, 0o711);
  let database = await startEmbeddedDatabase({ dataFolder: folder });
  try {
    if (settings.length > 0) {
      await ask(
        database.url,
        settings.map((setting) => `alter system set ${setting}`),
      );
      await database.stop();
      database = await startEmbeddedDatabase({ dataFolder: folder });
    }
    await migrate(database.url);
    await work(database.url);
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The address of one more, empty database on the same server. */
export async function anotherDatabase(url: string, name: string): Promise<string> {
  await ask(url, [`create database ${name}`]);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function ask(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
