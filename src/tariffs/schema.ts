import { z } from "zod";
import { amount, id, idInPath, instant } from "../contract/fields.ts";
import { LARGEST_AMOUNT } from "../core/money.ts";
import { type PriceLine, packageKinds } from "../core/pricing.ts";
import { tellPriceLine } from "../core/pricing-words.ts";

/** What a place costs more, by the hour. */
export const surcharges = z
  .object({
    controllerSurchargePerHour: amount.describe("For each controller after the first, which is included"),
    zones: z.array(z.object({ id, name: z.string(), surchargePerHour: amount })),
  })
  .meta({ id: "Surcharges" });
export type Surcharges = z.output<typeof surcharges>;
export const surchargeChanges = z
  .strictObject({
    controllerSurchargePerHour: amount,
    zones: z.array(z.strictObject({ id, surchargePerHour: amount })).max(200),
  })
  .partial();
export type SurchargeChanges = z.output<typeof surchargeChanges>;

const lineKinds = [
  "package",
  "played",
  "calendar",
  "zone",
  "controllers",
  "member_minutes",
  "member_discount",
  "minimum",
  "ceiling",
] as const satisfies ReadonlyArray<PriceLine["kind"]>;

export const priceLine = z
  .object({
    kind: z.enum(lineKinds),
    amount: z.int().describe("Less than nothing where it takes something off"),
    label: z.object({ fr: z.string(), en: z.string() }).describe("What it is for, in words"),
  })
  .meta({ id: "PriceLine" });

/** The lines of a price as the API answers them. */
export function presentPriceLines(lines: readonly PriceLine[], currency: string) {
  return lines.map((line) => ({
    kind: line.kind,
    amount: line.amount,
    label: tellPriceLine(line, currency),
  }));
}

export const controllers = z.int().min(1).max(8);

/** So many may play for one payment. */
export const LARGEST_GROUP = 20;
/** What they pay together. */
export const sumOfGroup = z
  .int()
  .min(0)
  .max(LARGEST_AMOUNT * LARGEST_GROUP);

export const quoteQuery = z.strictObject({
  zoneId: idInPath.optional(),
  controllers: z.coerce.number().pipe(controllers).default(1),
  playerId: idInPath.optional().describe("For the membership of a player"),
  players: z.coerce
    .number()
    .pipe(z.int().min(1).max(LARGEST_GROUP))
    .default(1)
    .describe("How many play on that account together"),
});

export const quote = z
  .object({
    packageId: id,
    kind: z.enum(packageKinds),
    minutes: z.int(),
    currency: z.string(),
    price: amount.describe("The sum of the lines; of open-ended play, what its first step costs"),
    priceLines: z.array(priceLine),
    prices: z
      .array(amount)
      .describe("Of each who plays, the first first: a membership’s minutes may not do for all"),
    total: sumOfGroup.describe("What they pay together"),
    passFrom: instant.nullable().describe("Of a pass: the window that it is for, open now or the next one"),
    passUntil: instant.nullable(),
  })
  .meta({ id: "Quote" });
export type Quote = z.output<typeof quote>;
