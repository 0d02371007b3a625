import { sql } from "kysely";
import type { Logger } from "pino";
import { HOUR, SECOND } from "../core/duration.ts";
import { DEADLINE_CHANNEL } from "../db/announce.ts";
import type { Listener } from "../db/listener.ts";
import { nameNode } from "../db/node-name.ts";
import type { Db } from "../db/pool.ts";
import { closeDueSessions } from "./close.ts";
import { expireInvoices, expireReadySessions } from "./expire.ts";
import { beat } from "./heartbeat.ts";
import { deleteExpiredRecords } from "./housekeeping.ts";
import { type Failure, type Job, runJob } from "./job.ts";
import { warnLowTime } from "./warn.ts";

const jobs: readonly Job[] = [closeDueSessions, expireReadySessions, expireInvoices, warnLowTime];

const BEAT_EVERY = 2 * SECOND;
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

  const tick = async (): Promise<number> => {
    let { now, waits } = await lookAhead(db);
    if (sinceBeat(now) >= BEAT_EVERY) {
      if ((await giveSignOfLife(now)).clockStopped) return BEAT_EVERY;
      ({ now, waits } = await lookAhead(db));
    }
    const due = jobs.filter((_, index) => (waits[index] as number) <= 0);
    let failures = 0;
    const done = await settle(
      db,
      now,
      (failure) => {
        failures += 1;
        logFailure(failure);
      },
      due,
    );
    // After what is due, so that nobody's end waits for it.
    const beatNow = sinceBeat(now) >= BEAT_EVERY / 2;
    if (beatNow) await giveSignOfLife(now);
    if (lastHousekeeping === null || now.getTime() - lastHousekeeping.getTime() > HOUR) {
      await deleteExpiredRecords(db, now);
      logged.clear();
      lastHousekeeping = now;
    }
    if (failures > 0) return AFTER_FAILURE;
    if (done > 0 || beatNow) return 0;
    return due.length > 0 ? LOOK_AGAIN : Math.min(...waits);
  };

  const loop = async () => {
    while (!stopped) {
      const pause = await tick().catch((error) => {
        if (!stopped) logger.error({ err: error }, "the deadline worker failed and tries again");
        return AFTER_FAILURE;
      });
      if (!stopped) await alarm.sleep(pause);
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
 * Does everything that is due at an instant, in batches, and tells what fails; one job that fails stops no other.
 * Answers how many rows it treated.
 */
export async function settle(
  db: Db,
  now: Date,
  tell: (failure: Failure) => void = () => {},
  due: readonly Job[] = jobs,
): Promise<number> {
  let total = 0;
  for (const job of due) total += await runJob(db, job, now, tell);
  return total;
}

/**
 * The clock, and for each of the jobs how many milliseconds it has nothing to do, at most until the next sign of life:
 * all that a tick asks when nothing is due. It reads one index entry a job, however many sessions are running.
 */
export async function lookAhead(db: Db): Promise<{ now: Date; waits: number[] }> {
  const next = sql.join(jobs.map((job) => sql`(${job.next})`));
  const { rows } = await sql<{ now: Date; waits: number[] }>`
    select now, array(
      select least(milliseconds_between(now, next), ${BEAT_EVERY})::float from unnest(array[${next}]) next) as waits
    from clock_now() now`.execute(db);
  return rows[0] as { now: Date; waits: number[] };
}

/** A sleep that can be cut short. A ring while awake makes the next sleep return at once: nothing is missed. */
function createAlarm() {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    sleep: (milliseconds: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => wake?.(), rung ? 0 : milliseconds);
        wake = () => {
          clearTimeout(timer);
          wake = null;
          rung = false;
          resolve();
        };
        if (rung) wake();
      }),
  };
}
