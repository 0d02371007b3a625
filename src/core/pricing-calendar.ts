import { DAY, MINUTE } from "./duration.ts";

/** Whether a window of some weekdays opens on a public holiday: by its weekday, in any case, or not at all. */
export const onHolidays = ["as_usual", "also", "never"] as const;
export type OnHolidays = (typeof onHolidays)[number];

/**
 * Hours of the week on the venue's clock. They end on the next day where they end no later than they begin; the same
 * time twice is 24 hours. The days, 1 Monday to 7 Sunday, are those on which the window begins: a night from Friday to
 * Saturday is Friday's.
 */
export interface Window {
  /** `22:00` */
  readonly from: string;
  readonly until: string;
  readonly days: readonly number[];
  readonly onHolidays: OnHolidays;
}

/** A window with the first and the last day on which it begins, `2026-12-24`, where it has such. */
export interface SeasonalWindow extends Window {
  readonly firstDay?: string | null;
  readonly lastDay?: string | null;
}

/** By whose calendar and clock. */
export interface Calendar {
  /** IANA time zone */
  readonly timeZone: string;
  /** Days as `2026-12-25`. */
  readonly holidays: ReadonlySet<string>;
}

/** From an instant until another, in milliseconds since 1970. It is open at the first and no longer at the last. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A pass that has less left than this is sold for its next window. */
export const SHORTEST_PASS_MS = 15 * MINUTE;

/** A holiday comes once a year; a weekday that is always one, or a season that is over, never. */
const SEARCHED_DAYS = 366;

/** The length of a window in minutes, on a day without a change of clocks: 1 to 1440. */
export function windowMinutes({ from, until }: Pick<Window, "from" | "until">): number {
  const minutes = minuteOfDay(until) - minuteOfDay(from);
  return minutes > 0 ? minutes : minutes + DAY / MINUTE;
}

/** The window that is open at an instant (milliseconds since 1970), or null. */
export function openWindow(window: SeasonalWindow, at: number, calendar: Calendar): Span | null {
  const today = dayOf(at, calendar);
  for (const day of [today, today.subtract({ days: 1 })]) {
    const span = spanOn(window, day, calendar);
    if (span && span.from <= at && at < span.until) return span;
  }
  return null;
}

/** For which window a pass is sold at an instant: the open one while enough of it is left, or the next; null if none. */
export function passWindow(window: SeasonalWindow, at: number, calendar: Calendar): Span | null {
  const open = openWindow(window, at, calendar);
  if (open && open.until - at >= SHORTEST_PASS_MS) return open;
  const today = dayOf(at, calendar);
  for (let days = 0; days <= SEARCHED_DAYS; days += 1) {
    const span = spanOn(window, today.add({ days }), calendar);
    if (span && span.from > at) return span;
  }
  return null;
}

/** The window that begins on a day, or null. Where clocks change it lasts as long as they say, at most 24 hours. */
function spanOn(window: SeasonalWindow, day: Temporal.PlainDate, calendar: Calendar): Span | null {
  if (!beginsOn(window, day, calendar.holidays)) return null;
  const from = instantOf(day, window.from, calendar);
  const nextDay = minuteOfDay(window.until) <= minuteOfDay(window.from);
  const until = instantOf(nextDay ? day.add({ days: 1 }) : day, window.until, calendar);
  // Of an hour that clocks leave out there is nothing to sell.
  return until > from ? { from, until: Math.min(until, from + DAY) } : null;
}

function beginsOn(window: SeasonalWindow, day: Temporal.PlainDate, holidays: ReadonlySet<string>): boolean {
  const date = day.toString();
  if (window.firstDay && date < window.firstDay) return false;
  if (window.lastDay && date > window.lastDay) return false;
  if (window.onHolidays !== "as_usual" && holidays.has(date)) return window.onHolidays === "also";
  return window.days.includes(day.dayOfWeek);
}

function dayOf(at: number, { timeZone }: Calendar): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

function instantOf(day: Temporal.PlainDate, time: string, { timeZone }: Calendar): number {
  return day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

function minuteOfDay(time: string): number {
  const { hour, minute } = Temporal.PlainTime.from(time);
  return hour * 60 + minute;
}
