import { setTimeout as sleep } from "node:timers/promises";
import { findAccount } from "./account.ts";
import { readServer, stopServer } from "./cluster.ts";
import { findPrograms } from "./programs.ts";

// A process of its own beside the server. When the pipe from its parent closes, for whatever reason, kill -9
// included, it stops the database that the parent started. So no database process is left behind.

const [folder = "", port = ""] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
const account = findAccount();
const programs = await findPrograms(account);
/** A database that the parent was just starting shows itself within this time. */
const STILL_STARTING_MS = 5_000;
const LOOK_AGAIN_MS = 100;

process.stdin.on("error", () => {});
process.stdin.on("close", async () => {
  const deadline = Date.now() + STILL_STARTING_MS;
  while (Date.now() < deadline) {
    const running = await readServer(folder);
    if (running?.port === Number(port)) return stopServer(programs, folder, account);
    // A next server has started its own meanwhile: that one is not ours to stop.
    if (running !== null) return;
    await sleep(LOOK_AGAIN_MS);
  }
});
process.stdin.resume();
