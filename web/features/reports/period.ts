import type { Period } from "./queries.ts";

export const periods = ["today", "week", "month", "other"] as const;
export type PeriodName = (typeof periods)[number];

/** The day that it is in a time zone at an instant in milliseconds, as `2026-01-31`. */
export function dayIn(timeZone: string, at: number): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return format.format(at);
}

/** The period that a name means today: the last seven days, or the month so far. */
export function periodOf(name: Exclude<PeriodName, "other">, today: string): Period {
  if (name === "today") return { from: today, to: today };
  if (name === "month") return { from: `${today.slice(0, 7)}-01`, to: today };
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 6);
  return { from: day.toISOString().slice(0, 10), to: today };
}
