import { NARROW_SPACE } from "./money.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Minutes in words of the counter: `45 min`, `1 h`, `1 h 05`. */
export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}${NARROW_SPACE}min`;
  if (rest === 0) return `${hours}${NARROW_SPACE}h`;
  return `${hours}${NARROW_SPACE}h${NARROW_SPACE}${String(rest).padStart(2, "0")}`;
}
