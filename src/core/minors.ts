/** A venue's rule for minors. Without hours minors play whenever they like. */
export interface MinorsRule {
  /** From this age on nobody is a minor, in years. */
  readonly minorAge: number;
  /** Wall-clock times of the venue, as `08:00`; hours that end before they begin go on past midnight. */
  readonly hours: { readonly from: string; readonly until: string } | null;
  /** IANA time zone */
  readonly timeZone: string;
}

/** Whole years lived on the venue's day of an instant. Born on 29 February, one grows older on 1 March elsewhere. */
export function ageAt(birthDate: string, at: number, timeZone: string): number {
  const born = Temporal.PlainDate.from(birthDate);
  const day = localTime(at, timeZone).toPlainDate();
  const hadBirthday = day.month > born.month || (day.month === born.month && day.day >= born.day);
  return day.year - born.year - (hadBirthday ? 0 : 1);
}

/** Whether a player is a minor at an instant. Without a date of birth nobody is taken for one. */
export function isMinorAt(birthDate: string | null, at: number, rule: MinorsRule): boolean {
  return birthDate !== null && ageAt(birthDate, at, rule.timeZone) < rule.minorAge;
}

/** Whether the hours in which minors may play are on at an instant, by the venue's wall clock. */
export function areMinorsHours(at: number, rule: MinorsRule): boolean {
  if (rule.hours === null) return true;
  const time = localTime(at, rule.timeZone).toPlainTime();
  const isFrom = Temporal.PlainTime.compare(time, rule.hours.from) >= 0;
  const isBefore = Temporal.PlainTime.compare(time, rule.hours.until) < 0;
  const goesPastMidnight = Temporal.PlainTime.compare(rule.hours.from, rule.hours.until) > 0;
  return goesPastMidnight ? isFrom || isBefore : isFrom && isBefore;
}

/**
 * When the hours that are on at an instant end, in milliseconds since 1970; null without hours. Where clocks are put
 * back, a time of day comes twice and the next of the two counts.
 */
export function minorsHoursEnd(at: number, rule: MinorsRule): number | null {
  if (rule.hours === null) return null;
  const today = localTime(at, rule.timeZone).toPlainDate();
  for (const days of [0, 1, 2]) {
    const end = today.add({ days }).toPlainDateTime(rule.hours.until);
    for (const disambiguation of ["earlier", "later"] as const) {
      const instant = end.toZonedDateTime(rule.timeZone, { disambiguation }).epochMilliseconds;
      if (instant > at) return instant;
    }
  }
  throw new Error("A time of day comes within two days.");
}

function localTime(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}
