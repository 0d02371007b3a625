import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import pino, { type Logger } from "pino";

const KEPT_FILES = 30;

/** JSON lines, one file a day in `logs/` of the data folder, thirty days. No body, cookie or key ever goes in. */
export async function openLog(dataFolder: string): Promise<Logger> {
  const folder = join(dataFolder, "logs");
  await mkdir(folder, { recursive: true });
  const transport = pino.transport({
    target: "pino-roll",
    options: {
      file: join(folder, "api"),
      frequency: "daily",
      dateFormat: "yyyy-MM-dd",
      extension: ".log",
      limit: { count: KEPT_FILES },
    },
  });
  const serializers = {
    req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url }),
  };
  return pino({ level: process.env.LOG_LEVEL ?? "info", serializers }, transport);
}
