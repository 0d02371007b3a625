import { sql } from "kysely";
import { MINUTE } from "../core/duration.ts";
import { readClock } from "../db/clock.ts";
import type { Db } from "../db/pool.ts";
import { countDays, type Takings, type TakingsReport } from "./schema.ts";

/** What one day brought: amounts in minor units, the time that sessions ran in milliseconds. */
export interface DayFigures {
  readonly payments: number;
  readonly cash: number;
  readonly mobileMoney: number;
  readonly unknown: number;
  readonly refunds: number;
  readonly refunded: number;
  readonly sessionsClosed: number;
  readonly playedMs: number;
}

/** The longest that one run may last: no session is granted more than a day (`play_sessions.granted_ms`). */
const LONGEST_RUN = sql`interval '24 hours'`;

/** The takings of every day of a period in the venue's calendar, both ends included, and their sum. */
export async function readTakings(
  db: Db,
  venueId: number,
  { from, to }: { from: string; to: string },
): Promise<TakingsReport> {
  const now = await readClock(db);
  const { time_zone: timeZone, currency } = await db
    .selectFrom("venues")
    .select(["time_zone", "currency"])
    .where("id", "=", venueId)
    .executeTakeFirstOrThrow();
  const first = Temporal.PlainDate.from(from);
  const dates = Array.from({ length: countDays(from, to) }, (_, days) => first.add({ days }));
  const end = first.add({ days: dates.length });
  const midnights = [...dates, end].map((day) => new Date(day.toZonedDateTime(timeZone).epochMilliseconds));
  const read = await readDays(db, venueId, midnights, now);
  return {
    currency,
    days: read.map((day, index) => ({ date: String(dates[index]), ...present(day) })),
    total: present(read.reduce(add)),
  };
}

function present({ playedMs, ...day }: DayFigures): Takings {
  return {
    ...day,
    net: day.cash + day.mobileMoney + day.unknown - day.refunded,
    minutesPlayed: Math.floor(playedMs / MINUTE),
  };
}

function add(one: DayFigures, other: DayFigures): DayFigures {
  const sum = (name: keyof DayFigures) => one[name] + other[name];
  return {
    payments: sum("payments"),
    cash: sum("cash"),
    mobileMoney: sum("mobileMoney"),
    unknown: sum("unknown"),
    refunds: sum("refunds"),
    refunded: sum("refunded"),
    sessionsClosed: sum("sessionsClosed"),
    playedMs: sum("playedMs"),
  };
}

/**
 * The figures of days that follow each other, given where each begins and where the last one ends; `now` is where a run
 * that is still open ends. Each table is read once, by its index of time. What was archived counts as well.
 *
 * A session of the archive that begins and ends on one day played its time on that day, which its row knows; only for
 * one that goes over midnight is its history opened. Runs are summed up by the days of their two ends, and the few sums
 * shared out to the days between.
 */
export async function readDays(
  db: Db,
  venueId: number,
  bounds: readonly Date[],
  now: Date,
): Promise<DayFigures[]> {
  const [from, to, days] = [bounds[0], bounds.at(-1), bounds.length - 1];
  const { rows } = await sql<DayFigures>`
    with calendar as materialized (
      select day, milliseconds_between(${from}, bound) as begins_ms,
        lead(milliseconds_between(${from}, bound)) over (order by day) as ends_ms
      from unnest(${bounds}::timestamptz[]) with ordinality as b (bound, day)
    ), money as (
      select width_bucket(at, ${bounds}::timestamptz[]) as day,
        count(*) filter (where kind = 'payment') as payments, count(*) filter (where kind = 'refund') as refunds,
        sum(amount) filter (where kind = 'payment' and method = 'cash') as cash,
        sum(amount) filter (where kind = 'payment' and method = 'mobile_money') as mobile_money,
        sum(amount) filter (where kind = 'payment' and method = 'unknown') as unknown,
        sum(amount) filter (where kind = 'refund') as refunded
      from till_entries
      where venue_id = ${venueId} and at >= ${from} and at < ${to} and source <> 'movement' group by 1
    ), closed as (
      select width_bucket(completed_at, ${bounds}::timestamptz[]) as day, count(*) as sessions
      from (
        select completed_at from play_sessions
        where venue_id = ${venueId} and completed_at >= ${from} and completed_at < ${to}
        union all
        select completed_at from archived_sessions
        where venue_id = ${venueId} and completed_at >= ${from} and completed_at < ${to}
      ) s group by 1
    ), archived as (
      select *, width_bucket(started_at, ${bounds}::timestamptz[]) = width_bucket(completed_at, ${bounds}::timestamptz[])
        as is_of_one_day
      from archived_sessions
      where venue_id = ${venueId} and completed_at >= ${from} and started_at < ${to}
    ), runs as (
      select started_at, coalesce(ended_at, ${now}) as ended_at from session_runs
      where venue_id = ${venueId} and started_at >= ${from}::timestamptz - ${LONGEST_RUN} and started_at < ${to}
      union all
      select started_at, started_at + (used_ms - written_off_ms) * interval '1 millisecond' from archived
      where is_of_one_day
      union all
      select r.started_at, r.ended_at
      from archived a, jsonb_to_recordset(a.history -> 'runs') as r (started_at timestamptz, ended_at timestamptz)
      where not a.is_of_one_day and r.started_at < ${to}
    ), spans as (
      select width_bucket(begun_at, ${bounds}::timestamptz[]) as first, width_bucket(done_at, ${bounds}::timestamptz[]) as last,
        count(*) as runs, sum(milliseconds_between(${from}, begun_at)) as begun_ms,
        sum(milliseconds_between(${from}, done_at)) as done_ms
      from (
        select greatest(started_at, ${from}) as begun_at, least(ended_at, ${to}) as done_at from runs
        where ended_at > ${from} and ended_at > started_at
      ) r group by 1, 2
    ), played as (
      select c.day, sum(case when c.day = s.last then s.done_ms else s.runs * c.ends_ms end
        - case when c.day = s.first then s.begun_ms else s.runs * c.begins_ms end) as ms
      from spans s join calendar c on c.day between s.first and s.last and c.day <= ${days}::integer group by c.day
    )
    select coalesce(payments, 0)::bigint as payments, coalesce(cash, 0)::bigint as cash,
      coalesce(mobile_money, 0)::bigint as "mobileMoney", coalesce(unknown, 0)::bigint as unknown,
      coalesce(refunds, 0)::bigint as refunds, coalesce(refunded, 0)::bigint as refunded,
      coalesce(sessions, 0)::bigint as "sessionsClosed", coalesce(ms, 0)::bigint as "playedMs"
    from calendar left join money using (day) left join closed using (day) left join played using (day)
    where day <= ${days}::integer order by day`.execute(db);
  return rows;
}
