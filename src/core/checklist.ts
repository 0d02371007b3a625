import type { Bar } from "./admission.ts";
import { remedyOfBar } from "./checklist-bars.ts";
import {
  type Audience,
  clockFirst,
  closings,
  completedTitle,
  paidAtTheEndTitle,
  type Remedy,
  remedies,
  stepTitles,
} from "./checklist-words.ts";
import type { InvoiceStatus } from "./invoice-machine.ts";
import type { Language } from "./problems.ts";
import type { PaymentStatus } from "./purchase-machine.ts";
import { say } from "./sentence.ts";
import { isOpen, type SessionStatus } from "./session-machine.ts";

/** The six steps from the sale to play, in order. "Start fails and nobody knows why" ends here. */
export const checklistSteps = [
  "paid",
  "invoice_issued",
  "invoice_activated",
  "session_ready",
  "started",
  "active",
] as const;
export type ChecklistStep = (typeof checklistSteps)[number];

/** Where a purchase stands, as far as starting to play is concerned. */
export interface Standing {
  readonly paymentStatus: PaymentStatus;
  readonly invoiceStatus: InvoiceStatus | null;
  readonly sessionStatus: SessionStatus | null;
  /** False for a session that ended before anybody started it. */
  readonly wasStarted: boolean;
  readonly pausedByOutage: boolean;
  /** True while the clock went backwards and nobody has confirmed it: no session may start or resume. */
  readonly clockStopped: boolean;
  /** What keeps the player from playing now: a sanction, or the hours for minors. */
  readonly bar: Bar | null;
  /** True for open-ended play: it is played first, and paid by what was played. */
  readonly paidAtTheEnd: boolean;
}

export interface CheckedStep {
  readonly name: ChecklistStep;
  readonly done: boolean;
  readonly title: string;
  /** What to do about it; only on the first step that is not done. */
  readonly remedy: string | null;
}

export interface Checklist {
  readonly steps: CheckedStep[];
  /** The first step that stands in the way of play; null while the session runs and once its time was played. */
  readonly failingStep: ChecklistStep | null;
  /** What there is to say when no step fails: that it runs, or that its time is over. Otherwise null. */
  readonly closing: string | null;
}

/**
 * Checks the six steps and names the first that fails, with what the audience can do about it. A session that was
 * played to its end has passed all six; one that was stopped or expired keeps the step at which it ended.
 */
export function checkSteps(standing: Standing, language: Language, audience: Audience = "staff"): Checklist {
  const failingStep = checklistSteps.find((step) => !isDone(step, standing)) ?? null;
  const failingAt = failingStep === null ? checklistSteps.length : checklistSteps.indexOf(failingStep);
  const isCompleted = standing.sessionStatus === "completed";
  const sayRemedy = (step: ChecklistStep) => {
    const remedy = remedyOf(step, standing);
    const bar = barBefore(remedy, standing);
    const said = say((bar === null ? remedies[remedy] : remedyOfBar(bar))[audience], language);
    return waitsForClock(remedy, standing) ? say(clockFirst[audience], language) + said : said;
  };
  const steps = checklistSteps.map((name, index) => ({
    name,
    done: index < failingAt,
    title: say(titleOf(name, standing), language),
    remedy: name === failingStep ? sayRemedy(name) : null,
  }));
  const closing = failingStep === null ? say(isCompleted ? closings.over : closings.running, language) : null;
  return { steps, failingStep, closing };
}

function titleOf(step: ChecklistStep, { sessionStatus, paidAtTheEnd }: Standing) {
  if (step === "active" && sessionStatus === "completed") return completedTitle;
  return step === "paid" && paidAtTheEnd ? paidAtTheEndTitle : stepTitles[step];
}

function isDone(step: ChecklistStep, standing: Standing): boolean {
  const { sessionStatus } = standing;
  const wasStarted = sessionStatus === "completed" || (sessionStatus !== null && standing.wasStarted);
  switch (step) {
    case "paid":
      return (
        standing.paymentStatus === "completed" ||
        (standing.paidAtTheEnd && standing.paymentStatus === "pending" && isOpen(sessionStatus))
      );
    case "invoice_issued":
      return standing.invoiceStatus !== null;
    case "invoice_activated":
      return standing.invoiceStatus === "active" || standing.invoiceStatus === "used";
    case "session_ready":
      return sessionStatus === "ready" || wasStarted;
    case "started":
      return wasStarted;
    case "active":
      return sessionStatus === "active" || sessionStatus === "completed";
  }
}

function remedyOf(step: ChecklistStep, standing: Standing): Remedy {
  const { sessionStatus } = standing;
  switch (step) {
    case "paid":
      if (standing.paidAtTheEnd) return standing.paymentStatus === "pending" ? "toBeBilled" : "leftUnpaid";
      return standing.paymentStatus === "pending" ? "unpaid" : "purchaseOver";
    case "invoice_issued":
      return "noInvoice";
    case "invoice_activated":
      if (standing.invoiceStatus === "pending") return "toBeScanned";
      return standing.invoiceStatus === "expired" ? "invoiceExpired" : "invoiceOver";
    case "session_ready":
      if (sessionStatus === null) return "noSession";
      return sessionStatus === "terminated" ? "stopped" : "sessionExpired";
    case "started":
      return "toBeStarted";
    case "active":
      if (sessionStatus === "terminated") return "stopped";
      if (sessionStatus === "expired") return "sessionExpired";
      return standing.pausedByOutage ? "pausedByOutage" : "paused";
  }
}

/** A sanction stops the scan, the start and the resume; the hours for minors only what lets time run. */
function barBefore(remedy: Remedy, { bar }: Standing): Bar | null {
  if (runs.includes(remedy)) return bar;
  return remedy === "toBeScanned" && bar?.kind !== "minors_hours" ? bar : null;
}

const runs: readonly Remedy[] = ["toBeStarted", "paused", "pausedByOutage"];

function waitsForClock(remedy: Remedy, { clockStopped }: Standing): boolean {
  return clockStopped && runs.includes(remedy);
}
