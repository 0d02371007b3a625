import { z } from "zod";
import { amount, flag, id, instant, personMention, reason, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { LARGEST_AMOUNT } from "../core/money.ts";
import { paymentMethods } from "../core/payment-method.ts";

const LARGEST_COUNT = 100_000;

export const till = z
  .object({
    id,
    name: z.string(),
    active: z.boolean(),
    openShift: z
      .object({ id, openedBy: personMention.nullable(), openedAt: instant })
      .nullable()
      .describe("The shift that takes money at this till now"),
    lastCountedCash: amount.nullable().describe("What was counted when its last shift closed"),
  })
  .meta({ id: "Till" });
export type Till = z.output<typeof till>;

export const newTill = z.strictObject({ name: text(40), active: z.boolean().default(true) });
export const tillChanges = z.strictObject({ name: text(40), active: z.boolean() }).partial();
export const tillQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });

export const shift = z
  .object({
    id,
    till: z.object({ id, name: z.string() }),
    origin: z
      .enum(["counter", "before"])
      .describe("`before`: money taken before there were shifts, uncounted"),
    openedAt: instant,
    openedBy: personMention.nullable().describe("Null for a program"),
    openingCash: amount,
    leftBefore: amount.nullable().describe("What the count before it left in this till; null for its first"),
    closedAt: instant.nullable(),
    closedBy: personMention.nullable(),
    countedCash: amount.nullable(),
    expectedCash: z.int().nullable().describe("What should have lain in the till when it was counted"),
    difference: z.int().nullable().describe("Counted less expected: negative when cash is missing"),
    counts: z.record(z.string(), z.int()).nullable().describe("Pieces by denomination"),
    note: z.string().nullable(),
    handedOverFrom: id.nullable().describe("The shift that handed the till over to this one"),
  })
  .meta({ id: "Shift" });
export type Shift = z.output<typeof shift>;

export const cashMovement = z
  .object({
    id,
    kind: z.enum(["in", "out"]),
    amount,
    reason: z.string(),
    at: instant,
    by: personMention.nullable(),
  })
  .meta({ id: "CashMovement" });
export type CashMovement = z.output<typeof cashMovement>;

const moneyOf = {
  payments: z.int().describe("How many"),
  taken: z.int(),
  refunds: z.int().describe("How many"),
  refunded: z.int(),
};

export const shiftReport = z
  .object({
    kind: z.enum(["X", "Z"]).describe("X of a shift that is open, at any time; Z of one that was closed"),
    currency: z.string(),
    shift,
    openingCash: amount,
    cashPayments: z.int(),
    cashRefunds: z.int(),
    cashIn: z.int(),
    cashOut: z.int(),
    expectedCash: z.int().describe("opening + payments − refunds + in − out, in cash alone"),
    methods: z
      .array(z.object({ method: z.enum(paymentMethods), ...moneyOf }))
      .describe("Every way of payment that was used, for sales and memberships"),
    memberships: z.object(moneyOf).describe("The fees of memberships among them"),
    movements: z.array(cashMovement),
    denominations: z.array(z.int()).describe("Notes and coins to count, the largest first; none: one amount"),
  })
  .describe("Amounts are in minor units of the currency")
  .meta({ id: "ShiftReport" });
export type ShiftReport = z.output<typeof shiftReport>;

export const shiftQuery = z.strictObject({ ...pageQuery.shape, open: flag.optional() });

export const newShift = z.strictObject({
  tillId: id.optional().describe("May be left out where the venue has one till in use"),
  openingCash: amount.describe("The cash that was counted in the till"),
});

const counted = {
  countedCash: amount,
  counts: z
    .record(z.string().regex(/^[1-9]\d{0,8}$/), z.int().min(0).max(LARGEST_COUNT))
    .refine((counts) => Object.keys(counts).length <= 40)
    .optional()
    .describe("Pieces by denomination; they must be worth `countedCash`"),
  note: text(300, 3).optional(),
};
export const shiftClosing = z.strictObject(counted);
export type ShiftClosing = z.output<typeof shiftClosing>;
export const shiftHandover = z.strictObject({
  ...counted,
  nextClerkId: id.optional().describe("Who goes on; whoever asks when left out"),
});
export type ShiftHandover = z.output<typeof shiftHandover>;

export const newCashMovement = z.strictObject({
  kind: z.enum(["in", "out"]),
  amount: z.int().min(1).max(LARGEST_AMOUNT),
  reason,
});
export type NewCashMovement = z.output<typeof newCashMovement>;

export const colleagues = z.object({ items: z.array(personMention) });
export type Colleagues = z.output<typeof colleagues>;

export const handoverAnswer = z.object({ closed: shiftReport, opened: shiftReport });
export const movementAnswer = z.object({ movement: cashMovement, report: shiftReport });
