import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { settle } from "../core/settlement.ts";
import { refuseDuplicate, refuseOverlap } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readPlayer } from "../players/queries.ts";
import type { NewPayment } from "../purchases/schema.ts";
import { payFeeBack, takeFee } from "./fee.ts";
import { presentMembership, readPlayerMembership, venueToday } from "./queries.ts";
import type { Membership, MembershipRefund, NewMembership, PlayerMembership } from "./schema.ts";

/** Offers a membership. Throws `name_taken`. */
export async function createMembership(context: ActionContext, input: NewMembership): Promise<Membership> {
  const { tx, actor } = context;
  const row = await tx
    .insertInto("memberships")
    .values({
      venue_id: actor.venueId,
      name: input.name,
      price: input.price,
      discount_percent: input.discountPercent,
      minutes_a_month: input.minutesAMonth,
      active: input.active,
    })
    .returning(["id", "name", "price", "discount_percent", "minutes_a_month", "active"])
    .executeTakeFirstOrThrow()
    .catch(refuseName(input.name));
  recordAudit(context, {
    action: "membership.create",
    subject: "membership",
    subjectId: row.id,
    details: { ...input },
  });
  return presentMembership(row);
}

/** Changes a membership for those who join from now on. Throws `not_found`, `name_taken`. */
export async function changeMembership(
  context: ActionContext,
  id: number,
  changes: { [Field in keyof NewMembership]?: NewMembership[Field] | undefined },
): Promise<Membership> {
  const { tx, actor } = context;
  const row = await tx
    .updateTable("memberships")
    .set((builder) => ({
      name: changes.name ?? builder.ref("name"),
      price: changes.price ?? builder.ref("price"),
      discount_percent: changes.discountPercent ?? builder.ref("discount_percent"),
      minutes_a_month: changes.minutesAMonth ?? builder.ref("minutes_a_month"),
      active: changes.active ?? builder.ref("active"),
    }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning(["id", "name", "price", "discount_percent", "minutes_a_month", "active"])
    .executeTakeFirst()
    .catch(refuseName(changes.name));
  if (!row) throw new BusinessError("not_found");
  recordAudit(context, {
    action: "membership.change",
    subject: "membership",
    subjectId: id,
    details: changes,
  });
  return presentMembership(row);
}

/**
 * Makes a player a member for some months, on the terms of this moment. The last day is the one before the day of the
 * month on which it began. Its fee, of all months at once, goes into the open shift. Throws `not_found`,
 * `membership_not_for_sale`, `membership_overlaps`, `amount_mismatch`, `tendered_too_small`, `no_open_shift`,
 * `till_needed`.
 */
export async function joinMembership(
  context: ActionContext,
  playerId: number,
  input: {
    membershipId: number;
    fromDay?: string | undefined;
    months: number;
    payment: NewPayment;
  },
): Promise<PlayerMembership> {
  const { tx, actor } = context;
  await readPlayer(tx, actor.venueId, playerId);
  const plan = await tx
    .selectFrom("memberships as m")
    .innerJoin("venues", "venues.id", "m.venue_id")
    .select(["m.name", "m.price", "m.discount_percent", "m.minutes_a_month", "m.active"])
    .select(["venues.currency", venueToday.as("today")])
    .where("m.venue_id", "=", actor.venueId)
    .where("m.id", "=", input.membershipId)
    .forShare("m")
    // Against whoever changes the currency at this moment.
    .forKeyShare("venues")
    .executeTakeFirst();
  if (!plan) throw new BusinessError("not_found", { field: "membershipId" });
  const { active, today, currency, ...terms } = plan;
  if (!active) throw new BusinessError("membership_not_for_sale");
  const fromDay = input.fromDay ?? today;
  const untilDay = Temporal.PlainDate.from(fromDay).add({ months: input.months }).subtract({ days: 1 });
  // Asked first for what to say; the exclusion constraint judges two clerks at once.
  const other = await tx
    .selectFrom("player_memberships")
    .select("until_day")
    .where("venue_id", "=", actor.venueId)
    .where("player_id", "=", playerId)
    .where("refunded_at", "is", null)
    .where("from_day", "<=", untilDay.toString())
    .where("until_day", ">=", fromDay)
    .executeTakeFirst();
  if (other) throw new BusinessError("membership_overlaps", { untilDay: other.until_day });
  const { id } = await tx
    .insertInto("player_memberships")
    .values({
      venue_id: actor.venueId,
      player_id: playerId,
      membership_id: input.membershipId,
      ...terms,
      from_day: fromDay,
      until_day: untilDay.toString(),
      created_by: actor.userId,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(
      refuseOverlap(
        "one_membership_at_a_time",
        () => new BusinessError("membership_overlaps", { untilDay: untilDay.toString() }),
      ),
    );
  const { payment, ...asked } = input;
  const money = settle(payment, { price: plan.price * input.months, currency });
  const shiftId = await takeFee(context, id, payment, money);
  recordAudit(context, {
    action: "membership.join",
    subject: "player",
    subjectId: playerId,
    details: {
      ...asked,
      fromDay,
      untilDay: untilDay.toString(),
      method: payment.method,
      ...money,
      ...(shiftId !== null && { shiftId }),
    },
  });
  return readPlayerMembership(tx, actor.venueId, id);
}

/** Lets today be the last day of a player's membership, or its first where it has not begun. Throws `not_found`. */
export async function endMembership(
  context: ActionContext,
  id: number,
  reason: string,
): Promise<PlayerMembership> {
  const { tx, actor } = context;
  const ended = await tx
    .updateTable("player_memberships as m")
    .from("venues")
    .set({ until_day: sql<string>`greatest(least(m.until_day, ${venueToday}), m.from_day)` })
    .whereRef("venues.id", "=", "m.venue_id")
    .where("m.venue_id", "=", actor.venueId)
    .where("m.id", "=", id)
    .where("m.refunded_at", "is", null)
    .returning("m.player_id")
    .executeTakeFirst();
  if (!ended) throw new BusinessError("not_found");
  recordAudit(context, {
    action: "membership.end",
    subject: "player",
    subjectId: ended.player_id,
    details: { playerMembershipId: id, reason },
  });
  return readPlayerMembership(tx, actor.venueId, id);
}

/**
 * Pays a membership that was sold by mistake back, whole and the way it was paid: it counts as never given. Throws
 * `not_found`, `membership_used` once something was bought with it, `no_open_shift`, `till_needed`, `till_short`.
 */
export async function refundMembership(
  context: ActionContext,
  id: number,
  { reason, tillId }: MembershipRefund,
): Promise<PlayerMembership> {
  const { tx, actor } = context;
  // From here on no sale can be made with it: each locks it first.
  const refunded = await tx
    .updateTable("player_memberships")
    .set({ refunded_at: sql<Date>`clock_now()` })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .where("refunded_at", "is", null)
    .returning(["player_id", "name"])
    .executeTakeFirst();
  if (!refunded) throw new BusinessError("not_found");
  const { player_id: playerId, name } = refunded;
  await refuseUsed(context, id, name);
  const back = await payFeeBack(context, id, tillId);
  recordAudit(context, {
    action: "membership.refund",
    subject: "player",
    subjectId: playerId,
    details: { playerMembershipId: id, reason, amount: 0, ...back },
  });
  return readPlayerMembership(tx, actor.venueId, id);
}

async function refuseUsed({ tx, actor }: ActionContext, id: number, name: string): Promise<void> {
  const used = await tx
    .selectFrom("purchases")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("player_membership_id", "=", id)
    .where("payment_status", "!=", "cancelled")
    .limit(1)
    .executeTakeFirst();
  if (used) throw new BusinessError("membership_used", { name });
}

function refuseName(name: string | undefined) {
  return refuseDuplicate("memberships_by_name", () => new BusinessError("name_taken", { name }));
}
