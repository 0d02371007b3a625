import { z } from "zod";
import { id, instant, reason, text } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";
import { invoiceStatuses } from "../core/invoice-machine.ts";
import { paymentStatuses } from "../core/purchase-machine.ts";
import { sessionStatuses } from "../core/session-machine.ts";
import { checklist } from "../sessions/schema.ts";
import { severities } from "./check.ts";
import { checks } from "./checks.ts";
import { outcomes } from "./outcome.ts";

const checkName = z.enum(checks.map(({ name }) => name));

export const reportedFinding = z
  .object({
    key: z.string().describe("Names the finding within its check, the same each time"),
    purchaseId: id.nullable(),
    invoiceId: id.nullable(),
    sessionId: id.nullable(),
    invoiceNumber: z.string().nullable(),
    playerName: z.string().nullable(),
    gameName: z.string().nullable(),
    detail: z.string().describe("What is wrong with it, in the caller's language"),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Finding" });
export type ReportedFinding = z.output<typeof reportedFinding>;

export const reportedCheck = z
  .object({
    name: checkName,
    severity: z.enum(severities).describe("A `notice` is no finding, only good to know"),
    title: z.string(),
    meaning: z.string(),
    remedy: z.string(),
    repairable: z.boolean(),
    acknowledgeable: z.boolean().describe("True when somebody may decide to live with it, with a reason"),
    found: z.int(),
    findings: z.array(reportedFinding).describe("The first hundred"),
  })
  .meta({ id: "Check" });
export type ReportedCheck = z.output<typeof reportedCheck>;

export const doctorReport = z
  .object({
    examinedAt: instant,
    healthy: z.boolean().describe("True when there is nothing critical and nothing to warn of"),
    critical: z.int(),
    warnings: z.int(),
    checks: z.array(reportedCheck),
    sessions: z.array(
      z.object({
        status: z.enum(sessionStatuses),
        count: z.int(),
        grantedMinutes: z.int(),
        usedMinutes: z.int(),
      }),
    ),
    nodes: z.array(z.object({ id: z.string(), startedAt: instant, beatAt: instant })),
    workerLagSeconds: z.number().describe("How long the earliest deadline has been waiting"),
    lastBackupAt: instant.nullable(),
  })
  .meta({ id: "DoctorReport" });
export type DoctorReport = z.output<typeof doctorReport>;

export const findingCounts = z
  .object({
    critical: z.int(),
    warnings: z.int(),
    checkedAt: instant.nullable().describe("When it last looked; null when it never has"),
  })
  .meta({ id: "FindingCounts" });
export type FindingCounts = z.output<typeof findingCounts>;

export const repairRequest = z
  .strictObject({
    dryRun: z.boolean().default(false),
    check: checkName.optional().describe("One check; all without it"),
    key: text(120).optional().describe("One finding of that check"),
  })
  .refine(({ check, key }) => key === undefined || check !== undefined, inputRule("key_without_check"));

export const reportedStep = z
  .object({
    check: checkName,
    title: z.string(),
    remedy: z.string(),
    outcome: z.enum(outcomes),
    finding: reportedFinding,
    refusal: z.string().nullable().describe("Why it could not be mended, where a rule refuses it"),
  })
  .meta({ id: "RepairStep" });
export type ReportedStep = z.output<typeof reportedStep>;

const counts = z.object({ critical: z.int(), warnings: z.int() });
export const repairReport = z
  .object({
    dryRun: z.boolean(),
    steps: z.array(reportedStep),
    before: counts,
    after: counts.nullable().describe("Null in a dry run"),
  })
  .meta({ id: "RepairReport" });
export type RepairReport = z.output<typeof repairReport>;

export const acknowledgement = z.strictObject({ check: checkName, key: text(120), reason });
export const acknowledged = z.object({ check: checkName, key: z.string(), acknowledgedAt: instant });

/** In the body and not in the address: a validation code must stand in no log. */
export const explanationRequest = z.strictObject({
  reference: text(600).describe("An invoice number, a validation code or QR text, a session's id"),
});

export const timelineEntry = z
  .object({
    at: instant.nullable().describe("Null where the old system did not say"),
    kind: z.enum(["purchase", "payment", "invoice", "scan", "session", "audit", "old"]),
    text: z.string(),
    by: z.string().nullable().describe("Who did it; null for the product itself"),
    reason: z.string().nullable(),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.output<typeof timelineEntry>;

export const explanation = z
  .object({
    purchaseId: id,
    invoiceId: id.nullable(),
    sessionId: id.nullable(),
    invoiceNumber: z.string().nullable(),
    playerId: id,
    playerName: z.string(),
    gameName: z.string(),
    packageName: z.string(),
    paymentStatus: z.enum(paymentStatuses),
    invoiceStatus: z.enum(invoiceStatuses).nullable(),
    sessionStatus: z.enum(sessionStatuses).nullable(),
    next: z.string().describe("The one thing to do next"),
    repairable: z.boolean(),
    checklist,
    findings: z.array(
      z.object({
        check: checkName,
        title: z.string(),
        remedy: z.string(),
        repairable: z.boolean(),
        finding: reportedFinding,
      }),
    ),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: "Explanation" });
export type Explanation = z.output<typeof explanation>;
