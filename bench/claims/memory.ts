import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPool } from "../../src/db/pool.ts";
import { withDatabase } from "../database.ts";
import { interleave, median, report, SHORT } from "../measure.ts";
import { makeListeningKeys } from "../processes/listening-keys.ts";
import { startProduct, startProgram } from "../processes/start.ts";
import { openVenues, startSessions } from "../sessions.ts";

// Resident memory of the server's process after a collection of garbage, idle and with every screen of a chain
// listening while many sessions run, against bare Fastify with as many streams. PostgreSQL is a process of its own.

const clients = SHORT ? 100 : 5_000;
const sessions = SHORT ? 1_000 : 100_000;
const rounds = SHORT ? 1 : 3;
const SETTLE_MS = SHORT ? 500 : 5_000;
/** Long enough for two signs of life to every screen. */
const LISTEN_MS = SHORT ? 500 : 25_000;
const MEGABYTE = 2 ** 20;

await withDatabase(async (url) => {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
  const pool = openPool(url, 2);
  await openVenues(pool.db, 1);
  const endsAt = "date_trunc('second', now()) + interval '55 minutes'";
  await startSessions(pool.db, { venues: 1, first: 1, count: sessions, endsAt });
  const authorizations = await makeListeningKeys(pool.db, 1, clients);

  const withClients: Record<"product" | "bare", number[]> = { product: [], bare: [] };
  const measureOne = async (name: "product" | "bare") => {
    const { program, address, path } =
      name === "product"
        ? { ...(await startProduct(url, folder)), path: "/api/v1/stream" }
        : { ...(await startBare()), path: "/stream" };
    await sleep(SETTLE_MS);
    const idle = await program.ask<number>("memory");
    const listeners = startProgram(["bench/processes/listeners.ts"]);
    await listeners.ask({ open: address, path, authorizations });
    await sleep(LISTEN_MS);
    withClients[name].push((await program.ask<number>("memory")) / MEGABYTE);
    await listeners.stop();
    await program.stop();
    return idle / MEGABYTE;
  };
  const idle = await interleave(
    { product: () => measureOne("product"), bare: () => measureOne("bare") },
    rounds,
  );
  const common = { against: "bare Fastify", unit: "MiB", wanted: { atMost: 2 } };
  await report({
    claim: "resident memory of the idle server",
    ours: idle.product,
    baseline: idle.bare,
    ...common,
  });
  await report({
    claim: `resident memory with ${clients} screens and ${sessions} active sessions`,
    ours: median(withClients.product),
    baseline: median(withClients.bare),
    ...common,
  });
  await pool.close();
  await rm(folder, { recursive: true });
});

async function startBare() {
  const program = startProgram([
    "--expose-gc",
    "--import",
    join(import.meta.dirname, "../processes/tell-memory.ts"),
    "bench/processes/bare-fastify.ts",
  ]);
  return { program, address: await program.says(/(http:\S+)/) };
}
