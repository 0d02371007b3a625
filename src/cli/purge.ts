import { type Command, InvalidArgumentError } from "commander";
import type { Language } from "../core/problems.ts";
import type { Db } from "../db/pool.ts";
import { purgeEveryVenue, readPurgeLimits } from "../retention/actions.ts";
import { previewPurge } from "../retention/queries.ts";
import { doctorWords } from "./doctor-words.ts";
import { keepingWords } from "./keeping-words.ts";
import { type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

interface PurgeOptions extends OperatorOptions {
  readonly olderThan?: number;
  readonly dryRun?: boolean;
}

export function addPurge(program: Command, language: Language): void {
  const text = keepingWords[language];
  program
    .command("purge")
    .description(text.purge)
    .option("--older-than <days>", text.olderThan, (value) => readDays(value, text.wrongDays))
    .option("--dry-run", text.dryRun)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action((options: PurgeOptions) =>
      withDatabase(options, ({ pool }) =>
        options.dryRun ? preview(pool.db, options, language) : purge(pool.db, options, language),
      ),
    );
}

async function purge(db: Db, options: PurgeOptions, language: Language): Promise<void> {
  const text = keepingWords[language];
  const venues = await purgeEveryVenue(
    db,
    options.olderThan === undefined ? {} : { days: options.olderThan },
  );
  if (options.json) return console.log(JSON.stringify({ dryRun: false, venues }));
  for (const { name, sessions, before } of venues) console.log(text.moved(name, sessions, day(before)));
}

async function preview(db: Db, options: PurgeOptions, language: Language): Promise<void> {
  const text = keepingWords[language];
  const venues = [];
  for (const venue of await readPurgeLimits(db, options.olderThan)) {
    venues.push({ ...venue, byStatus: await previewPurge(db, venue.venueId, venue.before) });
  }
  if (options.json) return console.log(JSON.stringify({ dryRun: true, venues }));
  for (const { name, before, byStatus } of venues) {
    console.log((byStatus.length > 0 ? text.would : text.wouldNothing)(name, day(before)));
    for (const { status, sessions, minutes } of byStatus) {
      console.log(text.wouldRow(doctorWords[language].sessionStatus[status], sessions, minutes));
    }
  }
}

function day(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function readDays(value: string, wrong: string): number {
  const days = Number(value);
  if (!/^\d+$/.test(value) || days < 1 || days > 36_500) throw new InvalidArgumentError(wrong);
  return days;
}
