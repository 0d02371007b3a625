import { type RawBuilder, sql } from "kysely";
import type { Logger } from "pino";
import { HOUR, SECOND } from "../core/duration.ts";
import { DEADLINE_CHANNEL, LOOK_EVERY } from "../db/announce.ts";
import { heartbeatIsOverdue } from "../db/clock.ts";
import type { Listener } from "../db/listener.ts";
import { nameNode } from "../db/node-name.ts";
import type { Db } from "../db/pool.ts";
import { closeDueSessions } from "./close.ts";
import { closePassesOver } from "./close-passes.ts";
import { expireInvoices, expireReadySessions } from "./expire.ts";
import { beat } from "./heartbeat.ts";
import { deleteExpiredRecords } from "./housekeeping.ts";
import { type AsOf, type Failure, type Job, runJob } from "./job.ts";
import { warnLowTime } from "./warn.ts";

const jobs: readonly Job[] = [
  closeDueSessions,
  closePassesOver,
  expireReadySessions,
  expireInvoices,
  warnLowTime,
];

const BEAT_EVERY = LOOK_EVERY;
/** What is due within so many milliseconds is asked for now; the statement itself waits for the instant. */
const SOON = 3;
/** Nobody's end should wait for a sign of life, which takes a few milliseconds. */
const ROOM_TO_BEAT = 10;
/** When somebody else holds what is due, look again this much later. */
const LOOK_AGAIN = 20;
const AFTER_FAILURE = SECOND;

export interface Worker {
  /**
   * Fulfilled once the worker has looked, for the first time, for an outage while nobody worked. Before that no
   * request may touch a session. Also fulfilled when it is stopped earlier.
   */
  readonly firstBeat: Promise<void>;
  /** Stops after the work in hand. */
  stop(): Promise<void>;
}

interface WorkerParts {
  readonly db: Db;
  readonly listener: Listener;
  readonly logger: Logger;
}

/**
 * The one loop of a node: it sleeps until the next deadline, is woken when an earlier one appears, and closes,
 * expires and warns whatever is due. What it costs does not depend on how many sessions are running.
 */
export function startWorker({ db, listener, logger }: WorkerParts): Worker {
  const nodeId = nameNode();
  const alarm = createAlarm();
  const stopListening = listener.on(DEADLINE_CHANNEL, alarm.ring);
  const stopReconnected = listener.onReconnected(alarm.ring);
  const { promise: firstBeat, resolve: beaten } = Promise.withResolvers<void>();
  let stopped = false;
  let startedAt: Date | null = null;
  let lastBeat: { at: Date; stopwatch: number; clockStopped: boolean } | null = null;
  let lastHousekeeping: Date | null = null;
  // What fails is due again at once and fails again; it is logged the first time, and once an hour from then on.
  const logged = new Set<string>();
  const logFailure = ({ error, ...what }: Failure) => {
    const once = JSON.stringify(what);
    if (!logged.has(once)) logger.error({ err: error, ...what }, "a deadline job failed");
    logged.add(once);
  };

  // The database's clock stands still after it went backwards, our own stopwatch while the computer sleeps.
  const sinceBeat = (now: Date): number =>
    lastBeat === null || lastBeat.clockStopped
      ? Number.POSITIVE_INFINITY
      : Math.max(now.getTime() - lastBeat.at.getTime(), performance.now() - lastBeat.stopwatch);

  const giveSignOfLife = async (now: Date): Promise<{ clockStopped: boolean }> => {
    startedAt ??= now;
    const stopwatch = performance.now();
    const seen = await beat(db, nodeId, startedAt);
    if (seen.pausedByOutage > 0) logger.warn({ sessions: seen.pausedByOutage }, "paused after an outage");
    if (seen.stopped && !lastBeat?.clockStopped)
      logger.error("the clock went backwards: starts and closes stop");
    lastBeat = { at: seen.now, stopwatch, clockStopped: seen.stopped };
    beaten();
    return lastBeat;
  };

  const keepHouse = async (now: Date): Promise<void> => {
    if (lastHousekeeping !== null && now.getTime() - lastHousekeeping.getTime() <= HOUR) return;
    await deleteExpiredRecords(db, now);
    logged.clear();
    lastHousekeeping = now;
  };

  /** What a tick learnt last, until somebody tells that a deadline may have come closer. */
  let known: Ahead | null = null;

  const tick = async (): Promise<number> => {
    let ahead = known !== null && Math.min(...known.waits) < BEAT_EVERY ? known : await lookAhead(db);
    known = null;
    if (sinceBeat(ahead.now) >= BEAT_EVERY) {
      if ((await giveSignOfLife(ahead.now)).clockStopped) return BEAT_EVERY;
      ahead = await lookAhead(db);
    }
    const soon = millisecondsLeft(ahead) <= SOON;
    // Between two ends rather than before one, while it is not overdue.
    if (millisecondsLeft(ahead) > ROOM_TO_BEAT && sinceBeat(ahead.now) >= BEAT_EVERY / 2)
      await giveSignOfLife(ahead.now);
    const { done, failures } = soon ? await treat(ahead) : { done: 0, failures: 0 };
    await keepHouse(ahead.now);
    if (failures > 0) return AFTER_FAILURE;
    known = soon ? await lookAhead(db) : ahead;
    const left = millisecondsLeft(known);
    return soon && done === 0 && left <= 0 ? LOOK_AGAIN : left - SOON;
  };

  /** Treats what is due first, as of its instant, and whatever else is due by then. */
  const treat = async ({ now, waits, stopwatch }: Ahead): Promise<{ done: number; failures: number }> => {
    const wait = Math.max(Math.min(...waits), performance.now() - stopwatch);
    const due = jobs.filter((_, index) => (waits[index] as number) <= wait);
    const instant = new Date(now.getTime() + Math.min(...waits));
    let failures = 0;
    const tell = (failure: Failure) => {
      failures += 1;
      logFailure(failure);
    };
    return { done: await settle(db, clockFrom(instant), tell, due), failures };
  };

  const loop = async () => {
    while (!stopped) {
      const pause = await tick().catch((error) => {
        if (!stopped) logger.error({ err: error }, "the deadline worker failed and tries again");
        return AFTER_FAILURE;
      });
      if (!stopped && (await alarm.sleep(pause))) known = null;
    }
  };
  const running = loop();

  return {
    firstBeat,
    async stop() {
      stopped = true;
      beaten();
      stopListening();
      stopReconnected();
      alarm.ring();
      await running;
    },
  };
}

/**
 * The clock once it has reached an instant, for which the statement waits some milliseconds at most: a timer of ours
 * and the way to the database are less punctual. Null, so that nothing is due, while the clock cannot be trusted and
 * after a gap that nobody has looked at yet: the computer may have slept since we last asked.
 */
function clockFrom(instant: Date): RawBuilder<Date | null> {
  return sql`(select case when stopped_at is null and not ${heartbeatIsOverdue} then clock_now() end
    from pg_sleep_for(least(${instant}::timestamptz - clock_now(), interval '10 ms')), clock_watch)`;
}

/**
 * Does everything that is due as of an instant, in batches, and tells what fails; one job that fails stops no other.
 * Answers how many rows it treated.
 */
export async function settle(
  db: Db,
  asOf: AsOf,
  tell: (failure: Failure) => void = () => {},
  due: readonly Job[] = jobs,
): Promise<number> {
  let total = 0;
  for (const job of due) total += await runJob(db, job, asOf, tell);
  return total;
}

interface Ahead {
  readonly now: Date;
  /** For each of the jobs, the milliseconds that it has nothing to do, at most until the next sign of life. */
  readonly waits: readonly number[];
  /** Of our own clock, in milliseconds: when this was asked. */
  readonly stopwatch: number;
}

/**
 * The clock, and when each of the jobs has something to do: all that a tick asks when nothing is due. It reads one index
 * entry a job, however many sessions are running.
 */
export async function lookAhead(db: Db): Promise<Ahead> {
  const stopwatch = performance.now();
  const next = sql.join(jobs.map((job) => sql`(${job.next})`));
  const { rows } = await sql<{ now: Date; waits: number[] }>`
    select now, array(
      select least(milliseconds_between(now, next), ${BEAT_EVERY})::float from unnest(array[${next}]) next) as waits
    from clock_now() now`.execute(db);
  return { ...(rows[0] as { now: Date; waits: number[] }), stopwatch };
}

/** How long from now nothing is due. */
function millisecondsLeft({ waits, stopwatch }: Ahead): number {
  return Math.min(...waits) - (performance.now() - stopwatch);
}

/**
 * A sleep that can be cut short; answers whether it was. A ring while awake makes the next sleep return at once: nothing
 * is missed.
 */
function createAlarm() {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    sleep: (milliseconds: number) =>
      new Promise<boolean>((resolve) => {
        const timer = rung || milliseconds <= 0 ? undefined : setTimeout(() => wake?.(), milliseconds);
        wake = () => {
          clearTimeout(timer);
          wake = null;
          resolve(rung);
          rung = false;
        };
        if (timer === undefined) wake();
      }),
  };
}
