import { statfs } from "node:fs/promises";
import type { Surroundings } from "./check.ts";

/** What the machine that looks knows of itself. The folder is the one of the data. */
export async function lookAround(dataFolder: string): Promise<Surroundings> {
  const disk = await statfs(dataFolder).catch(() => null);
  return { freeBytes: disk === null ? null : disk.bavail * disk.bsize };
}
