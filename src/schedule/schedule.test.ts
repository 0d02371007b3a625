import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { createTestDatabase, setClock, type TestDatabase } from "../../test/database.ts";
import { until } from "../../test/processes.ts";
import { LEASE } from "./claim.ts";
import { dailyAt, every, weeklyAt } from "./rules.ts";
import { runDueJobs, type ScheduledJob, startSchedule } from "./schedule.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const logger = pino({ level: "silent" });

let database: TestDatabase;
let runs: string[];
beforeEach(async () => {
  database = await createTestDatabase();
  runs = [];
});
afterEach(() => database.drop());

const daily: ScheduledJob = {
  name: "daily",
  when: dailyAt("03:30"),
  async run() {
    runs.push("daily");
    await sleep(50);
  },
};
const failing: ScheduledJob = {
  name: "failing",
  when: every(5),
  async run() {
    runs.push("failing");
    throw new Error("the disk is full");
  },
};

test("a rule names the next instant in the venue's calendar", () => {
  const at = (text: string) => new Date(text);
  const abidjan = "Africa/Abidjan";
  const paris = "Europe/Paris";
  assert.deepEqual(dailyAt("03:30")(at("2026-05-01T03:29:59.999Z"), abidjan), at("2026-05-01T03:30:00Z"));
  assert.deepEqual(dailyAt("03:30")(at("2026-05-01T03:30:00Z"), abidjan), at("2026-05-02T03:30:00Z"));
  assert.deepEqual(dailyAt("03:30")(at("2026-05-01T03:30:00Z"), paris), at("2026-05-02T01:30:00Z"));
  // The night of 29 March 2026 has no 02:30 in Paris; that of 25 October has two, and the job runs once.
  assert.deepEqual(dailyAt("02:30")(at("2026-03-28T12:00:00Z"), paris), at("2026-03-29T01:30:00Z"));
  assert.deepEqual(dailyAt("02:30")(at("2026-10-24T12:00:00Z"), paris), at("2026-10-25T00:30:00Z"));
  assert.deepEqual(dailyAt("02:30")(at("2026-10-25T00:30:00Z"), paris), at("2026-10-26T01:30:00Z"));
  // 1 May 2026 is a Friday.
  assert.deepEqual(weeklyAt(1, "04:00")(at("2026-05-01T12:00:00Z"), abidjan), at("2026-05-04T04:00:00Z"));
  assert.deepEqual(weeklyAt(5, "12:00")(at("2026-05-01T12:00:00Z"), abidjan), at("2026-05-08T12:00:00Z"));
  assert.deepEqual(weeklyAt(5, "12:01")(at("2026-05-01T12:00:00Z"), abidjan), at("2026-05-01T12:01:00Z"));
  assert.deepEqual(every(5)(at("2026-05-01T12:00:00Z"), abidjan), at("2026-05-01T12:05:00Z"));
});

test("a new job waits for its hour; one that was missed for a week runs once", async () => {
  assert.deepEqual(await run(daily), []);
  await setClock(database.db, 7 * DAY);
  assert.deepEqual(await run(daily), ["daily"]);
  assert.deepEqual(await run(daily), []);
  const { due_at, last_error } = await row("daily");
  assert.equal(due_at.toISOString().slice(11, 16), "03:30");
  assert.ok(due_at.getTime() > Date.now() + 7 * DAY);
  assert.equal(last_error, null);
});

test("of many nodes that look at once, one runs the job", async () => {
  await run(daily);
  await setClock(database.db, DAY);
  const ran = await Promise.all(Array.from({ length: 8 }, () => run(daily)));
  assert.deepEqual(ran.flat(), ["daily"]);
  assert.deepEqual(runs, ["daily"]);
});

test("two schedules on one database share the work, and start it only after a quiet while", async () => {
  await run(daily);
  await setClock(database.db, DAY);
  const parts = { db: database.db, logger, jobs: [daily], quietAfterStart: 300 };
  const schedules = [startSchedule(parts), startSchedule(parts)];
  await sleep(150);
  assert.deepEqual(runs, []);
  await until("the job is done", async () => (await row("daily")).last_ended_at !== null);
  await sleep(200);
  for (const schedule of schedules) await schedule.stop();
  assert.deepEqual(runs, ["daily"]);
});

test("a job whose node crashed is done by another once its claim has run out", async () => {
  await run(daily);
  await setClock(database.db, DAY);
  const crashed: ScheduledJob = { ...daily, run: () => new Promise(() => {}) };
  void run(crashed);
  await until("it is claimed", async () => (await row("daily")).claimed_by !== null);
  assert.deepEqual(await run(daily), []);
  await setClock(database.db, DAY + LEASE + 1000);
  assert.deepEqual(await run(daily), ["daily"]);
  const { claimed_by, claimed_until } = await row("daily");
  assert.deepEqual([claimed_by, claimed_until], [null, null]);
});

test("a failure is kept, tried again later and later, and stops no other job", async () => {
  await run(daily, failing);
  let later = DAY;
  await setClock(database.db, later);
  assert.deepEqual((await run(daily, failing)).sort(), ["daily", "failing"]);
  assert.equal((await row("failing")).last_error, "the disk is full");
  const waits = [];
  for (let failures = 1; failures <= 8; failures += 1) {
    const { due_at, last_ended_at } = await row("failing");
    const wait = due_at.getTime() - (last_ended_at as Date).getTime();
    waits.push(Math.round(wait / MINUTE));
    later += wait - 5_000;
    await setClock(database.db, later);
    assert.deepEqual(await run(failing), [], "not yet");
    later += 6_000;
    await setClock(database.db, later);
    assert.deepEqual(await run(failing), ["failing"]);
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
  await setClock(database.db, later + 61 * MINUTE);
  await run({ ...failing, run: async () => {} });
  const { last_error, failures } = await row("failing");
  assert.deepEqual([last_error, failures], [null, 0]);
});

test("a failure is logged once, not each time", async () => {
  const lines: string[] = [];
  const loud = pino({}, { write: (line: string) => lines.push(line) });
  await run(failing);
  for (const days of [1, 2, 3]) {
    await setClock(database.db, days * DAY);
    await runDueJobs({ db: database.db, logger: loud, jobs: [failing] });
  }
  assert.equal(runs.length, 3);
  assert.equal(lines.length, 1);
});

test("stop interrupts the work in hand, which stays due", async () => {
  const long: ScheduledJob = { ...daily, run: ({ signal }) => sleep(HOUR, undefined, { signal }) };
  await run(long);
  await setClock(database.db, DAY);
  const schedule = startSchedule({ db: database.db, logger, jobs: [long], quietAfterStart: 0 });
  await until("it is claimed", async () => (await row("daily")).claimed_by !== null);
  const before = Date.now();
  await schedule.stop();
  assert.ok(Date.now() - before < 2000);
  const { claimed_by, last_error } = await row("daily");
  assert.deepEqual([claimed_by, last_error], [null, null]);
  assert.deepEqual(await run(daily), ["daily"]);
});

test("after the clock ran years ahead and was put right, jobs come back in their time", async () => {
  await run(daily);
  await database.db
    .updateTable("scheduled_jobs")
    .set({ due_at: new Date(Date.now() + 1000 * DAY), claimed_by: "gone" })
    .set({ claimed_until: new Date(Date.now() + 1000 * DAY) })
    .execute();
  await run(daily);
  assert.ok((await row("daily")).due_at.getTime() <= Date.now() + DAY);
  await setClock(database.db, DAY);
  assert.deepEqual(await run(daily), ["daily"]);
});

function run(...jobs: ScheduledJob[]) {
  return runDueJobs({ db: database.db, logger, jobs });
}

function row(name: string) {
  return database.db
    .selectFrom("scheduled_jobs")
    .selectAll()
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
}
