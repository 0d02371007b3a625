import { recordAudit } from "../audit/actions.ts";
import { toInstant } from "../contract/fields.ts";
import type { Actor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import { announceChange } from "../db/announce.ts";
import { readClock } from "../db/clock.ts";
import { writeEnding } from "../db/ending.ts";
import type { Db } from "../db/pool.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { type ActionContext, inTransaction } from "../db/transaction.ts";
import { type Check, NeedsDecision, type Surroundings } from "./check.ts";
import { checks } from "./checks.ts";
import { countFindings, runCheck, type ShownFinding } from "./examine.ts";
import type { Outcome } from "./outcome.ts";
import { atVenue, ofCase, type Scope } from "./scope.ts";
import { keepCounts } from "./watch.ts";

export interface RepairStep {
  readonly check: Check;
  readonly finding: ShownFinding;
  readonly outcome: Outcome;
  /** Why it failed: a rule of the product that refuses it now, or a defect. Nothing was changed. */
  readonly error?: unknown;
}

export interface RepairOrder {
  readonly scope: Scope;
  /** Everything that is wrong, or one check, or one finding of it. */
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly dryRun: boolean;
}

/** How many findings of a check are read at once. */
const BATCH = 5_000;

/**
 * Repairs what has one right answer, each finding in a transaction of its own, by the rules that everybody obeys, and
 * audited. What has more than one is told and left alone, so that running it twice changes nothing more. The counter
 * goes on working meanwhile: a repair locks what it mends and looks again before it writes.
 */
export async function repair(
  db: Db,
  actor: Actor,
  order: RepairOrder,
  surroundings: Surroundings,
  tell: (step: RepairStep) => void = () => {},
): Promise<RepairStep[]> {
  const steps: RepairStep[] = [];
  // What a dry run would have mended is left out of the checks that come after, as if it were mended.
  const plannedCases = new Set<string>();
  for (const check of checks) {
    if (check.severity === "notice" || (order.name !== undefined && order.name !== check.name)) continue;
    const done = new Set<string>();
    for (;;) {
      const { findings } = await inSnapshot(db, (tx) =>
        runCheck(tx, check, order.scope, surroundings, done.size + BATCH),
      );
      const news = findings.filter(
        (finding) =>
          !done.has(nameOf(finding)) &&
          !plannedCases.has(caseOf(finding)) &&
          (order.key === undefined || order.key === finding.key),
      );
      for (const finding of news) {
        done.add(nameOf(finding));
        const step = {
          check,
          finding,
          ...(await treat(db, actor, check, finding, order.dryRun, surroundings)),
        };
        if (step.outcome === "planned") plannedCases.add(caseOf(finding));
        steps.push(step);
        tell(step);
      }
      if (news.length === 0) break;
    }
  }
  return steps;
}

function nameOf({ venueId, key }: ShownFinding): string {
  return `${venueId} ${key}`;
}

function caseOf({ venueId, key, purchaseId }: ShownFinding): string {
  return `${venueId} ${purchaseId ?? key}`;
}

async function treat(
  db: Db,
  actor: Actor,
  check: Check,
  finding: ShownFinding,
  dryRun: boolean,
  surroundings: Surroundings,
): Promise<{ outcome: Outcome; error?: unknown }> {
  const { repair: mend } = check;
  const { venueId } = finding;
  if (mend === undefined || venueId === null) return { outcome: "needs_decision" };
  const rolledBack = new Error("a dry run writes nothing");
  try {
    const outcome = await inTransaction(db, async (tx): Promise<Outcome> => {
      const context = { tx, actor: { ...actor, venueId } };
      // Two repairs of one case take turns, the purchase first as everywhere; the second finds nothing left to do.
      await lockPurchase(context, finding.purchaseId);
      const scope = isCase(finding) ? ofCase({ ...finding, venueId }) : null;
      const still = scope === null ? [finding] : (await runCheck(tx, check, scope, surroundings)).findings;
      const now = still.find(({ key }) => key === finding.key);
      if (now === undefined) return "fine";
      await mend(context, now);
      recordAudit(context, {
        action: "doctor.repair",
        ...subjectOf(now),
        details: { check: check.name, key: now.key, found: now.facts },
      });
      if (dryRun) {
        await writeEnding(tx);
        throw rolledBack;
      }
      return "repaired";
    });
    return { outcome };
  } catch (error) {
    if (error === rolledBack) return { outcome: "planned" };
    if (error instanceof NeedsDecision) return { outcome: "needs_decision" };
    return { outcome: "failed", error };
  }
}

async function lockPurchase({ tx, actor }: ActionContext, id: number | null): Promise<void> {
  if (id === null) return;
  await tx
    .selectFrom("purchases")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .execute();
}

/** What the audit entry of a repair is about. */
function subjectOf({ sessionId, invoiceId, purchaseId }: ShownFinding) {
  if (sessionId !== null) return { subject: "session", subjectId: sessionId };
  if (invoiceId !== null) return { subject: "invoice", subjectId: invoiceId };
  return { subject: purchaseId === null ? "finding" : "purchase", subjectId: purchaseId };
}

function isCase({ purchaseId, invoiceId, sessionId }: ShownFinding): boolean {
  return purchaseId !== null || invoiceId !== null || sessionId !== null;
}

/**
 * Notes that somebody has looked at a finding that cannot be undone and lives with it, and why: the doctor leaves it out
 * from now on. Throws `not_found` for a check that is none, or whose findings are to be mended instead.
 */
export async function acknowledgeFinding(
  context: ActionContext,
  note: { check: string; key: string; reason: string },
  surroundings: Surroundings,
): Promise<{ check: string; key: string; acknowledgedAt: string }> {
  const { tx, actor } = context;
  const check = checks.find(({ name }) => name === note.check);
  if (!check?.acknowledgeable) throw new BusinessError("not_found");
  const now = await readClock(tx);
  await tx
    .insertInto("acknowledged_findings")
    .values({
      venue_id: actor.venueId,
      name: note.check,
      key: note.key,
      reason: note.reason,
      acknowledged_at: now,
      acknowledged_by: actor.userId,
    })
    .onConflict((conflict) => conflict.columns(["venue_id", "name", "key"]).doNothing())
    .execute();
  recordAudit(context, {
    action: "doctor.acknowledge",
    subject: "finding",
    subjectId: null,
    details: { ...note },
  });
  const { venueId } = actor;
  const left = (await countFindings(tx, check, atVenue(venueId), surroundings)).get(venueId) ?? 0;
  await keepCounts(tx, [{ venueId, name: check.name, found: left }]);
  // What was kept may be older than what the screens show: they are told whether or not the number changed.
  announceChange(tx, { venueId, kind: "findings", id: venueId });
  return { check: note.check, key: note.key, acknowledgedAt: toInstant(now) };
}
