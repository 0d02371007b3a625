import type { Command } from "commander";
import { readConfig } from "../config.ts";
import type { Language } from "../core/problems.ts";
import { everywhere, examine, lookAround } from "../doctor/queries.ts";
import type { DoctorReport, ReportedCheck, ReportedFinding } from "../doctor/schema.ts";
import { doctorWords } from "./doctor-words.ts";
import { FINDINGS, type OperatorOptions, openCalendar, withDatabase } from "./operator.ts";
import { showProgress } from "./progress.ts";
import { words } from "./words.ts";

const SIGNS = { critical: "✖", warning: "!", notice: "·" } as const;
const SHOWN = 10;

export function addDoctor(program: Command, language: Language): void {
  program
    .command("doctor")
    .description(doctorWords[language].doctor)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action((options: OperatorOptions) =>
      withDatabase(options, async ({ pool }) => {
        const progress = showProgress();
        const surroundings = await lookAround(readConfig(options).dataFolder);
        const report = await examine(pool.db, everywhere, surroundings, language, (done, total, check) =>
          progress.report(check?.title[language] ?? "", done, total),
        );
        progress.end();
        const moment = await openCalendar(pool.db, language, "short");
        console.log(options.json ? JSON.stringify(report) : inWords(report, language, moment));
        if (!report.healthy) process.exitCode = FINDINGS;
      }),
    );
}

function inWords(report: DoctorReport, language: Language, moment: (instant: Date) => string): string {
  const text = doctorWords[language];
  const examinedAt = new Date(report.examinedAt);
  const lines = [text.title(moment(examinedAt), report.checks.length), ""];
  for (const check of report.checks.filter(({ found }) => found > 0))
    lines.push(...checkInWords(check, language), "");
  if (report.sessions.length > 0) {
    lines.push(text.state);
    for (const { status, count, grantedMinutes, usedMinutes } of report.sessions) {
      lines.push(`  ${text.stateLine(text.sessionStatus[status], count, grantedMinutes, usedMinutes)}`);
    }
    lines.push("");
  }
  const silence = (beatAt: string) =>
    Math.max(0, Math.round((examinedAt.getTime() - Date.parse(beatAt)) / 1000));
  // The latest sign comes first.
  const isServed = report.nodes.slice(0, 1).some(({ beatAt }) => silence(beatAt) <= 30);
  lines.push(
    ...(isServed ? report.nodes.map(({ id, beatAt }) => text.server(id, silence(beatAt))) : [text.noServer]),
    text.lag(report.workerLagSeconds),
    text.backup(report.lastBackupAt && moment(new Date(report.lastBackupAt))),
    "",
    report.healthy ? text.healthy : text.sick(report.critical, report.warnings),
  );
  return lines.join("\n");
}

function checkInWords(check: ReportedCheck, language: Language): string[] {
  const text = doctorWords[language];
  const rest = check.found - Math.min(SHOWN, check.findings.length);
  return [
    `${SIGNS[check.severity]} ${text.severity[check.severity]}  ${check.title} (${check.found})`,
    `  ${check.meaning}`,
    ...check.findings.slice(0, SHOWN).map((finding) => `   • ${findingInWords(finding, language)}`),
    ...(rest > 0 ? [`   ${text.more(rest)}`] : []),
    `  → ${check.remedy}`,
  ];
}

/** What a finding is about, and what is wrong with it, in one line. */
export function findingInWords(finding: ReportedFinding, language: Language): string {
  const text = doctorWords[language];
  const { sessionId, invoiceNumber, purchaseId, playerName, gameName, detail } = finding;
  const about = [
    sessionId !== null ? text.session(sessionId) : null,
    invoiceNumber !== null
      ? text.invoice(invoiceNumber)
      : purchaseId !== null
        ? text.purchase(purchaseId)
        : null,
    playerName,
    gameName,
  ].filter((part) => part !== null);
  return about.length === 0 ? detail : `${about.join(" · ")} — ${detail}`;
}
