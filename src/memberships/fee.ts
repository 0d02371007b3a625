import { sql } from "kysely";
import type { Settlement } from "../core/settlement.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import type { NewPayment } from "../purchases/schema.ts";
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
  const { tx, actor } = context;
  if (money.amount === 0) return null;
  const reference = payment.method === "mobile_money" ? (payment.reference ?? null) : null;
  const { shift_id: shiftId } = await writeIntoShift(context, payment.tillId, async (shift) => {
    const { rows } = await sql<{ shift_id: number }>`
      with shift as materialized (${shift})
      insert into membership_payments
        (venue_id, player_membership_id, shift_id, method, amount, tendered, change, reference, received_at, received_by)
      select ${actor.venueId}, ${playerMembershipId}, shift.id, ${payment.method}, ${money.amount},
        ${money.tendered}::bigint, ${money.change}::bigint, ${reference}::text,
        greatest(clock_now(), shift.opened_at), ${actor.userId}::bigint
      from shift returning shift_id`.execute(tx);
    return rows[0];
  });
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id: shiftId });
  return shiftId;
}
