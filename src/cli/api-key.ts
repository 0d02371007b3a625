import { type Command, Option } from "commander";
import { createApiKey, revokeApiKey } from "../accounts/actions.ts";
import { listApiKeys } from "../accounts/queries.ts";
import { type Role, roles } from "../core/actor.ts";
import type { Language } from "../core/problems.ts";
import { asOperator, type OperatorOptions, readId } from "./operator.ts";
import { words } from "./words.ts";

export function addApiKey(program: Command, language: Language): void {
  const text = words[language];
  const apiKey = program.command("api-key").description(text.apiKey);
  apiKey
    .command("create")
    .description(text.apiKeyCreate)
    .addOption(new Option("--role <role>", text.role).choices(roles).makeOptionMandatory())
    .requiredOption("--name <name>", text.name)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action(async ({ name, role, ...options }: OperatorOptions & { role: Role; name: string }) => {
      const made = await asOperator(options, language, (context) => createApiKey(context, { name, role }));
      console.log(options.json ? JSON.stringify({ ...made, name, role }) : made.key);
    });
  apiKey
    .command("list")
    .description(text.apiKeyList)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action(async (options: OperatorOptions) => {
      const keys = await asOperator(options, language, ({ tx, actor }) => listApiKeys(tx, actor.venueId));
      if (options.json) console.log(JSON.stringify(keys));
      else for (const key of keys) console.log([key.id, key.role, key.name, key.revokedAt ?? "—"].join("\t"));
    });
  apiKey
    .command("revoke <id>")
    .description(text.apiKeyRevoke)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action(async (given: string, options: OperatorOptions) => {
      const id = readId(given);
      await asOperator(options, language, (context) => revokeApiKey(context, id));
      console.log(options.json ? JSON.stringify({ id, revoked: true }) : text.revoked);
    });
}
