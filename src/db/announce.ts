import { sql } from "kysely";
import { SECOND } from "../core/duration.ts";
import { notifyAtEnd } from "./ending.ts";
import type { Transaction } from "./transaction.ts";

/** PostgreSQL channels: what changed (for the live screens), and that a deadline may have come closer. */
export const CHANGES_CHANNEL = "gamezone_changes";
export const DEADLINE_CHANNEL = "gamezone_deadline";

export type Change = {
  readonly venueId: number;
  readonly kind: "session" | "purchase" | "scan" | "station" | "venue" | "findings";
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

/** Every deadline worker looks by itself this often, in milliseconds. */
export const LOOK_EVERY = 2 * SECOND;
/** What is due later than this is found by looking, also where the commit is long in coming. */
const LOOKED_FOR_IN_TIME = 5 * LOOK_EVERY;

/** Wakes the deadline workers, once the transaction commits, for a deadline that they may not find in time. */
export function announceDeadline(tx: Transaction, deadline: number, now: Date): void {
  if (deadline - now.getTime() <= LOOKED_FOR_IN_TIME) wakeWorkers(tx);
}

/** Wakes the deadline workers, once the transaction commits: anything may be due. */
export function wakeWorkers(tx: Transaction): void {
  notifyAtEnd(tx, DEADLINE_CHANNEL, "");
}
