import { z } from "zod";
import { amount, day, flag, id, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { newPayment, refund } from "../purchases/schema.ts";

const discountPercent = z.int().min(0).max(100).describe("Off everything that a member buys");
const minutesAMonth = z
  .int()
  .min(0)
  .max(31 * 24 * 60)
  .describe("Minutes of packages that cost a member nothing, each month of the membership");

export const membership = z
  .object({
    id,
    name: z.string(),
    price: amount.describe("Of a month"),
    discountPercent,
    minutesAMonth,
    active: z.boolean(),
  })
  .meta({ id: "Membership" });
export type Membership = z.output<typeof membership>;

const given = z.strictObject({
  name: text(60),
  price: amount,
  discountPercent,
  minutesAMonth,
  active: z.boolean(),
});
export const newMembership = z.strictObject({
  ...given.shape,
  discountPercent: discountPercent.default(0),
  minutesAMonth: minutesAMonth.default(0),
  active: z.boolean().default(true),
});
export type NewMembership = z.output<typeof newMembership>;
export const membershipChanges = given.partial();

export const membershipQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });

export const playerMembership = z
  .object({
    id,
    playerId: id,
    membershipId: id,
    name: z.string(),
    price: amount.describe("Of a month, as it was when the player joined, like what follows"),
    paid: amount.describe("For all its months"),
    discountPercent,
    minutesAMonth,
    minutesLeft: z.int().describe("Of this month's minutes; 0 on a day on which it does not run"),
    fromDay: day,
    untilDay: day.describe("The last day"),
    state: z.enum(["coming", "running", "over", "refunded"]),
  })
  .meta({ id: "PlayerMembership" });
export type PlayerMembership = z.output<typeof playerMembership>;
export const playerMemberships = z.object({ items: z.array(playerMembership) });

export const membershipRefund = refund.omit({ approval: true });
export type MembershipRefund = z.output<typeof membershipRefund>;

export const newPlayerMembership = z.strictObject({
  membershipId: id,
  fromDay: day.optional().describe("Today when left out"),
  months: z.int().min(1).max(24),
  payment: newPayment.describe("Its amount is the price of a month times the months"),
});
