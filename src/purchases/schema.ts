import { z } from "zod";
import { approval } from "../approvals/schema.ts";
import { amount, id, idInPath, instant, personMention, reason, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { invoiceStatuses } from "../core/invoice-machine.ts";
import { paymentMethods } from "../core/payment-method.ts";
import { packageKinds } from "../core/pricing.ts";
import { paymentStatuses } from "../core/purchase-machine.ts";
import { sessionStatuses } from "../core/session-machine.ts";
import { invoice } from "../invoices/schema.ts";
import { session } from "../sessions/schema.ts";
import { controllers, priceLine } from "../tariffs/schema.ts";

/** Where a purchase stands for its player: still to be used, in play, or over. */
export const stages = ["waiting", "active", "completed"] as const;
export type Stage = (typeof stages)[number];

export const purchase = z
  .object({
    id,
    player: personMention,
    packageId: id,
    gameName: z.string(),
    packageName: z.string(),
    kind: z.enum(packageKinds),
    minutes: z.int(),
    price: amount,
    currency: z.string(),
    priceLines: z
      .array(priceLine)
      .describe("How the price came about; none for what was sold before tariffs"),
    zone: z.object({ id, name: z.string() }).nullable().describe("The zone that was paid for"),
    controllers: z.int(),
    passFrom: instant.nullable().describe("Of a pass: the window for which it was sold"),
    passUntil: instant.nullable(),
    paymentStatus: z.enum(paymentStatuses),
    stage: z.enum(stages),
    invoice: z.object({ id, number: z.string(), status: z.enum(invoiceStatuses) }).nullable(),
    session: z.object({ id, status: z.enum(sessionStatuses) }).nullable(),
    createdAt: instant,
    billedAt: instant
      .nullable()
      .describe("Of open-ended play: when its price was worked out; before that it is 0"),
    completedAt: instant.nullable(),
    refundedAt: instant.nullable(),
  })
  .meta({ id: "Purchase" });
export type Purchase = z.output<typeof purchase>;

export const purchaseQuery = z.strictObject({
  ...pageQuery.shape,
  stage: z.enum(stages).optional(),
  paymentStatus: z.enum(paymentStatuses).optional(),
  playerId: idInPath.optional(),
});

export const newPurchase = z.strictObject({
  playerId: id,
  packageId: id,
  zoneId: id.nullish().describe("Where it is played; a dearer zone is refused at the start"),
  controllers: controllers.default(1),
});

export const payment = z
  .object({
    id,
    kind: z.enum(["payment", "refund"]),
    method: z.enum(paymentMethods),
    amount,
    tendered: amount.nullable(),
    change: amount.nullable(),
    reference: z.string().nullable(),
    receivedAt: instant,
    shiftId: id.describe("The shift whose till it went into or came from"),
  })
  .meta({ id: "Payment" });
export type Payment = z.output<typeof payment>;

const due = amount.describe("The price of the purchase");

const tillId = id
  .optional()
  .describe("The till it goes through; that of one’s own shift, or the only one open, when left out");

/** Only cash is handed over and gives change; only mobile money has an operator's reference. */
export const newPayment = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.literal("cash"),
    amount: due,
    tendered: amount.optional().describe("The cash handed over; the amount itself when left out"),
    tillId,
  }),
  z.strictObject({
    method: z.literal("mobile_money"),
    amount: due,
    reference: text(120).optional().describe("The operator’s reference of the payment"),
    tillId,
  }),
]);
export type NewPayment = z.output<typeof newPayment>;

export const refund = z.strictObject({ reason, tillId, approval: approval.optional() });

export const paymentAnswer = z.object({ payment, purchase, invoice });
export const purchaseAnswer = z.object({ purchase });
export const refundAnswer = z.object({ payment, purchase, invoice, session: session.nullable() });

export const syncStatuses = ["SYNCED", "NO_SESSION", "MISMATCH"] as const;
export const overviewQuery = z.strictObject({
  ...pageQuery.shape,
  syncStatus: z.enum(syncStatuses).optional(),
});
export const overviewRow = z
  .object({
    purchaseId: id,
    playerId: id,
    paymentStatus: z.enum(paymentStatuses),
    invoiceId: id.nullable(),
    invoiceNumber: z.string().nullable(),
    invoiceStatus: z.enum(invoiceStatuses).nullable(),
    sessionId: id.nullable(),
    sessionStatus: z.enum(sessionStatuses).nullable(),
    syncStatus: z.enum(syncStatuses),
    createdAt: instant,
  })
  .meta({ id: "PurchaseOverview" });
export type OverviewRow = z.output<typeof overviewRow>;
