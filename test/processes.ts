import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Why a test that looks at processes is left out here, or false where it can run. */
export const noProcessList = process.platform === "linux" ? false : "only Linux lists processes under /proc";

/** A program of ours in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it wrote so far, on standard output and on standard error. */
  output(): string;
  errors(): string;
  /** The first match in its output. Throws when it ends, or a minute passes, without one. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

const ROOT = join(import.meta.dirname, "..");
/** Where every process keeps what it compiled: a test run starts the same program hundreds of times. */
export const COMPILED = join(ROOT, "node_modules", ".cache", "compiled");
const PATIENCE_MS = 60_000;
const POLL_MS = 20;
const running = new Set<Running>();
const dataFolders = new Set<string>();

/** Starts one of our scripts with the surroundings of an operator, not of a test. It ends with {@link cleanUp}. */
export function startProcess(given: readonly string[], surroundings: Record<string, string> = {}): Running {
  const foreign =
    /^(LC_|LANG|PG|TEST_|NODE_TEST|DATABASE_URL$|PORT$|HOST$|GAMEZONE_|LOG_LEVEL$|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const env = {
    ...Object.fromEntries(kept),
    LANG: "en_US.UTF-8",
    NODE_COMPILE_CACHE: COMPILED,
    ...surroundings,
  };
  const child = spawn(process.execPath, given, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    errors += chunk;
  });
  let hasEnded = false;
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
    });
  });
  const one: Running = {
    child,
    pid: child.pid as number,
    output: () => output,
    errors: () => errors,
    async says(pattern) {
      const found = await until(`${given.join(" ")} says ${pattern}`, () => {
        const match = pattern.exec(output);
        if (!match && hasEnded) throw new Error(`${given.join(" ")} ended and said: ${output}${errors}`);
        return match;
      });
      return found;
    },
    ended,
  };
  running.add(one);
  return one;
}

/** Waits for a program to end by itself and answers what it said. */
export async function runProcess(
  given: readonly string[],
  surroundings: Record<string, string> = {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const program = startProcess(given, surroundings);
  const { code } = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}

/** A new data folder that PostgreSQL's user can reach when we are root. {@link cleanUp} removes it. */
export async function makeDataFolder(mode = 0o711): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-test-"));
  await chmod(folder, mode);
  dataFolders.add(folder);
  return folder;
}

/** Ends everything that a test started and removes its data folders, also after a failure. */
export async function cleanUp(): Promise<void> {
  for (const { child } of running) child.kill("SIGKILL");
  for (const { ended } of running) await ended;
  running.clear();
  for (const folder of dataFolders) {
    await until(`nothing runs in ${folder}`, () => {
      const left = [...guardsOf(folder), ...postgresOf(folder)];
      for (const pid of left) kill(pid);
      return left.length === 0;
    });
    const cluster = clusterOf(folder);
    if (cluster && dirname(cluster) !== folder) await rm(cluster, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  dataFolders.clear();
}

/** Every process of PostgreSQL that works in a data folder: all of them have their cluster as current folder. */
export function postgresOf(dataFolder: string): number[] {
  const cluster = clusterOf(dataFolder);
  return processes((pid) => {
    const folder = readLink(`/proc/${pid}/cwd`);
    return folder !== null && (folder === cluster || folder.startsWith(`${dataFolder}/`));
  });
}

/** Waits until none is left: PostgreSQL counts as stopped a moment before its process has ended. */
export function postgresEnds(dataFolder: string): Promise<true> {
  return until("PostgreSQL has ended", () => postgresOf(dataFolder).length === 0, 5_000);
}

/** The one among them that holds the cluster and started the others. */
export function postmasterOf(dataFolder: string): number {
  const [pid = ""] = readFileSync(join(dataFolder, "postgresql", "postmaster.pid"), "utf8").split("\n");
  return Number(pid);
}

/** The guards of a data folder's database. */
export function guardsOf(dataFolder: string): number[] {
  const cluster = clusterOf(dataFolder);
  return processes((pid) => {
    const [, script = "", folder] = readText(`/proc/${pid}/cmdline`).split("\0");
    return script.endsWith("guard.ts") && folder === cluster && cluster !== null;
  });
}

/** Sends kill -9, also to what is already gone. */
export function kill(...pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as { code?: string }).code !== "ESRCH") throw error;
    }
  }
}

/** Looks again and again until something is there. Throws when it is not within a minute, or the time given. */
export async function until<Result>(
  what: string,
  look: () => Result | Promise<Result>,
  withinMs = PATIENCE_MS,
): Promise<NonNullable<Exclude<Result, false>>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<Exclude<Result, false>>;
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs / 1000} s: ${what}`);
    await sleep(POLL_MS);
  }
}

function clusterOf(dataFolder: string): string | null {
  try {
    return realpathSync(join(dataFolder, "postgresql"));
  } catch {
    return null;
  }
}

/** Those among the processes that live: one that ended and waits for its parent to notice holds nothing any more. */
function processes(match: (pid: number) => boolean): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && match(pid) && !/^State:\s+[ZX]/m.test(readText(`/proc/${pid}/status`)));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
