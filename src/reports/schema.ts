import { z } from "zod";
import { inputRule } from "../core/invalid-input.ts";

/** The longest period that a report is made of: a leap year. */
export const LONGEST_PERIOD_DAYS = 366;

// What follows would count the days of a date that is none.
const date = z.iso.date({ abort: true });

export const takingsQuery = z
  .strictObject({
    from: date.describe("The first day, in the venue's calendar"),
    to: date.describe(`The last day, included; at most ${LONGEST_PERIOD_DAYS} days in all`),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: inputRule("period_order"), abort: true })
  .refine(({ from, to }) => countDays(from, to) <= LONGEST_PERIOD_DAYS, {
    path: ["to"],
    message: inputRule("period_length"),
  });

/** How many days from one to another, both included. */
export function countDays(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: "day" }).days + 1;
}

const figures = {
  payments: z.int().describe("How many payments were taken"),
  cash: z.int(),
  mobileMoney: z.int(),
  unknown: z.int().describe("Taken by the system before this one, which did not say how"),
  refunds: z.int().describe("How many payments were paid back"),
  refunded: z.int(),
  net: z.int().describe("Everything that was taken, less what was paid back"),
  sessionsClosed: z.int(),
  minutesPlayed: z.int().describe("Time during which sessions ran, those that still run included"),
};

export const takingsReport = z
  .object({
    currency: z.string(),
    days: z.array(z.object({ date: z.iso.date(), ...figures })).describe("Every day, the first first"),
    total: z.object(figures),
  })
  .describe("Amounts are in minor units of the currency")
  .meta({ id: "TakingsReport" });
export type TakingsReport = z.output<typeof takingsReport>;
export type Takings = TakingsReport["total"];

const losses = {
  voids: z.int().describe("Sales that were dropped before they were paid"),
  voided: z.int(),
  leftUnpaid: z.int().describe("Open-ended play that was noted as unpaid"),
  owed: z.int(),
  refunds: z.int().describe("How many payments were paid back"),
  refunded: z.int(),
  refundsNotApproved: z.int().describe("Tries to have a refund approved with a wrong PIN"),
  extensions: z.int().describe("How many times a session was given time that nobody paid"),
  minutesGiven: z.int(),
  forceCompletions: z.int().describe("Sessions that were closed before their time was over"),
  minutesWrittenOff: z.int(),
  cashOuts: z.int().describe("How many times cash was taken out of a till"),
  cashOut: z.int(),
  shifts: z.int().describe("Shifts that were counted and closed"),
  cashMissing: z.int().describe("What was missing in them, differences the other way not set off"),
  cashOver: z.int(),
  openedBelow: z.int().describe("Shifts that were opened with less cash than the count before them had left"),
  takenBetween: z.int().describe("What was gone from the till then"),
};

export const lossesReport = z
  .object({
    currency: z.string(),
    people: z
      .array(
        z.object({
          userId: z.int().nullable(),
          apiKeyId: z.int().nullable().describe("For a program"),
          name: z.string().nullable().describe("Null for what the product or its operator did"),
          ...losses,
        }),
      )
      .describe("Whoever did any of it"),
    total: z.object(losses),
  })
  .describe("Amounts are in minor units of the currency")
  .meta({ id: "LossesReport" });
export type LossesReport = z.output<typeof lossesReport>;
export type Losses = LossesReport["total"];
