import type { Actor } from "../core/actor.ts";
import { BusinessError, describeProblem } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { say } from "../core/sentence.ts";
import { announceChange } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { type RepairOrder, type RepairStep, repair } from "./actions.ts";
import type { Surroundings } from "./check.ts";
import { atVenue, checks, examineSome, type Findings, presentFinding } from "./queries.ts";
import type { RepairReport, ReportedStep } from "./schema.ts";
import { keepCounts } from "./watch.ts";

/** Looks, repairs, looks again: what was found before and what is left, of what was to be repaired. */
export async function repairAndReport(
  db: Db,
  actor: Actor,
  order: RepairOrder,
  surroundings: Surroundings,
  language: Language,
  tell: (step: ReportedStep) => void = () => {},
  keep: (after: Findings) => Promise<void> = async () => {},
): Promise<RepairReport> {
  const which = checks.filter(({ name }) => order.name === undefined || order.name === name);
  const look = () => examineSome(db, which, order.scope, surroundings, language);
  const before = await look();
  const steps = await repair(db, actor, order, surroundings, (step) => tell(presentStep(step, language)));
  // Where nothing was changed, what was found before is what is left.
  const hasChanged = steps.some(({ outcome }) => outcome !== "needs_decision");
  const after = order.dryRun ? null : hasChanged ? await look() : before;
  if (after !== null) await keep(after);
  return {
    dryRun: order.dryRun,
    steps: steps.map((step) => presentStep(step, language)),
    before: { critical: before.critical, warnings: before.warnings },
    after: after === null ? null : { critical: after.critical, warnings: after.warnings },
  };
}

/** The same at the venue of who asks; every screen knows at once what is left, and not when the schedule looks again. */
export async function repairVenue(
  db: Db,
  actor: Actor,
  order: Omit<RepairOrder, "scope">,
  surroundings: Surroundings,
  language: Language,
): Promise<RepairReport> {
  const { venueId } = actor;
  const keep = ({ checks }: Findings) =>
    inTransaction(db, async (tx) => {
      const counted = checks.map(({ name, found }) => ({ venueId, name, found }));
      await keepCounts(tx, counted);
      // What was kept may be older than what the screens show: they are told whether or not a number changed.
      announceChange(tx, { venueId, kind: "findings", id: venueId });
    });
  const here = { ...order, scope: atVenue(venueId) };
  return repairAndReport(db, actor, here, surroundings, language, () => {}, keep);
}

function presentStep({ check, finding, outcome, error }: RepairStep, language: Language): ReportedStep {
  return {
    check: check.name,
    title: say(check.title, language),
    remedy: say(check.remedy, language),
    outcome,
    finding: presentFinding(check, finding, language),
    refusal: error === undefined ? null : refusalOf(error, language),
  };
}

/** A rule of the product says why; anything else is a defect, named as it is for whoever looks into it. */
function refusalOf(error: unknown, language: Language): string {
  if (error instanceof BusinessError) return describeProblem(error, language).detail;
  return error instanceof Error ? error.message : String(error);
}
