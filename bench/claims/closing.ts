import { strict as assert } from "node:assert";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { sql } from "kysely";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { type Db, openPool } from "../../src/db/pool.ts";
import { settle } from "../../src/deadlines/worker.ts";
import { closeByHand } from "../closing-by-hand.ts";
import { withDatabase } from "../database.ts";
import { interleave, report, SHORT, time } from "../measure.ts";
import { openVenues, startSessions } from "../sessions.ts";

// How many due sessions a second close, from "all are due" to "all are closed", each with its run, its invoice, its
// event and its line of the invoice log. The same database, triggers and constraints for all; only ours tells the
// screens. A handler of the queues closes its session in one statement on a pool of its own, all of a batch at once.

const due = SHORT ? 300 : 10_000;
const running = SHORT ? 1_000 : 18_000;
const dueAtTick = SHORT ? 100 : 2_000;
const rounds = SHORT ? 1 : 3;
const venues = 20;
const connections = 4;
const quiet = new Logger(() => () => {});

const closeOne = { name: "close one", text: closeByHand("venue_id = $1 and id = $2", "for update") };
const closeAll = closeByHand("ends_at <= clock_now()");
const useTime = {
  name: "use time",
  text: `update play_sessions set used_ms = used_ms + milliseconds_between(running_since, $3), running_since = $3
    where venue_id = $1 and id = $2`,
};

await withDatabase(async (url) => {
  const { db, close } = openPool(url, 4);
  const pool = new pg.Pool({ connectionString: url, max: connections, options: "-c jit=off" });
  await openVenues(db, venues);
  const sessions = createSessions(db);

  const byQueue = { due, running: 0 };
  const queues = await interleave(
    {
      ours: () => sessions.closed(byQueue, () => settle(db, new Date())),
      plain: () => sessions.closed(byQueue, () => pool.query(closeAll)),
      pgBoss: () => sessions.closedBy(byQueue, (jobs) => usePgBoss(url, pool, jobs)),
      graphileWorker: () => sessions.closedBy(byQueue, (jobs) => useGraphileWorker(url, pool, jobs)),
    },
    rounds,
  );
  await report({
    claim: `closing ${due} due sessions`,
    ours: queues.ours,
    baseline: Math.max(queues.pgBoss, queues.graphileWorker),
    against: `a job each, the faster of pg-boss (${Math.round(queues.pgBoss)}) and graphile-worker (${Math.round(queues.graphileWorker)})`,
    unit: "sessions/s",
    wanted: { atLeast: 10 },
  });
  await report({
    claim: `closing ${due} due sessions`,
    ours: queues.ours,
    baseline: queues.plain,
    against: "one SQL statement with the same writes and nothing around it",
    unit: "sessions/s",
    wanted: { atLeast: 0.7 },
  });

  const amongOthers = { due: dueAtTick, running };
  const ticks = await interleave(
    {
      ours: () => sessions.closed(amongOthers, () => settle(db, new Date())),
      tick: () => sessions.closed(amongOthers, () => tick(pool)),
    },
    rounds,
  );
  await report({
    claim: `closing ${dueAtTick} due sessions among ${dueAtTick + running} that run`,
    ours: ticks.ours,
    baseline: ticks.tick,
    against: "a tick that visits each running session and adds the time it used",
    unit: "sessions/s",
    wanted: { atLeast: 20 },
  });
  await pool.end();
  await close();
});

interface Numbers {
  readonly due: number;
  readonly running: number;
}

interface SessionKey {
  readonly venueId: number;
  readonly id: number;
}

/** Makes sessions that are due (and others that run on), lets somebody close them, and answers how many a second. */
function createSessions(db: Db) {
  let first = 1;
  let nowRunning = 0;
  const start = async (count: number, endsAt: string) => {
    await startSessions(db, { venues, first, count, endsAt });
    first += count;
  };
  const prepare = async ({ due, running }: Numbers) => {
    if (nowRunning < running)
      await start(running - nowRunning, "clock_timestamp() + interval '30 minutes' + n * interval '1 ms'");
    nowRunning = Math.max(nowRunning, running);
    await start(due, "clock_timestamp() - interval '1 second'");
  };
  const count = async () => {
    const { rows } = await sql<{ active: number; used: number }>`select
      (select count(*) from play_sessions where status = 'active') as active,
      (select count(*) from invoice_audit_log where to_status = 'used') as used`.execute(db);
    return rows[0] as { active: number; used: number };
  };
  const closed = async (numbers: Numbers, work: () => Promise<unknown>) => {
    await prepare(numbers);
    const before = await count();
    const took = await time(work);
    const after = await count();
    assert.equal(before.active - after.active, numbers.due, "sessions closed");
    assert.equal(after.used - before.used, numbers.due, "invoices used");
    return (numbers.due / took) * 1000;
  };
  return {
    closed,
    /** For those that time themselves, from when all jobs wait in their queue. */
    async closedBy(numbers: Numbers, work: (jobs: SessionKey[]) => Promise<number>) {
      let took = 0;
      await closed(numbers, async () => {
        const { rows } = await sql<SessionKey>`select venue_id as "venueId", id from play_sessions
          where status = 'active' and ends_at <= clock_now()`.execute(db);
        took = await work(rows);
      });
      return (numbers.due / took) * 1000;
    },
  };
}

/** Batches of a hundred, fetched again at once while they come back full, by two fetchers. */
async function usePgBoss(url: string, pool: pg.Pool, jobs: SessionKey[]): Promise<number> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  boss.on("error", (error) => console.error(error));
  await boss.start();
  await boss.createQueue("close");
  await boss.insert(
    "close",
    jobs.map((data) => ({ data })),
  );
  const all = countdown(jobs.length);
  const took = await time(async () => {
    await boss.work<SessionKey>(
      "close",
      { batchSize: 100, burstWhenBatchFull: true, localConcurrency: 2, pollingIntervalSeconds: 0.5 },
      async (batch) => {
        await Promise.all(batch.map(({ data }) => closeSession(pool, data)));
        all.done(batch.length);
      },
    );
    await all.finished;
  });
  await boss.stop({ graceful: true });
  return took;
}

/** As its manual has it for many small jobs: a local queue, and completions in batches. */
async function useGraphileWorker(url: string, pool: pg.Pool, jobs: SessionKey[]): Promise<number> {
  const all = countdown(jobs.length);
  const start = () =>
    run({
      connectionString: url,
      noHandleSignals: true,
      taskList: {
        close: async (payload) => {
          await closeSession(pool, payload as SessionKey);
          all.done(1);
        },
      },
      preset: {
        worker: {
          concurrentJobs: 2 * connections,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          maxPoolSize: 10,
          logger: quiet,
        },
      },
    });
  const utils = await makeWorkerUtils({ connectionString: url, preset: { worker: { logger: quiet } } });
  await utils.migrate();
  await utils.addJobs(jobs.map((payload) => ({ identifier: "close", payload })));
  await utils.release();
  let runner: Awaited<ReturnType<typeof start>> | undefined;
  const took = await time(async () => {
    runner = await start();
    await all.finished;
  });
  await runner?.stop();
  return took;
}

function closeSession(pool: pg.Pool, { venueId, id }: SessionKey) {
  return pool.query({ ...closeOne, values: [venueId, id] });
}

/** As the old system's cron did: reads every running session, and writes one after the other. */
async function tick(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  const { rows } = await client.query(
    "select venue_id, id, ends_at <= clock_now() as due, clock_now() as now from play_sessions where status = 'active'",
  );
  for (const { venue_id, id, due, now } of rows) {
    if (due) await client.query({ ...closeOne, values: [venue_id, id] });
    else await client.query({ ...useTime, values: [venue_id, id, now] });
  }
  client.release();
}

function countdown(from: number) {
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  let left = from;
  return {
    finished,
    done(count: number) {
      left -= count;
      if (left === 0) resolve();
    },
  };
}
