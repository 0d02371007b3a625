import { sql } from "kysely";
import { BusinessError } from "../core/errors.ts";
import type { PaymentMethod } from "../core/payment-method.ts";
import type { ActionContext } from "../db/transaction.ts";
import { openShiftFor, refuseWithoutShift } from "../tills/queries.ts";
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
 * Writes a payment or refund into the shift it belongs to. That shift cannot close before the transaction ends: the
 * entry is either counted at its end or refused. Throws `no_open_shift`, `till_needed`, `not_found` for an unknown till.
 */
export async function enterIntoLedger(context: ActionContext, entry: Entry): Promise<Payment> {
  return presentPayment((await tryToEnter(context, entry)) ?? (await enterOnceMore(context, entry)));
}

/** One statement, which travels with others. No row when no open shift was there to take it. */
async function tryToEnter({ tx, actor }: ActionContext, entry: Entry): Promise<PaymentRow | undefined> {
  const { rows } = await sql<PaymentRow>`
    with shift as materialized (${openShiftFor(actor, entry.tillId)})
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

/** Whether there is no shift, or one was handed over at this very moment: then its successor takes the money. */
async function enterOnceMore(context: ActionContext, entry: Entry): Promise<PaymentRow> {
  await refuseWithoutShift(context.tx, context.actor, entry.tillId);
  const entered = await tryToEnter(context, entry);
  if (!entered) throw new BusinessError("no_open_shift");
  return entered;
}
