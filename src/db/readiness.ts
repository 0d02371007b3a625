import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SECOND } from "../core/duration.ts";

const PATIENCE = 60 * SECOND;
const PAUSE = SECOND / 2;
/** What a PostgreSQL says, or the system in its place, that is still starting or recovering. A wrong password is not. */
const NOT_YET = /^(57P03|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const NOT_YET_MESSAGE = /^Connection terminated/;

/**
 * Waits until a PostgreSQL of one's own takes connections: after a power cut both machines start at the same time, and
 * recovering may take it longer than us. `onWaiting` is called once, and only when it does not answer at once.
 * Throws what it was answered when that is no matter of time, or after `patience` milliseconds.
 */
export async function untilItAccepts(url: string, onWaiting = () => {}, patience = PATIENCE): Promise<void> {
  const begun = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await knock(url);
    } catch (error) {
      if (!isNotYet(error as Error) || performance.now() - begun > patience) throw error;
      if (tries === 0) onWaiting();
      await sleep(PAUSE);
    }
  }
}

async function knock(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10 * SECOND });
  client.on("error", () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

function isNotYet(error: Error & { readonly code?: string }): boolean {
  return NOT_YET.test(error.code ?? "") || NOT_YET_MESSAGE.test(error.message);
}
