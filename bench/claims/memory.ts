import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { type Db, openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { interleave, report, SHORT } from "../measure.ts";
import { makeListeningKeys } from "../processes/listening-keys.ts";
import { startProduct, startProgram } from "../processes/start.ts";

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
  const { venueId, playerId, packageIds } = await inTransaction(pool.db, furnish);
  await fill(pool.db, venueId, playerId, packageIds[2]);
  const authorizations = await makeListeningKeys(pool.db, venueId, clients);

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
  const median = (values: number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
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

/** Sessions that run for hours yet, with what belongs to them. */
async function fill(db: Db, venueId: number, playerId: number, packageId: number): Promise<void> {
  const all = `from generate_series(1, ${sessions}) n`;
  await db.connection().execute(async (connection) => {
    const run = (text: string) => sql.raw(text).execute(connection as Db);
    await run("set session_replication_role = replica");
    await run("set statement_timeout = 0");
    await run(`insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price,
        currency, payment_status, created_at, completed_at) overriding system value
      select n, ${venueId}, ${playerId}, ${packageId}, 'FIFA', '10 h', 600, 500, 'XOF', 'completed', now(), now() ${all}`);
    await run(`insert into payments (venue_id, purchase_id, kind, method, amount, received_at)
      select ${venueId}, n, 'payment', 'cash', 500, now() ${all}`);
    await run(`insert into invoices (id, venue_id, purchase_id, year, sequence, number, validation_code, status,
        issued_at, expires_at, activated_at) overriding system value
      select n, ${venueId}, n, 2026, n, invoice_number(2026, n::int), lpad(n::text, 16, '0'), 'active', now(),
        now() + interval '30 days', now() ${all}`);
    await run(`insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, created_at,
        started_at, running_since, ends_at, last_event) overriding system value
      select n, ${venueId}, n, ${playerId}, 'active', 36000000, 0, date_trunc('second', now()), date_trunc('second', now()), date_trunc('second', now()),
        date_trunc('second', now()) + interval '10 hours', 2 ${all}`);
    await run("set session_replication_role = origin");
    await run("vacuum analyze");
  });
}
