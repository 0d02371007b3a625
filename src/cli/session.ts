import type { Command } from "commander";
import { reason as reasonSchema } from "../contract/fields.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { catchUp } from "../deadlines/catch-up.ts";
import { stateInWords } from "../doctor/speaker.ts";
import { forceCompleteSession, terminateSession } from "../sessions/actions.ts";
import { actAsOperator, type OperatorOptions, readId, withDatabase } from "./operator.ts";
import { sessionWords } from "./session-words.ts";
import { words } from "./words.ts";

/** What the old guide did with UPDATE statements: end a session by hand, by the rules and on record. */
export function addSession(program: Command, language: Language): void {
  const text = sessionWords[language];
  const session = program.command("session").description(text.session);
  const endings = [
    {
      name: "force-complete",
      description: text.forceComplete,
      end: forceCompleteSession,
      said: text.completed,
    },
    { name: "terminate", description: text.terminate, end: terminateSession, said: text.terminated },
  ];
  for (const { name, description, end, said } of endings) {
    session
      .command(`${name} <id>`)
      .description(description)
      .requiredOption("--reason <reason>", text.reason)
      .option("--data <folder>", words[language].data)
      .option("--json", words[language].json)
      .action(async (givenId: string, options: OperatorOptions & { reason: string }) => {
        const id = readId(givenId);
        const reason = readReason(options.reason);
        const ended = await withDatabase(options, async ({ pool }) => {
          await catchUp(pool.db);
          return actAsOperator(pool.db, language, (context) => end(context, id, { reason }));
        });
        const status = stateInWords("invoice", ended.invoice.status, language);
        if (options.json) console.log(JSON.stringify(ended));
        else console.log(`${said(id)} ${text.invoice(ended.invoice.number, status)}`);
      });
  }
}

function readReason(given: string): string {
  const parsed = reasonSchema.safeParse(given);
  if (!parsed.success) throw new BusinessError("invalid_input", { summary: `--reason: ${given}` });
  return parsed.data;
}
