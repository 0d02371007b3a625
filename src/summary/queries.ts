import { type RawBuilder, sql } from "kysely";
import { readLastBackup } from "../backup/queries.ts";
import type { Actor } from "../core/actor.ts";
import { MINUTE } from "../core/duration.ts";
import { readClock } from "../db/clock.ts";
import type { Db } from "../db/pool.ts";
import { readLastCounts } from "../doctor/queries.ts";
import type { DaySummary, Summary } from "./schema.ts";

/** A stretch of time, the end not included. */
interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** The longest that one run may last: no session is granted more than a day (`play_sessions.granted_ms`). */
const LONGEST_RUN = sql`interval '24 hours'`;
const SHOWN_OUTAGES = 20;

/**
 * Yesterday and today so far in the venue's calendar, what is open now, and how the house stands. Amounts are for
 * administrators. Every number is read by an index from the days or the rows it is about, however old the venue is.
 */
export async function readSummary(db: Db, { venueId, role }: Actor): Promise<Summary> {
  const now = await readClock(db);
  const { time_zone } = await db
    .selectFrom("venues")
    .select("time_zone")
    .where("id", "=", venueId)
    .executeTakeFirstOrThrow();
  const moment = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(time_zone);
  const today = moment.startOfDay();
  // Midnights, and not 24 hours: where summer time begins or ends a day is shorter or longer.
  const yesterday = moment.toPlainDate().subtract({ days: 1 }).toZonedDateTime(time_zone);
  const midnight = new Date(today.epochMilliseconds);
  const before = { from: new Date(yesterday.epochMilliseconds), to: midnight };
  const told = role === "administrator";
  return {
    yesterday: {
      date: yesterday.toPlainDate().toString(),
      ...(await readDay(db, venueId, before, now, told)),
    },
    today: {
      date: today.toPlainDate().toString(),
      ...(await readDay(db, venueId, { from: midnight, to: now }, now, told)),
    },
    ...(await readOpen(db, venueId)),
    outages: await readOutages(db, venueId, before.from),
    findings: await readLastCounts(db, venueId),
    lastBackupAt: (await readLastBackup(db))?.at.toISOString() ?? null,
  };
}

/** What was archived meanwhile is counted as well: the operator may do so from the day after. */
async function readDay(
  db: Db,
  venueId: number,
  { from, to }: Span,
  now: Date,
  withAmounts: boolean,
): Promise<Omit<DaySummary, "date">> {
  const isIn = (column: RawBuilder<unknown>) => sql`${column} >= ${from} and ${column} < ${to}`;
  const { rows } = await sql<Record<Numbers, number>>`
    select m.*, p."playedMs", (select count(*) from all_sessions
      where venue_id = ${venueId} and completed_at is not null and ${isIn(sql`completed_at`)}) as "sessionsClosed"
    from (
      select count(*) filter (where kind = 'payment') as purchases, count(*) filter (where kind = 'refund') as refunds,
        coalesce(sum(amount) filter (where kind = 'payment' and method = 'cash'), 0)::bigint as cash,
        coalesce(sum(amount) filter (where kind = 'payment' and method = 'mobile_money'), 0)::bigint as "mobileMoney",
        coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as refunded
      from payments where venue_id = ${venueId} and ${isIn(sql`received_at`)}
    ) m, (
      select coalesce(sum(milliseconds_between(greatest(started_at, ${from}), least(coalesce(ended_at, ${now}), ${to}))), 0)
        ::bigint as "playedMs"
      from (
        select started_at, ended_at from session_runs
        where venue_id = ${venueId} and started_at >= ${from}::timestamptz - ${LONGEST_RUN}
        union all
        select r.started_at, r.ended_at
        from archived_sessions a, jsonb_to_recordset(a.history -> 'runs') as r (started_at timestamptz, ended_at timestamptz)
        where a.venue_id = ${venueId} and a.completed_at >= ${from}
      ) x
      where started_at < ${to} and coalesce(ended_at, ${now}) > ${from}
    ) p`.execute(db);
  const told = rows[0] as Record<Numbers, number>;
  const { purchases, refunds, cash, mobileMoney, refunded, sessionsClosed, playedMs } = told;
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    purchases,
    refunds,
    takings: withAmounts ? { cash, mobileMoney, total: cash + mobileMoney, refunded } : null,
    sessionsClosed,
    minutesPlayed: Math.floor(playedMs / MINUTE),
  };
}

type Numbers = "purchases" | "refunds" | "cash" | "mobileMoney" | "refunded" | "sessionsClosed" | "playedMs";

async function readOpen(
  db: Db,
  venueId: number,
): Promise<Pick<Summary, "open" | "pausedByOutage" | "invoicesWaiting">> {
  const { rows } = await sql<Summary["open"] & Pick<Summary, "pausedByOutage" | "invoicesWaiting">>`
    select s.*, (select count(*) from invoices where venue_id = ${venueId} and status = 'pending') as "invoicesWaiting"
    from (
      select count(*) filter (where status = 'ready') as ready, count(*) filter (where status = 'active') as active,
        count(*) filter (where status = 'paused') as paused, count(outage_at) as "pausedByOutage"
      from play_sessions where venue_id = ${venueId} and status in ('ready', 'active', 'paused')
    ) s`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("a count gives one row");
  const { pausedByOutage, invoicesWaiting, ...open } = row;
  return { open, pausedByOutage, invoicesWaiting };
}

/** The sessions of one power cut were all paused by one statement, at one instant. */
async function readOutages(db: Db, venueId: number, since: Date): Promise<Summary["outages"]> {
  const { rows } = await sql<{ from: Date; to: Date; sessions: number }>`
    select min(at) as "from", recorded_at as "to", count(*) as sessions from session_events
    where venue_id = ${venueId} and type = 'outage' and recorded_at >= ${since}
    group by recorded_at order by recorded_at desc limit ${SHOWN_OUTAGES}`.execute(db);
  return rows.map(({ from, to, sessions }) => ({
    from: from.toISOString(),
    to: to.toISOString(),
    sessions,
  }));
}
