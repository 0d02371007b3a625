import { sql } from "kysely";
import { notifyAtEnd } from "./ending.ts";
import type { Transaction } from "./transaction.ts";

/** PostgreSQL channels: what changed (for the live screens), and that a deadline may have come closer. */
export const CHANGES_CHANNEL = "gamezone_changes";
export const DEADLINE_CHANNEL = "gamezone_deadline";

export type Change = {
  readonly venueId: number;
  readonly kind: "session" | "purchase" | "scan" | "venue" | "findings";
  readonly id: number;
  /** Whose purchase it is: told to that player as well as to staff. */
  readonly playerId?: number;
};

/** Tells every node, once the transaction commits, that something on the screens changed. */
export function announceChange(tx: Transaction, change: Change): void {
  notifyAtEnd(tx, CHANGES_CHANNEL, JSON.stringify(change));
}

/** Tells the screens of every venue to look at it again: for what happens to all of them, as the clock does. */
export async function announceEveryVenue(tx: Transaction): Promise<void> {
  await sql`select pg_notify(${CHANGES_CHANNEL},
    json_build_object('venueId', id, 'kind', 'venue', 'id', id)::text) from venues`.execute(tx);
}

/** Wakes the deadline workers, once the transaction commits. */
export function announceDeadline(tx: Transaction): void {
  notifyAtEnd(tx, DEADLINE_CHANNEL, "");
}
