import { sql } from "kysely";
import { BusinessError } from "../core/errors.ts";
import type { InvoiceStatus } from "../core/invoice-machine.ts";
import { heartbeatIsOverdue } from "../db/clock.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { toSessionTime } from "./queries.ts";
import type { LockedSession } from "./record.ts";

/**
 * Locks a session for an action that may change it. The clock is read once the lock is held. Throws `not_found`, and
 * `unavailable` while the heartbeat is overdue.
 */
export async function lockSession({ tx, actor }: ActionContext, id: number): Promise<LockedSession> {
  const row = await tx
    .with(
      (cte) => cte("locked").materialized(),
      (query) =>
        query
          .selectFrom("play_sessions")
          .selectAll()
          .where("venue_id", "=", actor.venueId)
          .where("id", "=", id)
          .forUpdate(),
    )
    .selectFrom("locked")
    .selectAll("locked")
    .select([sql<Date>`clock_now()`.as("now"), heartbeatIsOverdue.as("overdue")])
    .executeTakeFirst()
    .then(async (locked) => locked ?? (await readArchived(tx, actor.venueId, id)));
  if (!row) throw new BusinessError("not_found");
  if (row.overdue) throw new BusinessError("unavailable");
  return {
    ...toSessionTime(row),
    id: row.id,
    stationId: row.station_id,
    lastEvent: row.last_event,
    outageAt: row.outage_at,
    readyExpiresAt: row.ready_expires_at,
    createdAt: row.created_at,
    now: row.now,
  };
}

/** An archived session needs no lock: nothing changes it any more, and every action on it is refused as it was before. */
async function readArchived(tx: Transaction, venueId: number, id: number) {
  return tx
    .selectFrom("all_sessions")
    .selectAll()
    .select([sql<Date>`clock_now()`.as("now"), heartbeatIsOverdue.as("overdue")])
    .where("venue_id", "=", venueId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export interface LockedInvoice {
  readonly id: number;
  readonly number: string;
  readonly status: InvoiceStatus;
}

/** The same for an action that ends the session: its invoice is locked first, as everywhere. Throws `not_found`. */
export async function lockSessionAndInvoice(
  context: ActionContext,
  id: number,
): Promise<{ session: LockedSession; invoice: LockedInvoice }> {
  const { tx, actor } = context;
  const invoice = await tx
    .selectFrom("invoices as i")
    .innerJoin("all_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "i.venue_id").onRef("s.invoice_id", "=", "i.id"),
    )
    .select(["i.id", "i.number", "i.status"])
    .where("s.venue_id", "=", actor.venueId)
    .where("s.id", "=", id)
    .forUpdate("i")
    .executeTakeFirst();
  if (!invoice) throw new BusinessError("not_found");
  return { invoice, session: await lockSession(context, id) };
}
