import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { productActor } from "../core/actor.ts";
import type { Language } from "../core/problems.ts";
import { catchUp } from "../deadlines/catch-up.ts";
import { everywhere, lookAround } from "../doctor/queries.ts";
import { repairAndReport } from "../doctor/repair-report.ts";
import type { RepairReport, ReportedStep } from "../doctor/schema.ts";
import { findingInWords } from "./doctor.ts";
import { doctorWords } from "./doctor-words.ts";
import { FINDINGS, type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

interface RepairOptions extends OperatorOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function addRepair(program: Command, language: Language): void {
  const text = doctorWords[language];
  program
    .command("repair")
    .description(text.repair)
    .option("--dry-run", text.dryRun)
    .option("--yes", text.yes)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action((options: RepairOptions) =>
      withDatabase(options, async ({ pool: { db } }) => {
        const dryRun = options.dryRun === true || options.yes !== true;
        if (!dryRun && (await catchUp(db)) && !options.json) console.log(text.caughtUp);
        // The venue of the actor is that of each finding.
        const actor = productActor(0);
        const surroundings = await lookAround(readConfig(options).dataFolder);
        const tell = (step: ReportedStep) => {
          if (!options.json) console.log(stepInWords(step, language));
        };
        const order = { scope: everywhere, dryRun };
        const report = await repairAndReport(db, actor, order, surroundings, language, tell);
        console.log(options.json ? JSON.stringify(report) : outcomeInWords(report, language));
        const left = report.after ?? report.before;
        if (left.critical + left.warnings > 0) process.exitCode = FINDINGS;
      }),
    );
}

function stepInWords(step: ReportedStep, language: Language): string {
  const line = `${doctorWords[language].outcome[step.outcome].padEnd(10)} ${step.title} : ${findingInWords(step.finding, language)}`;
  if (step.outcome === "needs_decision") return `${line}\n           → ${step.remedy}`;
  return step.refusal === null ? line : `${line}\n           → ${step.refusal}`;
}

function outcomeInWords({ dryRun, steps, before, after }: RepairReport, language: Language): string {
  const text = doctorWords[language];
  const counts = ({ critical, warnings }: { critical: number; warnings: number }) =>
    text.counts(critical, warnings);
  const lines = steps.length === 0 ? [text.nothingToRepair] : [""];
  if (after !== null) lines.push(text.beforeAfter(counts(before), counts(after)));
  if (dryRun && steps.some(({ outcome }) => outcome === "planned")) lines.push(text.apply);
  return lines.join("\n");
}
