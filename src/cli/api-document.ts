import type { Command } from "commander";
import pino from "pino";
import type { Language } from "../core/problems.ts";
import { type OperatorOptions, withDatabase } from "./operator.ts";
import { words } from "./words.ts";

/** The API document of this very version, for the web client's types. */
export function addApiDocument(program: Command, language: Language): void {
  program
    .command("api-document")
    .description(words[language].apiDocument)
    .option("--data <folder>", words[language].data)
    .action((options: OperatorOptions) =>
      withDatabase(options, async ({ pool }) => {
        // Loaded here and not above, as the server is: no other command waits for it.
        const { buildApp } = await import("../http/app.ts");
        const listener = {
          on: () => () => {},
          onLost: () => () => {},
          onReconnected: () => () => {},
          close: async () => {},
        };
        const app = await buildApp({
          db: pool.db,
          listener,
          logger: pino({ enabled: false }),
          dataFolder: ".",
        });
        console.log(JSON.stringify(app.swagger(), null, 2));
        await app.close();
      }),
    );
}
