import { sql } from "kysely";
import { readLastBackup } from "../backup/queries.ts";
import type { Actor } from "../core/actor.ts";
import { MINUTE } from "../core/duration.ts";
import { readClock } from "../db/clock.ts";
import type { Db } from "../db/pool.ts";
import { readLastCounts } from "../doctor/queries.ts";
import { type DayFigures, readDays } from "../reports/queries.ts";
import type { DaySummary, Summary } from "./schema.ts";

/** A stretch of time, the end not included. */
interface Span {
  readonly from: Date;
  readonly to: Date;
}

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
  const soFar = { from: midnight, to: now };
  const told = role === "administrator";
  const [first, second] = await readDays(db, venueId, [before.from, midnight, now], now);
  if (first === undefined || second === undefined) throw new Error("two days have two figures");
  return {
    yesterday: { date: yesterday.toPlainDate().toString(), ...present(first, before, told) },
    today: { date: today.toPlainDate().toString(), ...present(second, soFar, told) },
    ...(await readOpen(db, venueId)),
    outages: await readOutages(db, venueId, before.from),
    findings: await readLastCounts(db, venueId),
    lastBackupAt: (await readLastBackup(db))?.at.toISOString() ?? null,
  };
}

/** A day as everybody may know it. */
function present(figures: DayFigures, { from, to }: Span, withAmounts: boolean): Omit<DaySummary, "date"> {
  const { payments, refunds, cash, mobileMoney, refunded, sessionsClosed, playedMs } = figures;
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    purchases: payments,
    refunds,
    takings: withAmounts ? { cash, mobileMoney, total: cash + mobileMoney, refunded } : null,
    sessionsClosed,
    minutesPlayed: Math.floor(playedMs / MINUTE),
  };
}

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
