import { z } from "zod";
import { amount, id, idInPath, instant, personMention, reason } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { checklistSteps } from "../core/checklist.ts";
import { paymentStatuses } from "../core/purchase-machine.ts";
import { sessionStatuses } from "../core/session-machine.ts";

export const session = z
  .object({
    id,
    version: z.int().describe("Grows by one with each event; of two tellings the higher is the later"),
    status: z.enum(sessionStatuses),
    invoiceId: id,
    invoiceNumber: z.string(),
    purchaseId: id,
    player: personMention,
    station: z.object({ id, name: z.string() }).nullable(),
    gameName: z.string(),
    packageName: z.string(),
    totalSeconds: z.int(),
    usedSeconds: z.int(),
    remainingSeconds: z.int(),
    progressPercent: z.number().min(0).max(100),
    lowTime: z.boolean().describe("Five minutes or less are left, or a fifth of a short session"),
    lowTimeSeconds: z.int().describe("From how many remaining seconds on time is low"),
    pausedByOutage: z.boolean(),
    outageAt: instant
      .nullable()
      .describe("When the outage that paused it was over; null unless an outage paused it"),
    createdAt: instant,
    startedAt: instant.nullable(),
    endsAt: instant.nullable(),
    closesAt: instant.nullable().describe("Of a pass: when it is over, whatever was played of it"),
    readyExpiresAt: instant.nullable(),
    completedAt: instant.nullable(),
    notices: z
      .array(
        z.object({
          kind: z.enum(["warning", "suspension", "ban", "past_minors_hours"]),
          reason: z.string().nullable(),
          at: instant
            .nullable()
            .describe(
              "When a warning or a ban was given, when a suspension or the hours for minors end; null once these are over",
            ),
        }),
      )
      .describe("What the counter should know of the player of an open session; nothing is cut short by it"),
    openEnded: z
      .object({
        playedSeconds: z.int(),
        amountDue: amount.describe("What it costs so far; once it is billed, what it cost"),
        currency: z.string(),
        nextStepInSeconds: z
          .int()
          .nullable()
          .describe("While it runs: when the amount is worked out anew; null when it cannot grow any more"),
        paymentStatus: z.enum(paymentStatuses),
      })
      .nullable()
      .describe("Of play that is paid at its end; null for what is paid before"),
    serverTime: instant.describe("When the server counted; draw countdowns from it, not from your own clock"),
  })
  .meta({ id: "Session" });
export type Session = z.output<typeof session>;

export const sessionQuery = z.strictObject({
  ...pageQuery.shape,
  status: z
    .enum([...sessionStatuses, "open"])
    .optional()
    .describe("`open` is ready, active or paused"),
  playerId: idInPath.optional(),
});

export const sessionEvent = z
  .object({
    number: z.int(),
    type: z.enum([
      "created",
      "imported",
      "started",
      "paused",
      "outage",
      "resumed",
      "extended",
      "cut",
      "moved",
      "low_time",
      "completed",
      "force_completed",
      "terminated",
      "expired",
    ]),
    at: instant,
    recordedAt: instant,
    durationSeconds: z
      .number()
      .nullable()
      .describe(
        "Granted, added, cut, given back, written off or counted by the old system, as the type says",
      ),
    reason: z.string().nullable(),
    stationName: z.string().nullable().describe("Where it was seated, of the events that say where"),
    by: z.string().nullable().describe("Who did it; null for the product itself"),
  })
  .meta({ id: "SessionEvent" });
export type SessionEventAnswer = z.output<typeof sessionEvent>;

export const checklist = z
  .object({
    purchaseId: id,
    invoiceId: id.nullable(),
    sessionId: id.nullable(),
    failingStep: z
      .enum(checklistSteps)
      .nullable()
      .describe(
        "The first step in the way of play; null while the session runs and once its time was played",
      ),
    closing: z.string().nullable().describe("When no step fails: that it runs, or that its time is over"),
    steps: z.array(
      z.object({
        name: z.enum(checklistSteps),
        done: z.boolean(),
        title: z.string(),
        remedy: z
          .string()
          .nullable()
          .describe("What to do about the step that fails, in words for who asks: staff or the player"),
      }),
    ),
  })
  .meta({ id: "Checklist" });
export type ChecklistAnswer = z.output<typeof checklist>;

/** A body that may be left out altogether. */
export const seat = z.strictObject({ stationId: id.nullish() }).nullish();
export const move = z.strictObject({ stationId: id.nullable() });
export const swap = z.strictObject({ withSessionId: id });
export const pause = z.strictObject({ reason: reason.optional() }).nullish();
export const extension = z.strictObject({ minutes: z.int().min(1).max(600), reason });

export const sessionAnswer = z.object({ session });
export const endedSessionAnswer = z.object({
  session,
  invoice: z.object({ id, number: z.string(), status: z.string() }),
});
export const resumedSessions = z.object({
  sessions: z.array(session),
  heldBack: z
    .array(id)
    .describe("Sessions that stay paused: a sanction or the hours for minors keep their player"),
});
export const sessionsAnswer = z.object({ sessions: z.array(session) });
