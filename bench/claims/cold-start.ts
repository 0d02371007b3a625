import { chown, cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findAccount } from "../../src/db/embedded/account.ts";
import { readPassword, SUPERUSER, startServer, stopServer } from "../../src/db/embedded/cluster.ts";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { findCluster } from "../../src/db/embedded/place.ts";
import { findPrograms } from "../../src/db/embedded/programs.ts";
import { makeUsedDataFolder } from "../../test/prepared-cluster.ts";
import { makeDataFolder } from "../../test/processes.ts";
import { interleave, report, SHORT } from "../measure.ts";
import { startProgram } from "../processes/start.ts";

// From the start of the product's process to its first answer out of the database (`/readyz`), on a data folder that
// was in use before, against `pg_ctl start` on a copy of that folder and then bare Fastify that asks it one thing.

const rounds = SHORT ? 1 : 9;
const LOOK_EVERY_MS = 5;

// In a short run the cluster is made already.
const data = process.env.TEST_CLUSTER ? await makeUsedDataFolder() : await makeDataFolder();
const account = findAccount();
const programs = await findPrograms(account);
try {
  await productStart();
  const cluster = (await findCluster(data)) as string;
  const copy = join(data, "copy");
  await cp(cluster, copy, { recursive: true, preserveTimestamps: true });
  await ownLike(copy);
  const password = await readPassword(cluster);

  const bareStart = async () => {
    const [databasePort, port] = [await freePort(), await freePort()];
    const begun = performance.now();
    await startServer(programs, copy, account, databasePort);
    const program = startProgram(["bench/processes/bare-fastify.ts"], {
      DATABASE_URL: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${databasePort}/gamezone`,
      PORT: String(port),
    });
    const took = await untilReady(port, begun);
    await program.stop();
    await stopServer(programs, copy, account);
    return took;
  };
  const measured = await interleave({ productStart, bareStart }, rounds);
  await report({
    claim: "from the start of the process to the first answer",
    ours: measured.productStart,
    baseline: measured.bareStart,
    against: "PostgreSQL's own start and bare Fastify",
    unit: "ms",
    wanted: { atMost: 2 },
  });
} finally {
  await rm(data, { recursive: true, force: true });
}

async function productStart(): Promise<number> {
  const port = await freePort();
  const begun = performance.now();
  const program = startProgram(["src/cli/main.ts", "serve", `--data=${data}`, `--port=${port}`], {
    DATABASE_URL: "",
  });
  const took = await untilReady(port, begun);
  // Told to end any earlier, it would not know how yet.
  await program.says(/(http:)/);
  await program.stop();
  return took;
}

/** Milliseconds until the first good answer. */
async function untilReady(port: number, begun: number): Promise<number> {
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    await sleep(LOOK_EVERY_MS);
  }
  return performance.now() - begun;
}

/** A copy belongs to whom PostgreSQL runs as. */
async function ownLike(folder: string): Promise<void> {
  if (account === null) return;
  for (const entry of await readdir(folder, { recursive: true }))
    await chown(join(folder, entry), account.uid, account.gid);
  await chown(folder, account.uid, account.gid);
}
