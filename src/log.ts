import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import pino, { type Logger } from "pino";

const KEPT_FILES = 30;
const NAME = /^api_\d{4}-\d\d-\d\d\.log$/;

/** JSON lines, one file a day in `logs/` of the data folder, thirty days. No body, cookie or key ever goes in. */
export async function openLog(dataFolder: string): Promise<Logger> {
  const folder = join(dataFolder, "logs");
  await mkdir(folder, { recursive: true });
  const serializers = {
    req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url }),
    err: describeError,
  };
  return pino({ level: process.env.LOG_LEVEL ?? "info", serializers }, dailyFile(folder));
}

/** Without what PostgreSQL shows of the row that it refused: a code, a phone or the hash of a password stands there. */
function describeError(error: Error): object {
  const { detail, where, internalQuery, ...told } = pino.stdSerializers.err(error) as Record<string, unknown>;
  return told;
}

/**
 * `api_2026-05-01.log`, by the calendar of the machine. A line is in the file before the request that wrote it goes
 * on, so that none is missing after a crash; a full disk loses lines and stops nothing.
 */
export function dailyFile(folder: string, today = () => Temporal.Now.plainDateISO()) {
  let name = "";
  let file: number | null = null;
  return {
    write(line: string): void {
      const current = `api_${today()}.log`;
      try {
        if (current !== name && file !== null) {
          closeSync(file);
          file = null;
        }
        file ??= openSync(join(folder, current), "a", 0o640);
        writeSync(file, line);
      } catch {
        // There is nowhere to say it.
      }
      if (current === name) return;
      name = current;
      deleteOldFiles(folder).catch(() => {});
    },
  };
}

async function deleteOldFiles(folder: string): Promise<void> {
  const ours = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  for (const name of ours.slice(0, -KEPT_FILES)) await rm(join(folder, name), { force: true });
}
