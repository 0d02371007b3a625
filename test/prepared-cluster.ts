import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbeddedDatabase } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { makeDataFolder } from "./processes.ts";

const CLUSTER = "postgresql";

/** Makes, once a run, the cluster that {@link makeUsedDataFolder} copies. */
export async function prepareCluster(dataFolder: string): Promise<void> {
  const database = await startEmbeddedDatabase({ dataFolder });
  try {
    await migrate(database.url);
  } finally {
    await database.stop();
  }
  process.env.TEST_CLUSTER = join(dataFolder, CLUSTER);
}

/** A new data folder whose database has its tables and no row yet, for a test of something else than a first start. */
export async function makeUsedDataFolder(): Promise<string> {
  const folder = await makeDataFolder();
  // Node's own copy would give the files to root, as which PostgreSQL does not run.
  await promisify(execFile)("cp", ["--archive", process.env.TEST_CLUSTER as string, join(folder, CLUSTER)]);
  return folder;
}
