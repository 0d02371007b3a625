import { Command } from "commander";
import type { Language } from "../core/problems.ts";
import { addApiDocument } from "./api-document.ts";
import { addApiKey } from "./api-key.ts";
import { addAudit } from "./audit.ts";
import { addBackup } from "./backup.ts";
import { addDb } from "./db.ts";
import { addDoctor } from "./doctor.ts";
import { addExplain } from "./explain.ts";
import { addImport } from "./import.ts";
import { addPurge } from "./purge.ts";
import { addRepair } from "./repair.ts";
import { addRestore } from "./restore.ts";
import { addServe } from "./serve.ts";
import { addSession } from "./session.ts";
import { addSql } from "./sql.ts";
import { addUser } from "./user.ts";
import { words } from "./words.ts";

const commands = [
  addServe,
  addUser,
  addApiKey,
  addSession,
  addDb,
  addSql,
  addDoctor,
  addExplain,
  addRepair,
  addAudit,
  addBackup,
  addRestore,
  addPurge,
  addImport,
  addApiDocument,
];

/** Every command of `gamezone`, in a language. A wrong use is thrown. */
export function buildProgram(language: Language): Command {
  const program = new Command("gamezone").description(words[language].program).exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  for (const add of commands) add(program, language);
  return program;
}
