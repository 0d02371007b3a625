import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DAY } from "../core/duration.ts";
import type { BackupFormat } from "./format.ts";

/** A backup holds password hashes, names and phone numbers: nobody else on the machine may read it. */
const OWN_FILE = 0o600;
const OWN_FOLDER = 0o700;
const NAME = /^gamezone-(\d{4}-\d\d-\d\d-\d{6})\.(dump|copy\.gz)$/;
const UNFINISHED = /^gamezone-\S+\.[0-9a-f]{8}\.part$/;
const endings: Readonly<Record<BackupFormat, string>> = { pg_dump: "dump", copy: "copy.gz" };

/** The file name of a backup made at an instant, in the calendar of the venue. */
export function nameBackup(at: Date, timeZone: string, format: BackupFormat): string {
  return `gamezone-${stamp(at, timeZone)}.${endings[format]}`;
}

/** `2026-05-01-033000` */
export function stamp(at: Date, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return local.toPlainDateTime().toString({ smallestUnit: "second" }).replace("T", "-").replaceAll(":", "");
}

/**
 * Writes a file under another name, lets it be checked, brings it safely to the disk and only then gives it its name:
 * whatever happens in between, nothing that looks like a backup is only half of one. Answers its size in bytes.
 */
export async function writeWhole(
  folder: string,
  name: string,
  write: (path: string) => Promise<void>,
  check: (path: string) => Promise<unknown>,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: OWN_FOLDER });
  const path = join(folder, `${name}.${randomBytes(4).toString("hex")}.part`);
  try {
    await (await open(path, "wx", OWN_FILE)).close();
    await write(path);
    await toDisk(path, "r+");
    await check(path);
    const { size } = await stat(path);
    await rename(path, join(folder, name));
    // Windows neither lets a folder be opened nor needs it.
    await toDisk(folder, "r").catch(() => {});
    return size;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function toDisk(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Deletes backups older than so many days, by the date in their names, but never the newest, and what crashes left
 * half written before. Touches no file that is not ours by its name. Answers the names of the backups it deleted.
 */
export async function deleteOldBackups(
  folder: string,
  { now, timeZone, days }: { now: Date; timeZone: string; days: number },
): Promise<string[]> {
  const limit = new Date(now.getTime() - days * DAY);
  const oldest = stamp(limit, timeZone);
  const files = await readdir(folder);
  const dated = files
    .map((name) => ({ name, stamp: NAME.exec(name)?.[1] ?? null }))
    .filter((file): file is { name: string; stamp: string } => file.stamp !== null)
    .sort((one, other) => (one.stamp < other.stamp ? -1 : 1));
  const old = dated.slice(0, -1).filter((file) => file.stamp < oldest);
  for (const { name } of old) await rm(join(folder, name), { force: true });
  for (const name of files.filter((file) => UNFINISHED.test(file))) {
    const path = join(folder, name);
    const { mtime } = await stat(path).catch(() => ({ mtime: now }));
    if (now.getTime() - mtime.getTime() > DAY) await rm(path, { force: true });
  }
  return old.map(({ name }) => name);
}
