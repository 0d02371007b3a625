import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import pino from "pino";
import { until } from "../test/processes.ts";
import { dailyFile, openLog } from "./log.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gamezone-log-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("today's lines are in today's file as soon as they are written", async () => {
  const logger = await openLog(folder);
  logger.info({ reqId: "a1b2c3d4" }, "request");
  const text = await readFile(join(folder, "logs", `api_${Temporal.Now.plainDateISO()}.log`), "utf8");
  const line = JSON.parse(text);
  assert.deepEqual([line.reqId, line.msg, line.level], ["a1b2c3d4", "request", 30]);
});

test("a new day begins a new file; thirty are kept, and nothing else is touched", async () => {
  let today = Temporal.PlainDate.from("2026-02-27");
  const logger = pino(
    {},
    dailyFile(folder, () => today),
  );
  await writeFile(join(folder, "notes.log"), "");
  for (let day = 0; day < 33; day += 1) {
    logger.info({ day }, "so");
    today = today.add({ days: 1 });
  }
  const ours = async () => (await readdir(folder)).filter((name) => name !== "notes.log").sort();
  await until("the oldest are gone", async () => (await ours()).length === 30);
  const names = await ours();
  assert.deepEqual(
    [names[0], names[2], names[29]],
    ["api_2026-03-02.log", "api_2026-03-04.log", "api_2026-03-31.log"],
  );
  assert.equal(JSON.parse(await readFile(join(folder, "api_2026-03-02.log"), "utf8")).day, 3);
  assert.ok((await readdir(folder)).includes("notes.log"));
});

test("a folder that is gone loses lines and stops nothing", async () => {
  const logger = pino({}, dailyFile(join(folder, "gone")));
  logger.info("lost");
});
