import type { Command } from "commander";
import { readConfig } from "../config.ts";
import type { Language } from "../core/problems.ts";
import { explain } from "../doctor/explain.ts";
import { lookAround } from "../doctor/queries.ts";
import type { Explanation } from "../doctor/schema.ts";
import { stateInWords } from "../doctor/speaker.ts";
import { findingInWords } from "./doctor.ts";
import { doctorWords } from "./doctor-words.ts";
import { FINDINGS, type OperatorOptions, openCalendar, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

export function addExplain(program: Command, language: Language): void {
  program
    .command("explain <reference>")
    .description(doctorWords[language].explain)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action((reference: string, options: OperatorOptions) =>
      withDatabase(options, async ({ pool: { db } }) => {
        const surroundings = await lookAround(readConfig(options).dataFolder);
        const explanation = await explain(db, null, reference, surroundings, language);
        const moment = await openCalendar(db, language, "medium");
        console.log(options.json ? JSON.stringify(explanation) : inWords(explanation, language, moment));
        if (explanation.findings.length > 0) process.exitCode = FINDINGS;
      }),
    );
}

function inWords(explanation: Explanation, language: Language, moment: (instant: Date) => string): string {
  const text = doctorWords[language];
  const { playerName, gameName, packageName, invoiceNumber, sessionId, checklist } = explanation;
  const state = (of: "purchase" | "invoice" | "session", status: string | null) =>
    stateInWords(of, status, language);
  const lines = [
    [
      invoiceNumber === null ? text.purchase(explanation.purchaseId) : text.invoice(invoiceNumber),
      ...(sessionId === null ? [] : [text.session(sessionId)]),
      playerName,
      `${gameName}, ${packageName}`,
    ].join(" · "),
    text.statusOf(
      state("purchase", explanation.paymentStatus),
      state("invoice", explanation.invoiceStatus),
      state("session", explanation.sessionStatus),
    ),
    "",
    text.steps,
    ...checklist.steps.flatMap(({ title, done, remedy }, index) => [
      `  ${done ? "✔" : remedy === null ? " " : "✖"} ${index + 1}. ${title}`,
      ...(remedy === null ? [] : [`       → ${remedy}`]),
    ]),
    "",
  ];
  if (explanation.findings.length > 0) {
    lines.push(text.wrong);
    for (const { title, remedy, finding } of explanation.findings) {
      lines.push(`  ✖ ${title} : ${findingInWords(finding, language)}`, `       → ${remedy}`);
    }
    lines.push("");
  }
  lines.push(text.history);
  for (const { at, text: happened, by, reason } of explanation.timeline) {
    const when = at === null ? text.unknownTime : moment(new Date(at));
    lines.push(
      `  ${when.padEnd(20)} ${[happened, reason, by ?? text.product].filter((part) => part !== null).join(" · ")}`,
    );
  }
  lines.push("", text.next(explanation.repairable ? text.runRepair : explanation.next));
  return lines.join("\n");
}
