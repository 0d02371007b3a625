import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { CHANGES_CHANNEL } from "../../src/db/announce.ts";
import { openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { client, expect, furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { interleave, report, SHORT } from "../measure.ts";
import { makeListeningKeys } from "../processes/listening-keys.ts";
import { startProduct, startProgram } from "../processes/start.ts";

// One session is paused or resumed over HTTP, and every screen hears of it: from PostgreSQL's notification of the
// commit to the last of all clients, against a bare server of Node that writes as many bytes to as many. Clients,
// product and bare server are processes of their own.

const clients = SHORT ? 100 : 5_000;
const rounds = SHORT ? 2 : 15;
const NANOSECONDS = 1e6;

interface Heard {
  readonly lastHeard: string;
  readonly eventBytes: number;
}

await withDatabase(async (url) => {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
  const pool = openPool(url, 2);
  const made = await inTransaction(pool.db, furnish);
  const authorizations = await makeListeningKeys(pool.db, made.venueId, clients);
  const { program: product, address } = await startProduct(url, folder);
  const bare = startProgram(["bench/processes/bare-broadcast.ts"]);
  const bareAddress = await bare.says(/(http:\S+)/);
  const ours = startProgram(["bench/processes/listeners.ts"]);
  const theirs = startProgram(["bench/processes/listeners.ts"]);
  await ours.ask({ open: address, path: "/api/v1/stream", authorizations });
  await theirs.ask({ open: bareAddress, path: "/", authorizations: authorizations.map(() => "") });

  const clerk = client(address, { authorization: `Bearer ${made.keys.clerk}` });
  const sessionId = await startSession();
  const notified = new pg.Client({ connectionString: url });
  await notified.connect();
  await notified.query(`listen ${CHANGES_CHANNEL}`);
  let paused = false;
  let eventBytes = 1_000;

  const throughProduct = async () => {
    await ours.ask("watch");
    const committed = new Promise<bigint>((resolve) =>
      notified.once("notification", () => resolve(process.hrtime.bigint())),
    );
    expect(await clerk.post(`/sessions/${sessionId}/${paused ? "resume" : "pause"}`), 200);
    paused = !paused;
    const heard = await ours.ask<Heard>("heard");
    eventBytes = heard.eventBytes;
    return Number(BigInt(heard.lastHeard) - (await committed)) / NANOSECONDS;
  };
  const bareBroadcast = async () => {
    await theirs.ask("watch");
    const { begun } = await bare.ask<{ begun: string }>({ bytes: eventBytes });
    const { lastHeard } = await theirs.ask<Heard>("heard");
    return Number(BigInt(lastHeard) - BigInt(begun)) / NANOSECONDS;
  };
  await throughProduct();
  await bareBroadcast();
  const measured = await interleave({ throughProduct, bareBroadcast }, rounds);
  await report({
    claim: `a change reaches the last of ${clients} screens`,
    ours: measured.throughProduct,
    baseline: measured.bareBroadcast,
    against: "a bare broadcast by Node",
    unit: "ms",
    wanted: { atMost: 2 },
  });

  await notified.end();
  for (const program of [ours, theirs, product, bare]) await program.stop();
  await pool.close();
  await rm(folder, { recursive: true });

  async function startSession(): Promise<number> {
    const [, , packageId] = made.packageIds;
    const { playerId } = made;
    const purchase = expect(await clerk.post("/purchases", { playerId, packageId }), 201);
    const payment = { method: "cash", amount: 500 };
    const { invoice } = expect(await clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
    const { session } = expect(await clerk.post("/scans", { code: invoice.validationCode }), 201);
    expect(await clerk.post(`/sessions/${session.id}/start`), 200);
    return session.id;
  }
});
