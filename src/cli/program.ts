import { Command } from "commander";
import type { Language } from "../core/problems.ts";
import { words } from "./words.ts";

/** Each command adds itself; in the order of the help. */
const commands: Readonly<Record<string, () => Promise<(program: Command, language: Language) => void>>> = {
  serve: async () => (await import("./serve.ts")).addServe,
  user: async () => (await import("./user.ts")).addUser,
  "api-key": async () => (await import("./api-key.ts")).addApiKey,
  session: async () => (await import("./session.ts")).addSession,
  db: async () => (await import("./db.ts")).addDb,
  sql: async () => (await import("./sql.ts")).addSql,
  doctor: async () => (await import("./doctor.ts")).addDoctor,
  explain: async () => (await import("./explain.ts")).addExplain,
  repair: async () => (await import("./repair.ts")).addRepair,
  audit: async () => (await import("./audit.ts")).addAudit,
  backup: async () => (await import("./backup.ts")).addBackup,
  restore: async () => (await import("./restore.ts")).addRestore,
  purge: async () => (await import("./purge.ts")).addPurge,
  import: async () => (await import("./import.ts")).addImport,
  "api-document": async () => (await import("./api-document.ts")).addApiDocument,
};

/**
 * The commands of `gamezone`, in a language. Where one is named only that one, so that none waits for what the others
 * load. A wrong use is thrown.
 */
export async function buildProgram(language: Language, named?: string): Promise<Command> {
  const program = new Command("gamezone").description(words[language].program).exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  const wanted = named !== undefined && Object.hasOwn(commands, named) ? [named] : Object.keys(commands);
  for (const name of wanted) (await commands[name]?.())?.(program, language);
  return program;
}
