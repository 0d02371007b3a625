import type { Command } from "commander";
import type { Language } from "../core/problems.ts";
import { type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

export function addDb(program: Command, language: Language): void {
  const text = words[language];
  program
    .command("db")
    .description(text.db)
    .command("url")
    .description(text.dbUrl)
    .option("--data <folder>", text.data)
    .option("--json", text.json)
    .action((options: OperatorOptions) =>
      withDatabase(options, async ({ url }) => {
        console.log(options.json ? JSON.stringify({ url }) : url);
      }),
    );
}
