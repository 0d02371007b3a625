import { z } from "zod";
import { amount, id, idInPath, instant, personMention } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { invoiceStatuses } from "../core/invoice-machine.ts";
import { paymentMethods } from "../core/payment-method.ts";

export const invoice = z
  .object({
    id,
    number: z.string(),
    validationCode: z
      .string()
      .describe("XXXX-XXXX-XXXX-XXXX; an invoice of the old system keeps its code as it was printed"),
    status: z.enum(invoiceStatuses),
    purchaseId: id,
    sessionId: id.nullable(),
    player: personMention,
    gameName: z.string(),
    packageName: z.string(),
    minutes: z.int(),
    price: amount,
    billed: z
      .boolean()
      .describe("False for open-ended play that has yet to be billed: its price is 0 until then"),
    currency: z.string(),
    payment: z
      .object({
        method: z.enum(paymentMethods),
        amount,
        tendered: amount.nullable(),
        change: amount.nullable(),
      })
      .nullable(),
    issuedAt: instant,
    expiresAt: instant,
    activatedAt: instant.nullable(),
    activatedBy: z.string().nullable(),
    usedAt: instant.nullable(),
    refund: z
      .object({ at: instant, by: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe("When the money was given back, by whom and why; null unless it was"),
  })
  .meta({ id: "Invoice" });
export type Invoice = z.output<typeof invoice>;

export const invoiceQuery = z.strictObject({
  ...pageQuery.shape,
  status: z.enum(invoiceStatuses).optional(),
  playerId: idInPath.optional(),
  search: z
    .string()
    .max(60)
    .optional()
    .describe(
      "Part of the number, or words that must all be in the player’s name or username; accents do not matter",
    ),
});

export const documentQuery = z.strictObject({ format: z.enum(["a4", "80mm"]).default("a4") });
export const invoiceAnswer = z.object({ invoice });
