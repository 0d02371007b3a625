/** A stretch of a day on which a centre is open, each week: `day` 1 is Monday, times are `HH:MM`. */
export interface OpeningHours {
  readonly day: number;
  readonly opens: string;
  /** On the next day when it is not after `opens`; `24:00` is midnight. */
  readonly closes: string;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;

/** The first two stretches that share a minute, or null. Sunday night runs into Monday. */
export function findOverlap(hours: readonly OpeningHours[]): readonly [OpeningHours, OpeningHours] | null {
  const stretches = hours.map((each) => ({ each, ...toMinutes(each) })).sort((a, b) => a.from - b.from);
  for (const [index, one] of stretches.entries()) {
    const next = stretches[index + 1];
    if (next && next.from < one.to) return [one.each, next.each];
  }
  const [first] = stretches;
  const last = stretches.at(-1);
  if (first && last && first !== last && last.to - WEEK > first.from) return [last.each, first.each];
  return null;
}

/**
 * The stretches that somebody who asks at `time` (`HH:MM`) on `day` means by today's: the one of last night while it
 * still runs, and those that begin today. None on a day on which the centre is closed.
 */
export function openToday(
  hours: readonly OpeningHours[],
  day: number,
  time: string,
): readonly OpeningHours[] {
  const yesterday = day === 1 ? 7 : day - 1;
  const goesOn = hours.filter(
    (each) => each.day === yesterday && runsPastMidnight(each) && time < each.closes,
  );
  const begins = hours.filter((each) => each.day === day).sort((a, b) => (a.opens < b.opens ? -1 : 1));
  return [...goesOn, ...begins];
}

function runsPastMidnight({ opens, closes }: OpeningHours): boolean {
  return closes <= opens;
}

/** From Monday's midnight on. */
function toMinutes({ day, opens, closes }: OpeningHours): { from: number; to: number } {
  const from = (day - 1) * DAY + minuteOfDay(opens);
  const to = (day - 1) * DAY + minuteOfDay(closes);
  return { from, to: to <= from ? to + DAY : to };
}

function minuteOfDay(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
