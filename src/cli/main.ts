import { Command, CommanderError } from "commander";
import { operatorLanguage } from "../config.ts";
import { BusinessError, describeProblem } from "../core/errors.ts";
import { addApiDocument } from "./api-document.ts";
import { addApiKey } from "./api-key.ts";
import { addAudit } from "./audit.ts";
import { addBackup } from "./backup.ts";
import { addDb } from "./db.ts";
import { addDoctor } from "./doctor.ts";
import { addExplain } from "./explain.ts";
import { FINDINGS, Refusal } from "./operator.ts";
import { addPurge } from "./purge.ts";
import { addRepair } from "./repair.ts";
import { addRestore } from "./restore.ts";
import { addServe } from "./serve.ts";
import { addSession } from "./session.ts";
import { addSql } from "./sql.ts";
import { addUser } from "./user.ts";
import { words } from "./words.ts";

/** Exit code of a command that was used wrongly, or could not run. */
const WRONG_USE = 2;

const language = operatorLanguage(process.env);
const program = new Command("gamezone").description(words[language].program).exitOverride();
program.configureHelp({ showGlobalOptions: true });
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
  addApiDocument,
];
for (const add of commands) add(program, language);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says in one or two sentences what went wrong. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  if (error instanceof Refusal) {
    console.error(error.message);
    return FINDINGS;
  }
  if (error instanceof BusinessError) {
    const problem = describeProblem(error, language);
    console.error(`${problem.detail} ${problem.next}`);
    return error.code === "invalid_input" ? WRONG_USE : FINDINGS;
  }
  const { message, messageFr } = error as { message?: string; messageFr?: string };
  console.error(language === "fr" ? (messageFr ?? message) : message);
  if (process.env.GAMEZONE_DEBUG) console.error(error);
  return WRONG_USE;
}
