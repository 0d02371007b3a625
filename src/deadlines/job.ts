import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../db/pool.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";

/** How many rows one statement treats. */
export const BATCH = 500;

type Condition = RawBuilder<SqlBool>;

/** Something that the worker does to rows once their instant has come. */
export interface Job {
  readonly name: string;
  /** The table whose rows fall due; the conditions know its rows as `r`. */
  readonly table: "play_sessions" | "invoices";
  due(now: Date): Condition;
  /** Treats at most a batch of the rows that meet a condition, in one statement. Answers how many. */
  treat(tx: Transaction, now: Date, which: Condition): Promise<number>;
}

/** What a job could not do. Without ids, it could not even find out what is due. */
export interface Failure {
  readonly job: string;
  readonly error: unknown;
  readonly venueId?: number;
  readonly id?: number;
}

/**
 * Does everything of a job that is due, a batch a transaction. A batch that fails is done again row by row, so that
 * one row which contradicts the others holds nobody else up; what fails is told, never thrown. Answers how many rows
 * it treated.
 */
export async function runJob(db: Db, job: Job, now: Date, tell: (failure: Failure) => void): Promise<number> {
  let total = 0;
  let treated: number;
  do {
    try {
      treated = await inTransaction(db, (tx) => job.treat(tx, now, job.due(now)));
    } catch {
      return total + (await runRowByRow(db, job, now, tell));
    }
    total += treated;
  } while (treated === BATCH);
  return total;
}

async function runRowByRow(db: Db, job: Job, now: Date, tell: (failure: Failure) => void): Promise<number> {
  const rows = await dueRows(db, job, now).catch((error: unknown) => {
    tell({ job: job.name, error });
    return [];
  });
  let treated = 0;
  for (const { venueId, id } of rows) {
    const only = sql<SqlBool>`${job.due(now)} and r.venue_id = ${venueId} and r.id = ${id}`;
    try {
      treated += await inTransaction(db, (tx) => job.treat(tx, now, only));
    } catch (error) {
      tell({ job: job.name, error, venueId, id });
    }
  }
  return treated;
}

async function dueRows(db: Db, job: Job, now: Date): Promise<Array<{ venueId: number; id: number }>> {
  const { rows } = await sql<{ venueId: number; id: number }>`
    select r.venue_id as "venueId", r.id from ${sql.table(job.table)} r where ${job.due(now)}
    order by r.venue_id, r.id`.execute(db);
  return rows;
}
