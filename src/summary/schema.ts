import { z } from "zod";
import { instant } from "../contract/fields.ts";
import { findingCounts } from "../doctor/schema.ts";

const day = z
  .object({
    date: z.iso.date().describe("In the venue's calendar"),
    from: instant,
    to: instant.describe("The end of the day; for today, now"),
    purchases: z.int().describe("Paid on that day"),
    refunds: z.int().describe("Paid back on that day"),
    takings: z
      .object({
        cash: z.int(),
        mobileMoney: z.int(),
        total: z.int().describe("Everything that was taken, before what was paid back"),
        refunded: z.int(),
      })
      .nullable()
      .describe("In minor units of the venue's currency; null for clerks"),
    sessionsClosed: z.int(),
    minutesPlayed: z
      .int()
      .describe("Time during which sessions ran on that day, those that still run included"),
  })
  .meta({ id: "DaySummary" });
export type DaySummary = z.output<typeof day>;

export const summary = z
  .object({
    yesterday: day,
    today: day,
    open: z.object({ ready: z.int(), active: z.int(), paused: z.int() }),
    pausedByOutage: z.int().describe("Sessions that a power cut paused and nobody has resumed"),
    invoicesWaiting: z.int().describe("Paid, not scanned yet"),
    outages: z
      .array(
        z.object({
          from: instant.describe("When the product was last seen"),
          to: instant.describe("When it was back"),
          sessions: z.int().describe("How many sessions it paused"),
        }),
      )
      .describe(
        "Power cuts since yesterday, the latest first, twenty at most; one while nobody played leaves no trace",
      ),
    findings: findingCounts.describe("What the doctor found when it last looked"),
    lastBackupAt: instant.nullable(),
  })
  .meta({ id: "Summary" });
export type Summary = z.output<typeof summary>;
