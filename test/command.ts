import { execFile } from "node:child_process";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "..", "src", "cli", "main.ts");

/** How a command ended, and what it wrote. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** The database it works on, and its data folder. */
  readonly databaseUrl: string;
  readonly folder: string;
  readonly environment?: Record<string, string>;
  readonly input?: string;
}

/** Runs `gamezone` as an operator does, in a process of its own; in French unless the environment says otherwise. */
export function gamezone(words: readonly string[], surroundings: Surroundings): Promise<Finished> {
  return runProgram(process.execPath, [MAIN, ...words], surroundings);
}

/** The same for a script that calls it. The locale and the PostgreSQL settings of whoever runs the tests stay outside. */
export function runProgram(
  program: string,
  words: readonly string[],
  { databaseUrl, folder, environment = {}, input = "" }: Surroundings,
): Promise<Finished> {
  const ours = Object.entries(process.env).filter(([name]) => !/^(LC_|LANG|PG)/.test(name));
  const env = {
    ...Object.fromEntries(ours),
    LANG: "fr_FR.UTF-8",
    DATABASE_URL: databaseUrl,
    GAMEZONE_DATA: folder,
    ...environment,
  };
  return new Promise((resolve) => {
    const child = execFile(program, [...words], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
