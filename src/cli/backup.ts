import { resolve } from "node:path";
import type { Command } from "commander";
import { type MadeBackup, makeBackup } from "../backup/actions.ts";
import { backupFolder, readConfig } from "../config.ts";
import type { Language } from "../core/problems.ts";
import { keepingWords } from "./keeping-words.ts";
import { type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

interface BackupOptions extends OperatorOptions {
  readonly to?: string;
}

export function addBackup(program: Command, language: Language): void {
  const text = keepingWords[language];
  program
    .command("backup")
    .description(text.backup)
    .option("--to <folder>", text.to)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action(async (options: BackupOptions) => {
      const folder = options.to === undefined ? backupFolder(readConfig(options)) : resolve(options.to);
      const made = await withDatabase(options, ({ pool, url }) => makeBackup({ db: pool.db, url, folder }));
      if (options.json) return console.log(JSON.stringify(made));
      console.log(text.made(made.file, sizeOf(made.bytes, language)));
      console.log(whichFormat(made, language));
      console.log(text.secret);
    });
}

function whichFormat({ programs }: MadeBackup, language: Language): string {
  const text = keepingWords[language];
  if (programs.usable) return text.byPgDump(programs.version);
  return programs.version === null ? text.noPgDump : text.oldPgDump(programs.version, programs.needed);
}

function sizeOf(bytes: number, language: Language): string {
  const megabyte = { style: "unit", unit: "megabyte", maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(language, megabyte).format(bytes / 1_000_000);
}
