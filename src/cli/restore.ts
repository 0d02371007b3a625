import type { Command } from "commander";
import {
  type CheckedBackup,
  checkBackup,
  type RestoredFindings,
  RestoreRefused,
  restoreInPlace,
  restoreInto,
} from "../backup/restore.ts";
import { readConfig } from "../config.ts";
import type { Language } from "../core/problems.ts";
import { findRunningDatabase, startEmbeddedDatabase } from "../db/embedded.ts";
import { keepingWords } from "./keeping-words.ts";
import { type OperatorOptions, Refusal } from "./operator.ts";
import { words } from "./words.ts";

interface RestoreOptions extends OperatorOptions {
  readonly yes?: boolean;
  readonly into?: string;
}

export function addRestore(program: Command, language: Language): void {
  const text = keepingWords[language];
  program
    .command("restore <file>")
    .description(text.restore)
    .option("--yes", text.yes)
    .option("--into <address>", text.into)
    .option("--data <folder>", words[language].data)
    .option("--json", words[language].json)
    .action((file: string, options: RestoreOptions) =>
      restore(file, options, language).catch((error) => {
        if (!(error instanceof RestoreRefused)) throw error;
        throw new Refusal(language === "fr" ? error.messageFr : error.message);
      }),
    );
}

async function restore(file: string, options: RestoreOptions, language: Language): Promise<void> {
  const text = keepingWords[language];
  const say = (line: string) => options.json || console.log(line);
  const tell = (answer: object) => options.json && console.log(JSON.stringify(answer));
  const backup = await checkBackup(file);
  const { header, rows } = backup;
  say(text.whole(file));
  if (header !== null) say(text.contents(header.product, header.madeAt, rows as number));
  const described = { file, format: backup.format, madeAt: header?.madeAt ?? null, rows };
  if (!options.yes) {
    say(options.into === undefined ? text.wouldRestore : text.wouldRestoreInto);
    tell({ ...described, restored: false });
    return;
  }
  const warn = ({ critical, warnings }: RestoredFindings) => {
    if (critical + warnings > 0) say(text.findings(critical + warnings));
  };
  if (options.into !== undefined) {
    const findings = await restoreInto(options.into, backup);
    say(text.restoredInto);
    warn(findings);
    tell({ ...described, restored: true, findings });
    return;
  }
  const { findings, keptAs } = await inPlace(options, backup, text.serverRunning);
  say(text.restored);
  if (keptAs !== null) say(text.keptAs(keptAs));
  warn(findings);
  tell({ ...described, restored: true, findings, keptAs });
}

/** Not by borrowing: a database that is broken, or of another version, is just what a backup is restored for. */
async function inPlace(options: RestoreOptions, backup: CheckedBackup, serverRunning: string) {
  const { directDatabaseUrl, dataFolder } = readConfig(options);
  if (directDatabaseUrl !== null) return restoreInPlace(directDatabaseUrl, backup);
  if ((await findRunningDatabase(dataFolder)) !== null) throw new Refusal(serverRunning);
  const embedded = await startEmbeddedDatabase({ dataFolder });
  try {
    return await restoreInPlace(embedded.url, backup);
  } finally {
    await embedded.stop();
  }
}
