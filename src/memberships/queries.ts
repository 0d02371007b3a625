import { sql } from "kysely";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { readPlayer } from "../players/queries.ts";
import type { Membership, PlayerMembership } from "./schema.ts";

/** The day that it is in the venue. Its table must be in the query. */
export const venueToday = sql<string>`(clock_now() at time zone venues.time_zone)::date`;

const isRunning = sql<boolean>`(m.refunded_at is null and ${venueToday} between m.from_day and m.until_day)`;

const state = sql<PlayerMembership["state"]>`case
  when m.refunded_at is not null then 'refunded' when ${venueToday} < m.from_day then 'coming'
  when ${venueToday} > m.until_day then 'over' else 'running' end`;

/** How many times the month of the calendar has changed since the membership began. */
const monthsSince = sql<number>`((extract(year from ${venueToday}) - extract(year from m.from_day)) * 12
  + extract(month from ${venueToday}) - extract(month from m.from_day))::int`;

/**
 * The first day of the membership's month: the day of the month on which the player joined, or the last one of a month
 * that has no such day. `age()` would wait for the first of the next.
 */
const monthBegins = sql<Date>`(m.from_day + make_interval(months => ${monthsSince}
  - (m.from_day + make_interval(months => ${monthsSince}) > ${venueToday})::int))`;

/** Of the minutes of a purchase that was paid back, those that were played before; every minute begun is one. */
const minutesPlayed = sql<number>`(
  select least(p.membership_minutes, ceil((s.used_ms - s.written_off_ms) / 60000.0)) from invoices i
  join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id
  where i.venue_id = p.venue_id and i.purchase_id = p.id)`;

/** How many of the month's minutes are left. What was cancelled, or paid back before it was played, took none. */
const minutesLeft = sql<number>`greatest(m.minutes_a_month - (
  select coalesce(sum(case p.payment_status when 'refunded' then ${minutesPlayed} else p.membership_minutes end), 0)
  from purchases p
  where p.venue_id = m.venue_id and p.player_membership_id = m.id and p.membership_minutes > 0
    and p.payment_status in ('pending', 'completed', 'refunded')
    and p.created_at >= ${monthBegins} at time zone venues.time_zone
), 0)::int`;

export async function listMemberships(
  db: Db,
  venueId: number,
  query: PageQuery & { active?: boolean },
): Promise<Page<Membership>> {
  const before = readCursor(query.cursor);
  const rows = await db
    .selectFrom("memberships")
    .select(["id", "name", "price", "discount_percent", "minutes_a_month", "active"])
    .where("venue_id", "=", venueId)
    .$if(query.active !== undefined, (select) => select.where("active", "=", query.active as boolean))
    .$if(before !== null, (select) => select.where("id", "<", before as number))
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, presentMembership);
}

export function presentMembership(row: {
  id: number;
  name: string;
  price: number;
  discount_percent: number;
  minutes_a_month: number;
  active: boolean;
}): Membership {
  const { discount_percent: discountPercent, minutes_a_month: minutesAMonth, ...rest } = row;
  return { ...rest, discountPercent, minutesAMonth };
}

/** The memberships of a player, the latest first. Throws `not_found`. */
export async function listPlayerMemberships(
  db: Db | Transaction,
  venueId: number,
  playerId: number,
): Promise<{ items: PlayerMembership[] }> {
  const [rows] = await Promise.all([
    playerMemberships(db, venueId)
      .where("m.player_id", "=", playerId)
      .orderBy("m.from_day", "desc")
      .execute(),
    readPlayer(db, venueId, playerId),
  ]);
  return { items: rows.map(present) };
}

export async function readPlayerMembership(
  tx: Transaction,
  venueId: number,
  id: number,
): Promise<PlayerMembership> {
  return present(await playerMemberships(tx, venueId).where("m.id", "=", id).executeTakeFirstOrThrow());
}

/** What a membership that runs today is worth to its player. */
export interface RunningMembership {
  readonly id: number;
  readonly name: string;
  readonly discountPercent: number;
  readonly minutesLeft: number;
}

/**
 * The membership of a player that runs today, or null. Within a transaction it is locked first, so that two sales at
 * once cannot give the same minutes away.
 */
export async function readRunningMembership(
  db: Db | Transaction,
  venueId: number,
  playerId: number,
): Promise<RunningMembership | null> {
  if (db.isTransaction) {
    // A statement of its own: the next one sees what whoever held the lock has sold.
    const held = await running(db, venueId, playerId)
      .select("m.minutes_a_month")
      .forNoKeyUpdate("m")
      .execute();
    if (held.length === 0) return null;
  }
  const row = await running(db, venueId, playerId)
    .select(["m.id", "m.name", "m.discount_percent", minutesLeft.as("minutes_left")])
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    name: row.name,
    discountPercent: row.discount_percent,
    minutesLeft: row.minutes_left,
  };
}

function running(db: Db | Transaction, venueId: number, playerId: number) {
  return db
    .selectFrom("player_memberships as m")
    .innerJoin("venues", "venues.id", "m.venue_id")
    .where("m.venue_id", "=", venueId)
    .where("m.player_id", "=", playerId)
    .where(isRunning);
}

function playerMemberships(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("player_memberships as m")
    .innerJoin("venues", "venues.id", "m.venue_id")
    .select(["m.id", "m.player_id", "m.membership_id", "m.name", "m.price", "m.discount_percent"])
    .select(["m.minutes_a_month", "m.from_day", "m.until_day", state.as("state")])
    .select(sql<number>`case when ${isRunning} then ${minutesLeft} else 0 end`.as("minutes_left"))
    .select(
      sql<number>`coalesce((select p.amount from membership_payments p where p.venue_id = m.venue_id
        and p.player_membership_id = m.id and p.kind = 'payment'), 0)`.as("paid"),
    )
    .where("m.venue_id", "=", venueId);
}

function present(
  row: Awaited<ReturnType<ReturnType<typeof playerMemberships>["executeTakeFirstOrThrow"]>>,
): PlayerMembership {
  return {
    id: row.id,
    playerId: row.player_id,
    membershipId: row.membership_id,
    name: row.name,
    price: row.price,
    paid: row.paid,
    discountPercent: row.discount_percent,
    minutesAMonth: row.minutes_a_month,
    minutesLeft: row.minutes_left,
    fromDay: row.from_day,
    untilDay: row.until_day,
    state: row.state,
  };
}
