import { MINUTE } from "../core/duration.ts";

/** When a job comes back: the first instant after one, in the calendar of a time zone (IANA). Pure. */
export type Rule = (after: Date, timeZone: string) => Date;

/** Every so many minutes, counted from the end of the work before. */
export function every(minutes: number): Rule {
  return (after) => new Date(after.getTime() + minutes * MINUTE);
}

/** Every day at a time of the wall clock, as `03:30`. Where summer time skips it, as much later as was skipped. */
export function dailyAt(time: string): Rule {
  const at = Temporal.PlainTime.from(time);
  return (after, timeZone) => {
    const now = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(timeZone);
    return firstAfter(now, 1, now.toPlainDate(), at);
  };
}

/** Once a week on a day (1 is Monday, 7 Sunday) at a time of the wall clock. */
export function weeklyAt(dayOfWeek: number, time: string): Rule {
  const at = Temporal.PlainTime.from(time);
  return (after, timeZone) => {
    const now = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(timeZone);
    const days = (dayOfWeek - now.dayOfWeek + 7) % 7;
    return firstAfter(now, 7, now.toPlainDate().add({ days }), at);
  };
}

function firstAfter(
  now: Temporal.ZonedDateTime,
  days: number,
  date: Temporal.PlainDate,
  plainTime: Temporal.PlainTime,
): Date {
  const timeZone = now.timeZoneId;
  const next = date.toZonedDateTime({ timeZone, plainTime });
  const later = Temporal.ZonedDateTime.compare(next, now) > 0;
  const found = later ? next : date.add({ days }).toZonedDateTime({ timeZone, plainTime });
  return new Date(found.epochMilliseconds);
}
