import { sql } from "kysely";
import { HOUR, MINUTE } from "../core/duration.ts";
import type { Db } from "../db/pool.ts";
import type { Rule } from "./rules.ts";

/** How long a claim holds without a sign of life. */
export const LEASE = MINUTE;
const LONGEST_BACK_OFF = HOUR;

/** A job's row, and the clock and calendar it is judged by. */
export interface Standing {
  readonly now: Date;
  /** Of the first venue; UTC while there is none. */
  readonly timeZone: string;
  readonly dueAt: Date;
  /** True while another node, or this one, has it in hand. */
  readonly inHand: boolean;
}

/**
 * Reads when a job is due, making its row when it is new. A row that lies later than its rule would now have it (the
 * rule changed, or the clock ran ahead for a while) is brought back.
 */
export async function readStanding(db: Db, name: string, when: Rule): Promise<Standing> {
  const { rows } = await sql<{
    now: Date;
    time_zone: string;
    due_at: Date | null;
    failures: number;
    in_hand: boolean;
  }>`
    select c.now, coalesce((select time_zone from venues order by id limit 1), 'UTC') as time_zone,
      j.due_at, coalesce(j.failures, 0) as failures, coalesce(${isHeld("c.now")}, false) as in_hand
    from (select clock_now() as now) c left join scheduled_jobs j on j.name = ${name}`.execute(db);
  const row = rows[0] as (typeof rows)[number];
  const regular = when(row.now, row.time_zone);
  const latest = row.failures === 0 ? regular : new Date(row.now.getTime() + LONGEST_BACK_OFF);
  let dueAt = row.due_at;
  if (dueAt === null) {
    dueAt = regular;
    await sql`insert into scheduled_jobs (name, due_at) values (${name}, ${dueAt})
      on conflict do nothing`.execute(db);
  } else if (dueAt > latest) {
    await sql`update scheduled_jobs set due_at = ${latest} where name = ${name} and due_at = ${dueAt}`.execute(
      db,
    );
    dueAt = latest;
  }
  return { now: row.now, timeZone: row.time_zone, dueAt, inHand: row.in_hand };
}

/** What is known of a job that this node has just taken in hand. */
export interface Claim {
  readonly startedAt: Date;
  readonly failures: number;
  readonly lastError: string | null;
}

/** Takes a job in hand if it is due and nobody holds it; null otherwise. Of any number of nodes one gets it. */
export async function claimJob(db: Db, name: string, nodeId: string): Promise<Claim | null> {
  const { rows } = await sql<Claim>`
    with due as materialized (
      select j.name, c.now from (select clock_now() as now) c join scheduled_jobs j on j.due_at <= c.now
      where j.name = ${name} and not coalesce(${isHeld("c.now")}, false)
      for update of j skip locked
    )
    update scheduled_jobs j set claimed_by = ${nodeId}, last_started_at = due.now,
      claimed_until = due.now + ${LEASE} * interval '1 millisecond'
    from due where j.name = due.name
    returning due.now as "startedAt", j.failures, j.last_error as "lastError"`.execute(db);
  return rows[0] ?? null;
}

/** A claim that lies further ahead than any is given was made by a clock that ran ahead. */
function isHeld(now: string) {
  return sql<boolean>`(j.claimed_until > ${sql.ref(now)}
    and j.claimed_until <= ${sql.ref(now)} + ${LEASE} * interval '1 millisecond')`;
}

/** Holds a claim for another lease. False when it ran out and somebody else took it. */
export async function renewClaim(db: Db, name: string, nodeId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update scheduled_jobs set claimed_until = clock_now() + ${LEASE} * interval '1 millisecond'
    where name = ${name} and claimed_by = ${nodeId}`.execute(db);
  return numAffectedRows === 1n;
}

/** Gives a job back that was interrupted: it is still due. */
export async function releaseClaim(db: Db, name: string, nodeId: string): Promise<void> {
  await sql`update scheduled_jobs set claimed_by = null, claimed_until = null
    where name = ${name} and claimed_by = ${nodeId}`.execute(db);
}

/** Gives a job back that went well, due again by its rule. */
export async function finishJob(db: Db, name: string, nodeId: string, when: Rule): Promise<void> {
  const { now, timeZone } = await readStanding(db, name, when);
  await sql`update scheduled_jobs set claimed_by = null, claimed_until = null, last_ended_at = ${now},
      due_at = ${when(now, timeZone)}, last_error = null, failures = 0
    where name = ${name} and claimed_by = ${nodeId}`.execute(db);
}

/** Gives a job back that went wrong, due again after a minute, then two, four, … at most an hour. */
export async function failJob(db: Db, name: string, nodeId: string, message: string): Promise<void> {
  await sql`update scheduled_jobs set claimed_by = null, claimed_until = null, last_ended_at = clock_now(),
      due_at = clock_now() + least(${MINUTE} * power(2, least(failures, 10)), ${LONGEST_BACK_OFF})
        * interval '1 millisecond',
      last_error = ${message}, failures = failures + 1
    where name = ${name} and claimed_by = ${nodeId}`.execute(db);
}
