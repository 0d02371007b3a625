import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { MINUTE, SECOND } from "../core/duration.ts";
import { nameNode } from "../db/node-name.ts";
import type { Db } from "../db/pool.ts";
import { claimJob, failJob, finishJob, LEASE, readStanding, releaseClaim, renewClaim } from "./claim.ts";
import type { Rule } from "./rules.ts";

/** Work that comes back by the clock. It may be interrupted anywhere, and begun again. */
export interface ScheduledJob {
  /** The key of its row, the same on every node and for ever. */
  readonly name: string;
  readonly when: Rule;
  run(parts: JobParts): Promise<void>;
}

export interface JobParts {
  readonly db: Db;
  readonly logger: Logger;
  /** When it was begun, by the database's clock. */
  readonly now: Date;
  /** Aborted when the server stops, or when another node had to take the job over. */
  readonly signal: AbortSignal;
}

interface ScheduleParts {
  readonly db: Db;
  readonly logger: Logger;
  readonly jobs: readonly ScheduledJob[];
  readonly nodeId?: string;
  /** Milliseconds from the start in which nothing runs: what was missed must not slow a start down. */
  readonly quietAfterStart?: number;
}

export interface Schedule {
  /** Interrupts the work in hand and waits for it, a few seconds at most. */
  stop(): Promise<void>;
}

const LONGEST_SLEEP = MINUTE;
const AFTER_FAILURE = 10 * SECOND;
const STOP_PATIENCE = 5 * SECOND;

/**
 * Runs jobs when they are due, each once for all nodes. Each has a small loop of its own here, so that none waits
 * for another: it sleeps until its job is due, a minute at most, and looks at one row.
 */
export function startSchedule({ jobs, quietAfterStart = MINUTE, ...parts }: ScheduleParts): Schedule {
  const stopping = new AbortController();
  const { signal } = stopping;
  const nodeId = parts.nodeId ?? nameNode();
  const pause = (milliseconds: number) => sleep(milliseconds, null, { signal }).catch(() => {});

  const loop = async (job: ScheduledJob) => {
    await pause(quietAfterStart);
    while (!signal.aborted) {
      const wait = await attend({ ...parts, nodeId, signal }, job).catch((error: unknown) => {
        if (!signal.aborted) parts.logger.warn({ err: error, job: job.name }, "the schedule tries again");
        return AFTER_FAILURE;
      });
      await pause(wait);
    }
  };
  const running = Promise.all(jobs.map(loop));
  return {
    async stop() {
      stopping.abort();
      await Promise.race([running, sleep(STOP_PATIENCE, null, { ref: false })]);
    },
  };
}

/** Runs every job that is due now and waits for them. Answers the names of those that this node ran. */
export async function runDueJobs({
  jobs,
  ...parts
}: Omit<ScheduleParts, "quietAfterStart">): Promise<string[]> {
  const node = { ...parts, nodeId: parts.nodeId ?? nameNode(), signal: new AbortController().signal };
  const ran = await Promise.all(
    jobs.map(async (job) => {
      await readStanding(node.db, job.name, job.when);
      return (await runIfDue(node, job)) ? [job.name] : [];
    }),
  );
  return ran.flat();
}

interface Node {
  readonly db: Db;
  readonly logger: Logger;
  readonly nodeId: string;
  readonly signal: AbortSignal;
}

/** Runs a job if it is due. Answers how many milliseconds to sleep before looking again. */
async function attend(node: Node, job: ScheduledJob): Promise<number> {
  let { now, dueAt, inHand } = await readStanding(node.db, job.name, job.when);
  if (dueAt <= now && !inHand && (await runIfDue(node, job))) {
    ({ now, dueAt, inHand } = await readStanding(node.db, job.name, job.when));
  }
  const wait = inHand ? LONGEST_SLEEP : dueAt.getTime() - now.getTime();
  return Math.min(LONGEST_SLEEP, Math.max(SECOND, wait));
}

/** False when it was not due, or another node has it. What goes wrong is kept in its row. */
async function runIfDue(node: Node, job: ScheduledJob): Promise<boolean> {
  const { db, logger, nodeId } = node;
  const claim = await claimJob(db, job.name, nodeId);
  if (claim === null) return false;
  const lost = new AbortController();
  const signal = AbortSignal.any([node.signal, lost.signal]);
  const renewal = setInterval(() => {
    renewClaim(db, job.name, nodeId).then(
      (held) => held || lost.abort(),
      // It cannot be reached just now; the next one may be in time.
      () => {},
    );
  }, LEASE / 4).unref();
  try {
    await job.run({ db, logger, now: claim.startedAt, signal });
    await finishJob(db, job.name, nodeId, job.when);
    if (claim.failures > 0) logger.info({ job: job.name }, "a scheduled job works again");
  } catch (error) {
    if (signal.aborted) {
      await releaseClaim(db, job.name, nodeId);
    } else {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== claim.lastError) logger.error({ err: error, job: job.name }, "a scheduled job failed");
      await failJob(db, job.name, nodeId, message);
    }
  } finally {
    clearInterval(renewal);
  }
  return true;
}
