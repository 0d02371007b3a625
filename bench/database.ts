import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedDatabase } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { createTestDatabase, prepareTemplate } from "../test/database.ts";
import { prepareCluster, startHastyServer } from "../test/prepared-cluster.ts";

/** What any claim wants of its server: in the short form they share one. */
const ALL_SETTINGS = ["track_commit_timestamp = on"];

/**
 * Starts one server for all claims of a short run, in which nobody looks at the figures. Answers what stops it and
 * deletes it.
 */
export async function shareServer(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
  await chmod(folder, 0o711);
  await prepareCluster(join(folder, "prepared"));
  const server = await startHastyServer(folder, ALL_SETTINGS);
  await prepareTemplate(server.url);
  process.env.TEST_DATABASE_URL = server.url;
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/**
 * Lends the address of a fresh, migrated database on a server that is stopped and deleted afterwards. With settings, as
 * `track_commit_timestamp = on`, the server is started once more for them.
 */
export async function withDatabase(
  work: (url: string) => Promise<void>,
  settings: readonly string[] = [],
): Promise<void> {
  if (process.env.TEST_CLUSTER) {
    const database = await createTestDatabase();
    await work(database.url);
    // Not after a failure: that would end connections which are still open, and they would speak louder than it.
    await database.drop();
    return;
  }
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

/** The address of one more database on the same server: a copy of the given one, to which nobody is connected. */
export async function anotherDatabase(url: string, name: string): Promise<string> {
  const address = new URL(url);
  address.pathname = "/postgres";
  await ask(address.href, [`create database ${name} template "${new URL(url).pathname.slice(1)}"`]);
  address.pathname = `/${name}`;
  return address.href;
}

async function ask(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
