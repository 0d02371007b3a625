import { type Command, InvalidArgumentError } from "commander";
import { readConfig } from "../config.ts";
import type { Language } from "../core/problems.ts";
import type { GameZone } from "../main.ts";
import { words } from "./words.ts";

interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly demo: boolean;
}

export function addServe(program: Command, language: Language): void {
  const text = words[language];
  program
    .command("serve", { isDefault: true })
    .description(text.serve)
    .option("--port <number>", text.port, (value) => readPort(value, text.wrongPort))
    .option("--host <address>", text.host)
    .option("--data <folder>", text.data)
    .option("--no-demo", text.noDemo)
    .action((options: ServeOptions) => serve(options, language));
}

async function serve(options: ServeOptions, language: Language): Promise<void> {
  const text = words[language];
  const config = readConfig(options);
  console.log(text.starting);
  // Loaded here and not above: no other command waits for what only the server needs.
  const { startGameZone } = await import("../main.ts");
  const starting = startGameZone(config, () => console.log(text.databaseNotYet));
  // From here on, so that also who is told to end while it starts ends in order.
  stopAtSignal(text.stopping, starting);
  const gamezone = await starting.catch((error) => {
    throw (error as { code?: string }).code === "EADDRINUSE" ? new Error(text.portTaken(config.port)) : error;
  });
  console.log(text.ready(gamezone.address));
  if (gamezone.firstPasswords) {
    console.log(text.first);
    for (const role of ["administrator", "clerk", "player"] as const) {
      const first = gamezone.firstPasswords[role];
      if (first)
        console.log(`    ${text.roles[role].padEnd(15)} ${first.username.padEnd(16)} ${first.password}`);
    }
    console.log();
  }
  console.log(text.stopHint);
}

function stopAtSignal(said: string, starting: Promise<GameZone>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log(said);
    // A start that fails undoes itself and says why.
    const gamezone = await starting.catch(() => null);
    if (!gamezone) return;
    await gamezone.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

function readPort(value: string, wrong: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidArgumentError(wrong);
  return port;
}
