import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A program in a process of its own: what is measured never shares a thread with what measures it. */
export interface Program {
  readonly pid: number;
  /** Sends a question over the channel between the two and waits for the answer; one at a time. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** The first group of the first match in what it printed. Throws when it ends without one. */
  says(pattern: RegExp): Promise<string>;
  /** Asks it to end and waits. */
  stop(): Promise<void>;
}

/** Starts a script of this repository by Node, with an environment on top of ours. */
export function startProgram(
  given: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, given, {
    cwd: ROOT,
    env: { ...process.env, LANG: "en_US.UTF-8", LOG_LEVEL: "warn", ...environment },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  // A bench that fails leaves nothing behind.
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);
  child.once("exit", () => process.off("exit", leave));
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => {
    output += chunk;
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${given.join(" ")} ended: ${output}`);
  });
  ended.catch(() => {});
  return {
    pid: child.pid as number,
    async ask(question) {
      const answered = once(child, "message");
      child.send(question as object);
      const [answer] = await Promise.race([answered, ended]);
      return answer;
    },
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found[1] as string;
        await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), ended]);
      }
    },
    async stop() {
      child.kill("SIGTERM");
      await ended.catch(() => {});
    },
  };
}

/** The product as its owner starts it, on a database that is given; answers once it listens. */
export async function startProduct(
  databaseUrl: string,
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ program: Program; address: string }> {
  const program = startProgram(
    [
      "--expose-gc",
      "--import",
      join(import.meta.dirname, "tell-memory.ts"),
      "src/cli/main.ts",
      "serve",
      "--no-demo",
      "--port=0",
      `--data=${dataFolder}`,
    ],
    { DATABASE_URL: databaseUrl, ...environment },
  );
  return { program, address: await program.says(/(http:\/\/[\w.]+:\d+)/) };
}
