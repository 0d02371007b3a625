import type { Command } from "commander";
import { productActor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { inCopyingTransaction } from "../db/copy.ts";
import type { DatabasePool, Db } from "../db/pool.ts";
import { importOldData } from "../import/actions.ts";
import { openSource } from "../import/open-source.ts";
import { countHuman, type ImportReport } from "../import/report.ts";
import type { RowSource } from "../import/row-source.ts";
import { importWords } from "./import-words.ts";
import { FINDINGS, type OperatorOptions, Refusal, readFirstVenue, withDatabase } from "./operator.ts";
import { printImport } from "./print-import.ts";
import { showProgress } from "./progress.ts";
import { words } from "./words.ts";

interface ImportCommandOptions extends OperatorOptions {
  readonly from: string;
  readonly apply?: boolean;
  readonly source: string;
  readonly venue?: string;
  readonly timeZone?: string;
}

/** Exit codes: 0 done, 1 something needs a person, 2 could not run. */
export function addImport(program: Command, language: Language): void {
  const text = importWords[language];
  program
    .command("import")
    .description(text.command)
    .requiredOption("--from <address or file>", text.from)
    .option("--apply", text.apply)
    .option("--source <name>", text.source, "legacy")
    .option("--venue <id>", text.venue)
    .option("--time-zone <zone>", text.timeZone)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action(async (options: ImportCommandOptions) => {
      checkOptions(options, language);
      const source = await openSource(options.from);
      try {
        const report = await withDatabase(options, ({ pool }) => run(pool, source, options, language));
        console.log(options.json ? JSON.stringify(report, null, 2) : printImport(report, text));
        if (countHuman(report) > 0) process.exitCode = FINDINGS;
      } finally {
        await source.close();
      }
    });
}

function checkOptions({ source, timeZone }: ImportCommandOptions, language: Language): void {
  const text = importWords[language];
  if (source.length < 1 || source.length > 60) {
    throw new BusinessError("invalid_input", { summary: text.wrongSource });
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new BusinessError("invalid_input", { summary: text.wrongTimeZone(timeZone) });
  }
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.PlainDate.from("2025-01-01").toZonedDateTime(name);
    return true;
  } catch {
    return false;
  }
}

/** Rolls a trial back once its report is made. */
class TrialEnds extends Error {}

async function run(
  pool: DatabasePool,
  source: RowSource,
  options: ImportCommandOptions,
  language: Language,
): Promise<ImportReport> {
  const venueId = await findVenue(pool.db, options.venue, language);
  const actor = productActor(venueId);
  const { steps } = importWords[language];
  const progress = showProgress();
  let report: Omit<ImportReport, "applied"> | undefined;
  try {
    await inCopyingTransaction(pool, async (tx, copy) => {
      report = await importOldData({ tx, actor, copy }, source, {
        name: options.source,
        timeZone: options.timeZone,
        onProgress: (step, done, total) => progress.report(steps[step], done, total),
      });
      if (!options.apply) throw new TrialEnds();
    });
  } catch (error) {
    if (!(error instanceof TrialEnds)) throw error;
  } finally {
    progress.end();
  }
  return { applied: options.apply === true, ...(report as Omit<ImportReport, "applied">) };
}

async function findVenue(db: Db, given: string | undefined, language: Language): Promise<number> {
  if (given === undefined) {
    const first = await readFirstVenue(db);
    if (!first) throw new Error(words[language].noVenue);
    return first.id;
  }
  const id = /^\d{1,15}$/.test(given) ? Number(given) : 0;
  const venue = await db.selectFrom("venues").select("id").where("id", "=", id).executeTakeFirst();
  if (!venue) throw new Refusal(importWords[language].wrongVenue(given));
  return venue.id;
}
