import { z } from "zod";
import { amount, id, text } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";

/** A wall-clock time of the venue. */
const timeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/);

export const venue = z
  .object({
    id,
    name: z.string(),
    address: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    outageThresholdSeconds: z.int(),
    sessionRetentionDays: z.int().describe("After so many days a closed session moves to the archive"),
    refundApprovalAbove: amount
      .nullable()
      .describe("A clerk pays back more than this only with an administrator’s PIN; null: nobody is asked"),
    minorAge: z.int().describe("From this age on a player is no minor"),
    minorsFrom: timeOfDay.nullable().describe("From when on minors may play; null: whenever they like"),
    minorsUntil: timeOfDay.nullable().describe("Earlier than `minorsFrom`: past midnight"),
    clockStopped: z.boolean(),
    serverTime: z.iso.datetime(),
  })
  .meta({ id: "Venue" });
export type Venue = z.output<typeof venue>;

export const venueChanges = z
  .strictObject({
    name: text(120),
    address: text(300, 0),
    outageThresholdSeconds: z.int().min(10).max(86_400),
    sessionRetentionDays: z.int().min(7).max(3650),
    refundApprovalAbove: amount.nullable(),
    minorAge: z.int().min(5).max(25),
    minorsFrom: timeOfDay.nullable(),
    minorsUntil: timeOfDay.nullable(),
  })
  .partial()
  .refine(areWholeHours, { path: ["minorsUntil"], message: inputRule("minors_hours") });

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
