import { execFile } from "node:child_process";
import { chmod, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SIZE_MB = 600;
const BLOCK = Buffer.alloc(1024 * 1024, 1);

/** A disk of our own that is small enough to fill, where the database lies. */
export interface SmallDisk {
  readonly folder: string;
  /** What it is, for the report. */
  readonly kind: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes one: an ext4 in a file where we may mount it, otherwise one in memory. Null where neither is permitted. */
export async function makeSmallDisk(folder: string): Promise<SmallDisk | null> {
  const point = join(folder, "disk");
  const image = join(folder, "disk.img");
  await mkdir(point);
  const kind = await mountImage(image, point).catch(() => mountMemory(point).catch(() => null));
  if (kind === null) return null;
  await chmod(point, 0o711);
  const ballast = join(point, "ballast");
  return {
    folder: point,
    kind,
    async fill() {
      const file = await open(ballast, "w");
      try {
        for (;;) await file.write(BLOCK);
      } catch (error) {
        if ((error as { code?: string }).code !== "ENOSPC") throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      await run("umount", [point]).catch(() => run("umount", ["-l", point]));
      await rm(image, { force: true });
    },
  };
}

async function mountImage(image: string, point: string): Promise<string> {
  await run("truncate", ["-s", `${SIZE_MB}M`, image]);
  await run("mkfs.ext4", ["-q", "-m", "0", image]);
  await run("mount", ["-o", "loop", image, point]);
  return "ext4 on a loop device";
}

async function mountMemory(point: string): Promise<string> {
  await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "none", point]);
  return "tmpfs";
}
