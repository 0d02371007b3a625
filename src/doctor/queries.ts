import { sql } from "kysely";
import { readLastBackup } from "../backup/queries.ts";
import type { Language } from "../core/problems.ts";
import { say } from "../core/sentence.ts";
import { type SessionStatus, sessionStatuses } from "../core/session-machine.ts";
import type { Db } from "../db/pool.ts";
import { inSharedSnapshot } from "../db/snapshot.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Check, Surroundings } from "./check.ts";
import { checks } from "./checks.ts";
import { type CheckResult, lookByEach, runCheck, type ShownFinding } from "./examine.ts";
import type { DoctorReport, ReportedCheck, ReportedFinding } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { speakerOf } from "./speaker.ts";

export { checks, checksOfData } from "./checks.ts";
export { atVenue, everywhere } from "./scope.ts";
export { lookAround } from "./surroundings.ts";
export { type KnownResult, readLastCounts, readLastResults, readUnalerted, watch } from "./watch.ts";

/** Called as each check begins: how many are done, of how many, and which comes now. */
export type Progress = (done: number, total: number, check: Check | null) => void;

/** What is wrong, what it means and what mends it. */
export type Findings = Pick<DoctorReport, "healthy" | "critical" | "warnings" | "checks">;

/** Looks at everything and at how the house stands; reads only. */
export async function examine(
  db: Db,
  scope: Scope,
  surroundings: Surroundings,
  language: Language,
  progress?: Progress,
): Promise<DoctorReport> {
  return inSharedSnapshot(db, async (connections) => ({
    ...(await runChecks(connections, checks, scope, surroundings, language, progress)),
    ...(await readStanding(connections[0] as Transaction, scope)),
  }));
}

/** Looks at some checks only. */
export async function examineSome(
  db: Db,
  which: readonly Check[],
  scope: Scope,
  surroundings: Surroundings,
  language: Language,
): Promise<Findings> {
  return inSharedSnapshot(db, (connections) => runChecks(connections, which, scope, surroundings, language));
}

async function runChecks(
  connections: readonly Transaction[],
  which: readonly Check[],
  scope: Scope,
  surroundings: Surroundings,
  language: Language,
  progress: Progress = () => {},
): Promise<Findings> {
  let begun = 0;
  const reported = await lookByEach(connections, which, async (tx, check) => {
    progress(begun, which.length, check);
    begun += 1;
    return presentResult(await runCheck(tx, check, scope, surroundings), language);
  });
  progress(which.length, which.length, null);
  const count = (severity: string) =>
    reported.reduce((sum, check) => sum + (check.severity === severity ? check.found : 0), 0);
  const [critical, warnings] = [count("critical"), count("warning")];
  return { healthy: critical + warnings === 0, critical, warnings, checks: reported };
}

function presentResult({ check, found, findings }: CheckResult, language: Language): ReportedCheck {
  return {
    name: check.name,
    severity: check.severity,
    title: say(check.title, language),
    meaning: say(check.meaning, language),
    remedy: say(check.remedy, language),
    repairable: check.repair !== undefined,
    acknowledgeable: check.acknowledgeable === true,
    found,
    findings: findings.map((finding) => presentFinding(check, finding, language)),
  };
}

/** A finding in words: what it is about, and what is wrong with it. */
export function presentFinding(check: Check, finding: ShownFinding, language: Language): ReportedFinding {
  const { key, purchaseId, invoiceId, sessionId, invoiceNumber, playerName, gameName, facts } = finding;
  const speaker = speakerOf(language, finding.timeZone);
  return {
    key,
    purchaseId,
    invoiceId,
    sessionId,
    invoiceNumber,
    playerName,
    gameName,
    detail: say(check.describe(facts, speaker), language),
    facts: { ...facts },
  };
}

/** The old guide's global state, and how the workers are. */
async function readStanding(
  tx: Transaction,
  scope: Scope,
): Promise<Pick<DoctorReport, "examinedAt" | "sessions" | "nodes" | "workerLagSeconds" | "lastBackupAt">> {
  const { rows: counted } = await sql<{
    status: SessionStatus;
    count: number;
    grantedMinutes: number;
    usedMinutes: number;
  }>`
    select s.status, count(*) as count, floor(sum(s.granted_ms) / 60000)::bigint as "grantedMinutes",
      floor(sum(s.used_ms + case when s.running_since is null then 0
        else greatest(0, milliseconds_between(s.running_since, least(s.ends_at, c.now))) end) / 60000)::bigint as "usedMinutes"
    from all_sessions s cross join (select clock_now() as now) c
    where ${scope.session("s", "id")} group by s.status`.execute(tx);
  const { rows: nodes } = await sql<{ id: string; startedAt: Date; beatAt: Date }>`
    select node_id as id, started_at as "startedAt", beat_at as "beatAt" from node_heartbeats n
    -- A server that was started anew on its computer is not told twice.
    where not exists (select from node_heartbeats o where o.beat_at > n.beat_at + interval '30 seconds'
      and split_part(o.node_id, ':', 1) = split_part(n.node_id, ':', 1))
    order by beat_at desc`.execute(tx);
  const { rows } = await sql<{ now: Date; lag: number }>`
    select clock_now() as now,
      greatest(0, coalesce(milliseconds_between((select min(ends_at) from play_sessions where status = 'active'),
        clock_now()), 0)) as lag`.execute(tx);
  const { now, lag } = rows[0] as { now: Date; lag: number };
  const backup = await readLastBackup(tx);
  return {
    examinedAt: now.toISOString(),
    sessions: sessionStatuses.flatMap((status) => counted.filter((row) => row.status === status)),
    nodes: nodes.map((node) => ({
      id: node.id,
      startedAt: node.startedAt.toISOString(),
      beatAt: node.beatAt.toISOString(),
    })),
    workerLagSeconds: Math.round(Number(lag) / 100) / 10,
    lastBackupAt: backup?.at.toISOString() ?? null,
  };
}
