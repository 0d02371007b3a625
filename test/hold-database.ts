import { DataFolderInUse, startEmbeddedDatabase } from "../src/db/embedded.ts";

// Owns the embedded database of a data folder until it is told to stop, as the server does, for tests that kill it.

const [dataFolder = ""] = process.argv.slice(2);
try {
  const database = await startEmbeddedDatabase({ dataFolder });
  process.on("SIGTERM", async () => {
    await database.stop();
    process.exit(0);
  });
  console.log(`owns ${database.url}`);
} catch (error) {
  if (!(error instanceof DataFolderInUse)) throw error;
  console.log(`refused: ${error.message}`);
  console.log(`refusé : ${error.messageFr}`);
  process.exitCode = 2;
}
