import { type RawBuilder, sql } from "kysely";
import type { PaymentMethod } from "../core/payment-method.ts";
import type { ActionContext } from "../db/transaction.ts";
import { refuseShortTill } from "../tills/actions.ts";
import { writeIntoShift } from "../tills/queries.ts";
import { presentPayment } from "./queries.ts";
import type { Payment } from "./schema.ts";

/** Money that is taken or paid back, in minor units. */
export interface Entry {
  readonly purchaseId: number;
  readonly kind: "payment" | "refund";
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tendered: number | null;
  readonly change: number | null;
  readonly reference: string | null;
  readonly at: Date;
  /** The till it goes into or comes from; the actor's own shift, or the only one, when left out. */
  readonly tillId: number | undefined;
}

type PaymentRow = Parameters<typeof presentPayment>[0];

/**
 * Writes a payment or refund into the shift it belongs to. Throws what {@link writeIntoShift} throws, and `till_short` for
 * a refund of more cash than should lie there.
 */
export async function enterIntoLedger(context: ActionContext, entry: Entry): Promise<Payment> {
  const row = await writeIntoShift(context, entry.tillId, (shift) => insertEntry(context, shift, entry));
  if (entry.kind === "refund" && entry.method === "cash") {
    await refuseShortTill(context, row.shift_id, entry.amount);
  }
  return presentPayment(row);
}

/** One statement, which travels with others. */
async function insertEntry(
  { tx, actor }: ActionContext,
  shift: RawBuilder<unknown>,
  entry: Entry,
): Promise<PaymentRow | undefined> {
  const { rows } = await sql<PaymentRow>`
    with shift as materialized (${shift})
    insert into payments
      (venue_id, purchase_id, kind, method, amount, tendered, change, reference, received_at, received_by, shift_id)
    select ${actor.venueId}, ${entry.purchaseId}, ${entry.kind}, ${entry.method}, ${entry.amount},
      ${entry.tendered}::bigint, ${entry.change}::bigint, ${entry.reference}::text,
      -- The shift may have opened since the clock was read.
      greatest(${entry.at}::timestamptz, shift.opened_at), ${actor.userId}::bigint, shift.id
    from shift
    returning id, kind, method, amount, tendered, change, reference, received_at, shift_id`.execute(tx);
  return rows[0];
}
