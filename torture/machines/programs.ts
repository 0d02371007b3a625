import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, globSync, openSync, readFileSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUp, until } from "../../test/processes.ts";

/** A Debian package of each program that these scripts drive. */
const packages = {
  postgres: "postgresql",
  haproxy: "haproxy",
  pgbouncer: "pgbouncer",
  patroni: "patroni",
  etcd: "etcd-server",
} as const;
export type Program = keyof typeof packages;

interface Started {
  readonly child: ChildProcess;
  readonly name: string;
}
const started = new Set<Started>();
const folders = new Set<string>();

/** Ends the script well, with a sentence, where a program is missing: nothing was proved and nothing failed. */
export function needPrograms(...needed: readonly Program[]): void {
  const missing = needed.filter((program) => findProgram(program) === null);
  if (missing.length === 0 && process.platform === "linux") return;
  const list = needed.map((program) => packages[program]).join(" ");
  console.log(
    process.platform === "linux"
      ? `Left out: ${missing.join(", ")} not found here. apt-get install --no-install-recommends ${list}`
      : "Left out: it drives Debian's programs and looks under /proc.",
  );
  process.exit(0);
}

/** Where a program is; those of PostgreSQL that Debian keeps out of the PATH included. Null where it is missing. */
export function findProgram(name: string): string | null {
  const newest = globSync("/usr/lib/postgresql/*/bin").sort().reverse();
  const places = [...newest, ...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null;
}

/** PostgreSQL refuses to run as root: root runs it as the user that Debian's package made for it. */
export const servant: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};

function idOf(kind: "-u" | "-g"): number {
  return Number(execFileSync("id", [kind, "postgres"], { encoding: "utf8" }));
}

/** A new folder that the servant may write. {@link runScript} removes it. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-machines-"));
  await chmod(folder, 0o711);
  if (servant.uid !== undefined) await chown(folder, servant.uid, servant.gid as number);
  folders.add(folder);
  return folder;
}

/** Starts a server in the foreground; what it says goes into a file. {@link runScript} ends it. */
export function startProgram(
  name: string,
  words: readonly string[],
  log: string,
  environment: Record<string, string> = {},
): ChildProcess {
  const file = openSync(log, "a");
  const child = spawn(pathOf(name), words, {
    env: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
    stdio: ["ignore", file, file],
    cwd: "/",
    ...servant,
  });
  closeSync(file);
  started.add({ child, name });
  return child;
}

/** Runs a program to its end and answers what it wrote. Throws when it fails. */
export function runProgram(
  name: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): string {
  return execFileSync(pathOf(name), words, {
    env: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
    ...servant,
  });
}

function pathOf(name: string): string {
  const path = findProgram(name);
  if (path === null) throw new Error(`${name} is not installed.`);
  return path;
}

/** A process and everything that it started, the way down. */
export function familyOf(pid: number): number[] {
  const children = readText(`/proc/${pid}/task/${pid}/children`)
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** Sends a signal to all of them at once, as if their machine lost its power (SIGKILL) or stood still (SIGSTOP). */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as { code?: string }).code !== "ESRCH") throw error;
    }
  }
}

/** Does what a script is for, ends everything that was started, and the script with 1 if it failed. */
export async function runScript(work: () => Promise<void>, end = () => {}): Promise<never> {
  let failed = false;
  try {
    await work();
  } catch (error) {
    failed = true;
    console.error(error);
  }
  await cleanUp();
  end();
  await endAll();
  process.exit(failed ? 1 : 0);
}

/** Ends everything that was started, and removes the folders. */
async function endAll(): Promise<void> {
  for (const { child } of started) {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
      signalAll(familyOf(child.pid).reverse(), "SIGKILL");
  }
  for (const { child, name } of started)
    await until(`${name} ended`, () => child.exitCode !== null || child.signalCode !== null, 10_000);
  started.clear();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.clear();
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
