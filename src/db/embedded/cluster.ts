import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Account } from "./account.ts";
import type { Programs } from "./programs.ts";

const run = promisify(execFile);

export const SUPERUSER = "gamezone";
const PASSWORD_FILE = "gamezone-password";
const START_LOG = "start.log";

/** Settings for a small machine that may lose its power at any moment: nothing here trades durability for speed. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  // A centre is not a data warehouse: a smaller log is recovered faster after a power cut.
  max_wal_size: "256MB",
  logging_collector: "on",
  log_filename: "postgresql-%a.log",
  log_rotation_age: "1d",
  log_truncate_on_rotation: "on",
  log_timezone: "UTC",
  timezone: "UTC",
};

/** Fills an empty folder with a new cluster: UTF-8, code point order whatever the machine's locale, page checksums. */
export async function initialise(programs: Programs, folder: string, account: Account | null): Promise<void> {
  const password = randomBytes(24).toString("base64url");
  const secret = await mkdtemp(join(tmpdir(), "gamezone-"));
  try {
    const passwordFile = join(secret, "password");
    await writeOwned(passwordFile, password, account);
    if (account) await chown(secret, account.uid, account.gid);
    await runAs(account, programs.initdb, [
      `--pgdata=${folder}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--data-checksums",
      "--no-instructions",
      ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
    ]);
    await writeOwned(join(folder, PASSWORD_FILE), password, account);
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

/** Starts the server in the background, at once, and waits until it accepts connections. Throws with PostgreSQL's own words. */
export async function startServer(
  programs: Programs,
  folder: string,
  account: Account | null,
  port: number,
): Promise<void> {
  const log = join(folder, START_LOG);
  rmSync(log, { force: true });
  try {
    const detached = [
      "start",
      "--wait",
      "--timeout=60",
      `--pgdata=${folder}`,
      `--log=${log}`,
      "-o",
      `-p ${port}`,
    ];
    await runAs(account, programs.pgCtl, detached);
  } catch (error) {
    const told = await readFile(log, "utf8").catch(() => "");
    throw new Error(`PostgreSQL did not start in ${folder}.\n${told || (error as Error).message}`.trim());
  }
}

/** Stops the server, if it runs: open transactions are rolled back, what was committed is on the disk. */
export async function stopServer(programs: Programs, folder: string, account: Account | null): Promise<void> {
  await runAs(account, programs.pgCtl, [
    "stop",
    "--wait",
    "--timeout=60",
    "--mode=fast",
    `--pgdata=${folder}`,
  ]).catch(async (error) => {
    if ((await readServer(folder)) !== null) throw error;
  });
}

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** The server that holds the cluster, or null. A lock file left by a power cut is told apart and removed. */
export async function readServer(folder: string): Promise<RunningServer | null> {
  const lockFile = join(folder, "postmaster.pid");
  const lines = (await readFile(lockFile, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid < 1 || !isAlive(pid)) return null;
  if (!(await isServerOf(folder, pid))) {
    // After a power cut another program may have been given the number; PostgreSQL itself would refuse to start.
    await rm(lockFile, { force: true });
    return null;
  }
  return { pid, port: Number(lines[3]) || 0 };
}

export async function readPassword(folder: string): Promise<string> {
  return readFile(join(folder, PASSWORD_FILE), "utf8");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Whether a process is the PostgreSQL of this very folder, and not that of another cluster or a namesake. */
async function isServerOf(folder: string, pid: number): Promise<boolean> {
  const command = await commandOf(pid);
  // Windows names the program only.
  if (process.platform === "win32") return /postgres/i.test(command);
  return `${command} `.includes(`postgres -D ${folder} `);
}

/** What a process runs, as the system tells it. */
async function commandOf(pid: number): Promise<string> {
  if (process.platform === "linux") {
    const given = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return given.replaceAll("\0", " ");
  }
  const [command, ...given] =
    process.platform === "win32"
      ? ["tasklist", "/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]
      : ["ps", "-p", String(pid), "-o", "command="];
  return run(command as string, given).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}

async function writeOwned(path: string, text: string, account: Account | null): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
  if (account) await chown(path, account.uid, account.gid);
}

/** Runs a program of PostgreSQL with nothing of our surroundings that would change what it does. */
async function runAs(account: Account | null, program: string, given: string[]): Promise<void> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  const env = { ...Object.fromEntries(kept), LC_ALL: "C" };
  // A root's current folder may be closed to the account.
  const cwd = process.platform === "win32" ? undefined : "/";
  await run(program, given, { env, cwd, windowsHide: true, ...account });
}
