import { type RawBuilder, type SqlBool, sql } from "kysely";
import { nextInvoiceStatus } from "../core/invoice-machine.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";

/** How many rows one statement treats. */
export const BATCH = 500;

/** When more than a batch is due, so many statements at a time treat it. */
const LANES = 2;

type Condition = RawBuilder<SqlBool>;

/** As of when rows are due: an instant, or SQL that finds it out when the statement runs. Nothing is due as of null. */
export type AsOf = Date | RawBuilder<Date | null>;

/** Something that the worker does to rows once their instant has come. */
export interface Job {
  readonly name: string;
  /** The table whose rows fall due; the conditions know its rows as `r`. */
  readonly table: "play_sessions" | "invoices";
  /** The earliest instant at which a row falls due, or null: a SELECT that reads one entry of an index. */
  readonly next: RawBuilder<Date | null>;
  /** Which rows are due as of the {@link clockAt} of the statement. */
  readonly due: Condition;
  /** Treats at most a batch of the rows that meet a condition, in one statement and so in one transaction. Answers how many. */
  treat(db: Db, asOf: AsOf, which: Condition): Promise<number>;
}

/** What a job could not do. Without ids, it could not even find out what is due. */
export interface Failure {
  readonly job: string;
  readonly error: unknown;
  readonly venueId?: number;
  readonly id?: number;
}

/** The first part of a statement's WITH: the instant that all of it goes by. */
export function clockAt(asOf: AsOf): RawBuilder<unknown> {
  return sql`clock as materialized (select ${asOf}::timestamptz as now)`;
}

/** The instant that the statement goes by; as a subquery it is found out once and used to search an index. */
export const clockNow = sql<Date>`(select now from clock)`;

/**
 * The invoice of the session `r`, locked with it, without waiting, so that nothing can wait for us in a circle. As a
 * subquery that locks, it is read for each session that a batch takes, and not for all that are due.
 */
export const lockedInvoice = sql`lateral (
  select from invoices where venue_id = r.venue_id and id = r.invoice_id for update skip locked)`;

/**
 * The last part of a statement that ends sessions, whose rows `due` names with the instant `at` of their end: it uses up
 * their invoices, unless somebody changed those by hand, and tells the screens.
 */
export const endOfDue = sql<{ id: number }>`
  used as (
    update invoices i set status = ${nextInvoiceStatus("active", "session_end")}, used_at = due.at
    from due where i.venue_id = due.venue_id and i.id = due.invoice_id and i.status = 'active'
    returning i.venue_id, i.id, i.status, i.used_at
  ), logged as (
    insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
    select venue_id, id, 'active', status, 'session_end', used_at from used
  )
  select id, pg_notify(${CHANGES_CHANNEL},
    json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from due`;

/**
 * Does everything of a job that is due, a batch a statement. A batch that fails is done again row by row, so that
 * one row which contradicts the others holds nobody else up; what fails is told, never thrown. Answers how many rows
 * it treated.
 */
export async function runJob(
  db: Db,
  job: Job,
  asOf: AsOf,
  tell: (failure: Failure) => void,
): Promise<number> {
  let total = 0;
  const treatBatch = async () => {
    const treated = await job.treat(db, asOf, job.due);
    total += treated;
    return treated === BATCH;
  };
  const treatAll = async () => {
    while (await treatBatch());
  };
  try {
    if (await treatBatch()) {
      const lanes = await Promise.allSettled(Array.from({ length: LANES }, treatAll));
      if (lanes.some(({ status }) => status === "rejected")) total += await runRowByRow(db, job, asOf, tell);
    }
  } catch {
    total += await runRowByRow(db, job, asOf, tell);
  }
  return total;
}

async function runRowByRow(db: Db, job: Job, asOf: AsOf, tell: (failure: Failure) => void): Promise<number> {
  const rows = await dueRows(db, job, asOf).catch((error: unknown) => {
    tell({ job: job.name, error });
    return [];
  });
  let treated = 0;
  for (const { venueId, id } of rows) {
    const only = sql<SqlBool>`${job.due} and r.venue_id = ${venueId} and r.id = ${id}`;
    try {
      treated += await job.treat(db, asOf, only);
    } catch (error) {
      tell({ job: job.name, error, venueId, id });
    }
  }
  return treated;
}

async function dueRows(db: Db, job: Job, asOf: AsOf): Promise<Array<{ venueId: number; id: number }>> {
  const { rows } = await sql<{ venueId: number; id: number }>`
    with ${clockAt(asOf)}
    select r.venue_id as "venueId", r.id from ${sql.table(job.table)} r where ${job.due}
    order by r.venue_id, r.id`.execute(db);
  return rows;
}
