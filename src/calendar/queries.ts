import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { BusinessError } from "../core/errors.ts";
import type { OnHolidays, Window } from "../core/pricing-calendar.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { CalendarPrice, Holiday } from "./schema.ts";

/** The columns of a window, in whichever table they stand. */
export interface WindowColumns {
  readonly window_from: string;
  readonly window_until: string;
  readonly window_days: number[];
  readonly window_on_holidays: OnHolidays;
}

/** A window as its columns keep it: each day once, in order. */
export function toWindowColumns({ from, until, days, onHolidays }: Window): WindowColumns {
  const inOrder = [...new Set(days)].sort();
  return { window_from: from, window_until: until, window_days: inOrder, window_on_holidays: onHolidays };
}

export function presentWindow(row: WindowColumns) {
  return {
    from: row.window_from.slice(0, "22:00".length),
    until: row.window_until.slice(0, "22:00".length),
    days: row.window_days,
    onHolidays: row.window_on_holidays,
  };
}

/** Every public holiday that the venue keeps, in order. */
export async function listHolidays(db: Db, venueId: number): Promise<{ items: Holiday[] }> {
  const items = await db
    .selectFrom("public_holidays")
    .select(["day", "name"])
    .where("venue_id", "=", venueId)
    .orderBy("day")
    .execute();
  return { items };
}

export async function listCalendarPrices(
  db: Db,
  venueId: number,
  query: PageQuery,
): Promise<Page<CalendarPrice>> {
  const before = readCursor(query.cursor);
  const rows = await calendarPrices(db, venueId)
    .$if(before !== null, (select) => select.where("c.id", "<", before as number))
    .orderBy("c.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readCalendarPrice(
  db: Db | Transaction,
  venueId: number,
  id: number,
): Promise<CalendarPrice> {
  const row = await calendarPrices(db, venueId).where("c.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

function calendarPrices(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("calendar_prices as c")
    .leftJoin("packages as p", (join) =>
      join.onRef("p.venue_id", "=", "c.venue_id").onRef("p.id", "=", "c.package_id"),
    )
    .leftJoin("games as g", (join) =>
      join.onRef("g.venue_id", "=", "p.venue_id").onRef("g.id", "=", "p.game_id"),
    )
    .select([
      "c.id",
      "c.name",
      "c.package_id",
      "c.date_from",
      "c.date_until",
      "c.percent",
      "c.price",
      "c.active",
    ])
    .select(["c.window_from", "c.window_until", "c.window_days", "c.window_on_holidays"])
    .select(["p.name as package_name", "g.name as game_name"])
    .where("c.venue_id", "=", venueId);
}

type CalendarPriceRow = Awaited<ReturnType<ReturnType<typeof calendarPrices>["executeTakeFirstOrThrow"]>>;

function present(row: CalendarPriceRow): CalendarPrice {
  return {
    id: row.id,
    name: row.name,
    packageId: row.package_id,
    packageName: row.package_name,
    gameName: row.game_name,
    window: presentWindow(row),
    firstDay: row.date_from,
    lastDay: row.date_until,
    percent: row.percent,
    price: row.price,
    active: row.active,
  };
}
