import { z } from "zod";
import { amount, id, text } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";

/** A wall-clock time of the venue, `HH:MM`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, inputRule("time_of_day_shape"));
/** `24:00` only where a day may end. */
const closing = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, inputRule("time_of_day_shape"));
const openingHours = z
  .strictObject({
    day: z.int().min(1).max(7).describe("1 is Monday"),
    opens: timeOfDay,
    closes: closing.describe("On the next day when it is not after `opens`; `24:00` is midnight"),
  })
  .meta({ id: "OpeningHours" });

export const venue = z
  .object({
    id,
    name: z.string(),
    address: z.string(),
    phone: z.string(),
    taxNumber: z.string().describe("IFU or NCC; empty when there is none"),
    tradeRegister: z.string().describe("RCCM; empty when there is none"),
    currency: z.string(),
    timeZone: z.string(),
    openingHours: z.array(openingHours),
    openToday: z
      .array(openingHours)
      .nullable()
      .describe(
        "The hours of today by the venue’s clock, last night’s while they still run; none: closed today; null: no hours were given",
      ),
    logo: z.string().nullable().describe("Address of the logo, another one each time it changes"),
    outageThresholdSeconds: z.int(),
    readyLifetimeDays: z.int().describe("So long a scanned invoice's session waits for its start"),
    invoiceLifetimeDays: z.int().describe("So long an invoice can be scanned"),
    sessionRetentionDays: z.int().describe("After so many days a closed session moves to the archive"),
    refundApprovalAbove: amount
      .nullable()
      .describe("A clerk pays back more than this only with an administrator’s PIN; null: nobody is asked"),
    minorAge: z.int().describe("From this age on a player is no minor"),
    minorsFrom: timeOfDay.nullable().describe("From when on minors may play; null: whenever they like"),
    minorsUntil: timeOfDay.nullable().describe("Earlier than `minorsFrom`: past midnight"),
    version: z.int().describe("Grows with each change of the settings"),
    setUpAt: z.iso.datetime().nullable().describe("When the first steps were ended"),
    clockStopped: z.boolean(),
    serverTime: z.iso.datetime(),
  })
  .meta({ id: "Venue" });
export type Venue = z.output<typeof venue>;

export const venueChanges = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .describe(
        "Which state of the settings was read: refused with `changed_meanwhile` when it is no longer so",
      ),
    name: text(120),
    address: text(300, 0),
    phone: text(60, 0),
    taxNumber: text(40, 0),
    tradeRegister: text(40, 0),
    currency: z.string().regex(/^[A-Z]{3}$/, inputRule("unknown_currency")),
    timeZone: text(64),
    openingHours: z.array(openingHours).max(28),
    outageThresholdSeconds: z.int().min(10).max(86_400),
    readyLifetimeDays: z.int().min(1).max(366),
    invoiceLifetimeDays: z.int().min(1).max(3660),
    sessionRetentionDays: z.int().min(7).max(3650),
    refundApprovalAbove: amount.nullable(),
    minorAge: z.int().min(5).max(25),
    minorsFrom: timeOfDay.nullable(),
    minorsUntil: timeOfDay.nullable(),
  })
  .partial()
  .refine(areWholeHours, { path: ["minorsUntil"], message: inputRule("minors_hours") });
export type VenueChanges = z.output<typeof venueChanges>;

export const newLogo = z.strictObject({
  image: z
    .base64()
    .min(1)
    .max(267_000)
    .nullable()
    .describe("PNG or JPEG of at most 200 kB, in base 64; null takes the logo away"),
});
export const logoQuery = z.strictObject({ version: z.coerce.number().pipe(z.int().min(1)).optional() });

/** Both of the hours for minors change together, or neither does. */
function areWholeHours({
  minorsFrom,
  minorsUntil,
}: {
  minorsFrom?: string | null;
  minorsUntil?: string | null;
}) {
  if (minorsFrom === undefined || minorsFrom === null) return minorsUntil === minorsFrom;
  return typeof minorsUntil === "string" && minorsUntil !== minorsFrom;
}
