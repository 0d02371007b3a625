import { openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { furnish } from "../../test/gamezone.ts";
import { cleanUp, makeDataFolder, startProcess } from "../../test/processes.ts";
import { withDatabase } from "../database.ts";

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
    const environment = { DATABASE_URL: url, GAMEZONE_DATA: await makeDataFolder() };
    try {
      const product = startProcess(["src/cli/main.ts", "serve", "--port", "0", "--no-demo"], environment);
      const bare = startProcess([
        "bench/http/bare-server.ts",
        url,
        `${theirs.venueId}`,
        `${theirs.playerId}`,
        `${theirs.packageIds[2]}`,
      ]);
      const address = /http:\/\/127\.0\.0\.1:\d+/;
      await work({
        product: {
          address: (await product.says(address))[0],
          prefix: "/api/v1",
          headers: () => ({
            authorization: `Bearer ${ours.keys.clerk}`,
            "idempotency-key": crypto.randomUUID(),
          }),
          playerId: ours.playerId,
          packageId: ours.packageIds[2],
        },
        bare: {
          address: (await bare.says(address))[0],
          prefix: "",
          headers: () => ({}),
          playerId: theirs.playerId,
          packageId: theirs.packageIds[2],
        },
      });
    } finally {
      await pool.close();
      await cleanUp();
    }
  });
}
