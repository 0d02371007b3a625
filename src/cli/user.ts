import { type Command, Option } from "commander";
import { createUser, makePassword, storePassword } from "../accounts/actions.ts";
import { recordAudit } from "../audit/actions.ts";
import { username as usernameSchema } from "../contract/fields.ts";
import { type Role, roles } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { asOperator, type OperatorOptions, Refusal } from "./operator.ts";
import { words } from "./words.ts";

export function addUser(program: Command, language: Language): void {
  const text = words[language];
  const user = program.command("user").description(text.user);
  user
    .command("create <username>")
    .description(text.userCreate)
    .addOption(new Option("--role <role>", text.role).choices(roles).makeOptionMandatory())
    .option("--name <name>", text.name)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action(async (given: string, options: OperatorOptions & { role: Role; name?: string }) => {
      const username = readUsername(given);
      const { password, hash } = await makePassword();
      await asOperator(options, language, async (context) => {
        const { venueId } = context.actor;
        const name = options.name ?? username;
        const id = await createUser(context.tx, { venueId, role: options.role, username, name, phone: null });
        await storePassword(context.tx, id, hash);
        const details = { username, role: options.role };
        recordAudit(context, { action: "user.create", subject: "user", subjectId: id, details });
      });
      console.log(options.json ? JSON.stringify({ username, role: options.role, password }) : password);
    });
  user
    .command("reset-password <username>")
    .description(text.userReset)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action(async (given: string, options: OperatorOptions) => {
      const username = readUsername(given);
      const { password, hash } = await makePassword();
      await asOperator(options, language, async (context) => {
        const row = await context.tx
          .selectFrom("users")
          .select("id")
          .where("venue_id", "=", context.actor.venueId)
          .where("username", "=", username)
          .executeTakeFirst();
        if (!row) throw new Refusal(text.noUser(username));
        await storePassword(context.tx, row.id, hash);
        recordAudit(context, { action: "user.password", subject: "user", subjectId: row.id });
      });
      console.log(options.json ? JSON.stringify({ username, password }) : password);
    });
}

function readUsername(given: string): string {
  const parsed = usernameSchema.safeParse(given);
  if (!parsed.success) throw new BusinessError("invalid_input", { summary: `NAME: ${given}` });
  return parsed.data;
}
