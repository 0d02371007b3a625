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
