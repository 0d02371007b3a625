import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { DamagedBackup } from "./format.ts";

/** Why a backup takes the format it takes: what the product found on this machine. */
export type ProgramsFound =
  | { readonly usable: true; readonly version: number }
  /** The version is null where there is no `pg_dump` at all. */
  | { readonly usable: false; readonly version: number | null; readonly needed: number };

/** Looks for `pg_dump` and `pg_restore`, which must not be older than the server they are to read. */
export async function findPostgresPrograms(serverVersion: number): Promise<ProgramsFound> {
  const versions = [await versionOf("pg_dump"), await versionOf("pg_restore")];
  if (versions.some((version) => version === null))
    return { usable: false, version: null, needed: serverVersion };
  const version = Math.min(...(versions as number[]));
  if (version < serverVersion) return { usable: false, version, needed: serverVersion };
  return { usable: true, version };
}

async function versionOf(program: string): Promise<number | null> {
  try {
    const version = /\(PostgreSQL\) (\d+)/.exec(await run(program, ["--version"]))?.[1];
    return version === undefined ? null : Number(version);
  } catch {
    return null;
  }
}

/** Writes a database into a file in the custom format of PostgreSQL. */
export async function dumpWithPostgres(url: string, file: string, signal?: AbortSignal): Promise<void> {
  const { address, environment } = withoutPassword(url);
  await run("pg_dump", ["--format=custom", "--no-password", `--file=${file}`, address], environment, signal);
}

/** Reads such a file from its beginning to its end. Throws {@link DamagedBackup} when it cannot be. */
export async function checkWithPostgres(file: string): Promise<void> {
  await run("pg_restore", ["--list", file]).catch((error: Error) => {
    throw new DamagedBackup(file, error.message);
  });
  // The list alone stands at the beginning of the file; its end may be missing all the same.
  await run("pg_restore", [`--file=${devNull}`, file]).catch((error: Error) => {
    throw new DamagedBackup(file, error.message);
  });
}

/** Restores such a file into an empty database, whole or not at all. */
export async function restoreWithPostgres(url: string, file: string): Promise<void> {
  const { address, environment } = withoutPassword(url);
  const how = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--no-password"];
  await run("pg_restore", [...how, `--dbname=${address}`, file], environment);
}

/** Other users of the machine see the words of a command, but not its environment. */
function withoutPassword(url: string): { address: string; environment: Record<string, string> } {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = "";
  return { address: address.href, environment: password === "" ? {} : { PGPASSWORD: password } };
}

/** What a program wrote. Throws what it said when it failed. */
function run(
  program: string,
  words: readonly string[],
  environment: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      env: { ...process.env, LC_MESSAGES: "C", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...(signal && { signal }),
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${program}: ${errors.trim() || `ended with ${code}`}`));
    });
  });
}
