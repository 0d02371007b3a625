import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { startProduct, startProgram } from "../processes/start.ts";

/** A server that answers requests, and what they are sent with. */
export interface Contestant {
  readonly address: string;
  /** What the paths of the routes begin with. */
  readonly prefix: string;
  /** Of one request. */
  headers(): Record<string, string>;
  readonly playerId: number;
  readonly packageId: number;
}

/**
 * Lends the whole product, as `npm start` runs it, and the baseline, each in a process of its own, on one PostgreSQL,
 * each with a venue of its own.
 */
export async function withServers(
  work: (servers: { product: Contestant; bare: Contestant }) => Promise<void>,
): Promise<void> {
  await withDatabase(async (url) => {
    const pool = openPool(url, 2);
    const ours = await inTransaction(pool.db, furnish);
    const theirs = await inTransaction(pool.db, furnish);
    await pool.close();
    const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
    // With its log, which is part of what a request costs.
    const product = await startProduct(url, folder, { LOG_LEVEL: "info" });
    const bare = startProgram([
      "bench/http/bare-server.ts",
      url,
      `${theirs.venueId}`,
      `${theirs.playerId}`,
      `${theirs.packageIds[2]}`,
    ]);
    await work({
      product: {
        address: product.address,
        prefix: "/api/v1",
        headers: () => ({
          authorization: `Bearer ${ours.keys.clerk}`,
          "idempotency-key": crypto.randomUUID(),
        }),
        playerId: ours.playerId,
        packageId: ours.packageIds[2],
      },
      bare: {
        address: await bare.says(/(http:\S+)/),
        prefix: "",
        headers: () => ({}),
        playerId: theirs.playerId,
        packageId: theirs.packageIds[2],
      },
    });
    await product.program.stop();
    await bare.stop();
    await rm(folder, { recursive: true });
  });
}
