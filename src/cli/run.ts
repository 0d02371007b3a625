import { CommanderError } from "commander";
import { operatorLanguage } from "../config.ts";
import { BusinessError, describeProblem } from "../core/errors.ts";
import { FINDINGS, Refusal } from "./operator.ts";
import { buildProgram } from "./program.ts";

/** Exit code of a command that was used wrongly, or could not run. */
const WRONG_USE = 2;

const language = operatorLanguage(process.env);

try {
  await (await buildProgram(language, process.argv[2])).parseAsync();
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
