import { sql } from "kysely";
import type { Settlement } from "../core/settlement.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import type { NewPayment } from "../purchases/schema.ts";
import { refuseShortTill } from "../tills/actions.ts";
import { writeIntoShift } from "../tills/queries.ts";

/**
 * Writes the fee of a player's membership into the shift that takes the actor's money. Answers that shift's id; null,
 * and writes nothing, where it costs nothing. Throws what {@link writeIntoShift} throws.
 */
export async function takeFee(
  context: ActionContext,
  playerMembershipId: number,
  payment: NewPayment,
  money: Settlement,
): Promise<number | null> {
  if (money.amount === 0) return null;
  const reference = payment.method === "mobile_money" ? (payment.reference ?? null) : null;
  const fee = { playerMembershipId, kind: "payment", method: payment.method, reference, ...money } as const;
  return enterFee(context, fee, payment.tillId);
}

/**
 * Pays the fee of a membership back, as it was paid, from the shift that takes the actor's money. Answers the amount, in
 * minor units, and that shift's id; null where nothing was paid. Throws what {@link writeIntoShift} throws, `till_short`.
 */
export async function payFeeBack(
  context: ActionContext,
  playerMembershipId: number,
  tillId: number | undefined,
): Promise<{ amount: number; shiftId: number } | null> {
  const { tx, actor } = context;
  const paid = await tx
    .selectFrom("membership_payments")
    .select(["method", "amount"])
    .where("venue_id", "=", actor.venueId)
    .where("player_membership_id", "=", playerMembershipId)
    .where("kind", "=", "payment")
    .executeTakeFirst();
  if (!paid) return null;
  const { method, amount } = paid;
  const back = { tendered: null, change: null, reference: null };
  const shiftId = await enterFee(
    context,
    { playerMembershipId, kind: "refund", method, amount, ...back },
    tillId,
  );
  if (method === "cash") await refuseShortTill(context, shiftId, amount);
  return { amount, shiftId };
}

interface Fee extends Settlement {
  readonly playerMembershipId: number;
  readonly kind: "payment" | "refund";
  readonly method: NewPayment["method"];
  readonly reference: string | null;
}

async function enterFee(context: ActionContext, fee: Fee, tillId: number | undefined): Promise<number> {
  const { tx, actor } = context;
  const { shift_id: shiftId } = await writeIntoShift(context, tillId, async (shift) => {
    const { rows } = await sql<{ shift_id: number }>`
      with shift as materialized (${shift})
      insert into membership_payments (venue_id, player_membership_id, shift_id, kind, method, amount, tendered, change,
        reference, received_at, received_by)
      select ${actor.venueId}, ${fee.playerMembershipId}, shift.id, ${fee.kind}, ${fee.method}, ${fee.amount},
        ${fee.tendered}::bigint, ${fee.change}::bigint, ${fee.reference}::text,
        greatest(clock_now(), shift.opened_at), ${actor.userId}::bigint
      from shift returning shift_id`.execute(tx);
    return rows[0];
  });
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id: shiftId });
  return shiftId;
}
