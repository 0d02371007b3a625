import { createApiKey } from "../../src/accounts/actions.ts";
import type { Db } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { operator } from "../../test/gamezone.ts";

/** As many as one person or key may keep open; see src/http/stream.ts. */
const STREAMS_PER_KEY = 32;

/** The `Authorization` of each of so many clients of the stream: as few keys as may serve them. */
export async function makeListeningKeys(db: Db, venueId: number, clients: number): Promise<string[]> {
  const authorizations: string[] = [];
  while (authorizations.length < clients) {
    const name = `screens ${authorizations.length}`;
    const { key } = await inTransaction(db, (tx) =>
      createApiKey({ tx, actor: operator(venueId) }, { name, role: "clerk" }),
    );
    const share = Math.min(STREAMS_PER_KEY, clients - authorizations.length);
    authorizations.push(...Array.from({ length: share }, () => `Bearer ${key}`));
  }
  return authorizations;
}
