import { execFile } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { makeDataFolder } from "./processes.ts";

const CLUSTER = "postgresql";

/** Makes, once a run, the cluster that {@link makeUsedDataFolder} and {@link startHastyServer} copy. */
export async function prepareCluster(dataFolder: string): Promise<void> {
  const database = await startEmbeddedDatabase({ dataFolder });
  try {
    await migrate(database.url);
  } finally {
    await database.stop();
  }
  process.env.TEST_CLUSTER = join(dataFolder, CLUSTER);
}

/**
 * Starts, in an empty folder, the server of a whole run: it may lose everything with the power, as nobody needs these
 * rows tomorrow. Its database has its tables and no row yet. Further settings as `track_commit_timestamp = on`.
 */
export async function startHastyServer(
  dataFolder: string,
  settings: readonly string[] = [],
): Promise<EmbeddedDatabase> {
  await copyCluster(dataFolder);
  const hasty = ["fsync", "full_page_writes", "synchronous_commit"].map((setting) => `${setting} = off`);
  const lines = [...hasty, ...settings].map((line) => `${line}\n`);
  await appendFile(join(dataFolder, CLUSTER, "postgresql.conf"), lines.join(""));
  return startEmbeddedDatabase({ dataFolder });
}

/** A new data folder whose database has its tables and no row yet, for a test of something else than a first start. */
export async function makeUsedDataFolder(): Promise<string> {
  const folder = await makeDataFolder();
  await copyCluster(folder);
  return folder;
}

async function copyCluster(folder: string): Promise<void> {
  // Node's own copy would give the files to root, as which PostgreSQL does not run.
  await promisify(execFile)("cp", ["--archive", process.env.TEST_CLUSTER as string, join(folder, CLUSTER)]);
}
