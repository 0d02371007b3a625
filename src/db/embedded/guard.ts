import { findAccount } from "./account.ts";
import { readServer, stopServer } from "./cluster.ts";
import { findPrograms } from "./programs.ts";

// A process of its own beside the server. When the pipe from its parent closes, for whatever reason, kill -9
// included, it stops the database that the parent started. So no database process is left behind.

const [folder = "", pid = ""] = process.argv.slice(2);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.stdin.resume();
process.stdin.on("error", () => {});
process.stdin.on("close", async () => {
  const running = await readServer(folder);
  // A next server may have started its own meanwhile: that one is not ours to stop.
  if (running?.pid === Number(pid)) {
    const account = findAccount();
    await stopServer(await findPrograms(account), folder, account);
  }
});
