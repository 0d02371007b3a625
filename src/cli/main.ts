import { Command, CommanderError } from "commander";
import { operatorLanguage } from "../config.ts";
import { BusinessError, describeProblem } from "../core/errors.ts";
import { addApiDocument } from "./api-document.ts";
import { addApiKey } from "./api-key.ts";
import { addDb } from "./db.ts";
import { addImport } from "./import.ts";
import { Refusal } from "./operator.ts";
import { addServe } from "./serve.ts";
import { addUser } from "./user.ts";
import { words } from "./words.ts";

/** Exit codes of every command. */
const REFUSED = 1;
const WRONG_USE = 2;

const language = operatorLanguage(process.env);
const program = new Command("gamezone").description(words[language].program).exitOverride();
program.configureHelp({ showGlobalOptions: true });
for (const add of [addServe, addUser, addApiKey, addDb, addImport, addApiDocument]) add(program, language);

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
    return REFUSED;
  }
  if (error instanceof BusinessError) {
    const problem = describeProblem(error, language);
    console.error(`${problem.detail} ${problem.next}`);
    return error.code === "invalid_input" ? WRONG_USE : REFUSED;
  }
  const { message, messageFr } = error as { message?: string; messageFr?: string };
  console.error(language === "fr" ? (messageFr ?? message) : message);
  if (process.env.GAMEZONE_DEBUG) console.error(error);
  return WRONG_USE;
}
