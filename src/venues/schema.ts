import { z } from "zod";
import { amount, id, text } from "../contract/fields.ts";

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
  })
  .partial();
