import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Account } from "./account.ts";

/** Where things go that the account cannot reach inside our own folders, as under a home that only root may enter. */
const SYSTEM_FOLDER = "/var/lib/gamezone";
const CLUSTER = "postgresql";
const UNFINISHED = `${CLUSTER}.unfinished-`;
const ABANDONED_MS = 10 * 60_000;

/** The cluster of a data folder, or null when it has none yet. A link in the data folder may lead elsewhere. */
export async function findCluster(dataFolder: string): Promise<string | null> {
  return realpath(join(dataFolder, CLUSTER)).catch(() => null);
}

/**
 * Makes the cluster of a data folder by filling a fresh folder and then giving it its name, so that a start that is
 * cut off leaves no half cluster, and of two that start together one wins and the other uses what the first made.
 */
export async function makeCluster(
  dataFolder: string,
  account: Account | null,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  await mkdir(dataFolder, { recursive: true, mode: account ? 0o711 : 0o700 });
  await removeAbandoned(dataFolder);
  const inside = await isReachable(dataFolder, account);
  const parent = inside ? dataFolder : SYSTEM_FOLDER;
  await mkdir(parent, { recursive: true, mode: 0o711 });
  const fresh = await mkdtemp(join(parent, inside ? UNFINISHED : `${CLUSTER}-`));
  const named = join(dataFolder, CLUSTER);
  try {
    await chmod(fresh, 0o700);
    if (account) await chown(fresh, account.uid, account.gid);
    await fill(fresh);
    if (inside) await rename(fresh, named);
    else await symlink(fresh, named);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(named))) throw error;
  }
  return realpath(named);
}

/** PostgreSQL's programs where the account can run them: as npm laid them, or else a copy. */
export async function placePrograms(
  native: string,
  version: string,
  account: Account | null,
): Promise<string> {
  if (await isReachable(native, account)) return native;
  const copied = join(SYSTEM_FOLDER, `programs-${version}`);
  if (await exists(copied)) return copied;
  await mkdir(SYSTEM_FOLDER, { recursive: true, mode: 0o711 });
  const fresh = await mkdtemp(join(SYSTEM_FOLDER, "programs-unfinished-"));
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await chmod(fresh, 0o755);
  await rename(fresh, copied).catch(async (error) => {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(copied))) throw error;
  });
  return copied;
}

/** Whether another user may pass through every folder down to this one. */
async function isReachable(folder: string, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { mode, uid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function removeAbandoned(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(dataFolder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
