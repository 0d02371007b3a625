import { z } from "zod";
import { id, instant } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";
import { paymentMethods } from "../core/payment-method.ts";
import { invoice } from "../invoices/schema.ts";
import { newPayment, newPurchase } from "../purchases/schema.ts";
import { sessionsAnswer } from "../sessions/schema.ts";
import { LARGEST_GROUP, sumOfGroup } from "../tariffs/schema.ts";

export const saleGroup = z
  .object({
    id,
    method: z.enum(paymentMethods),
    amount: sumOfGroup.describe("What all of them cost together"),
    tendered: sumOfGroup.nullable(),
    change: sumOfGroup.nullable(),
    paidAt: instant,
  })
  .meta({ id: "SaleGroup" });
export type SaleGroup = z.output<typeof saleGroup>;

const { playerId: _, ...what } = newPurchase.shape;
export const newGroup = z.strictObject({
  ...what,
  playerIds: z
    .array(id)
    .min(2)
    .max(LARGEST_GROUP)
    .describe("One for each who plays; the same again for those who have no account"),
  payment: newPayment.describe("Its amount is that of all of them together"),
});
export type NewGroup = z.output<typeof newGroup>;

export const groupAnswer = z.object({ group: saleGroup, invoices: z.array(invoice) });
export type GroupAnswer = z.output<typeof groupAnswer>;

export const groupSeats = z.strictObject({
  stationIds: z
    .array(id)
    .min(1)
    .max(LARGEST_GROUP)
    .refine((ids) => new Set(ids).size === ids.length, inputRule("each_once")),
});
export const seatedAnswer = sessionsAnswer;
