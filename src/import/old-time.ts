/** What is wrong with an old date; null when nothing is. */
export type DateFault = "zero_date" | "unreadable_date" | "future_date";

export interface OldInstant {
  /** Milliseconds since 1970; null when there is no date, or none that can be used. */
  readonly at: number | null;
  readonly fault: DateFault | null;
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(Z)?$/;
/** Before this there was no such system: MySQL's zero dates, PHP's 1970. */
const FIRST_YEAR = 1990;
const NONE: OldInstant = { at: null, fault: null };

/** Reads old dates, which have no zone, as of a time zone. */
export class OldCalendar {
  readonly #timeZone: string;
  readonly #now: number;
  /** The zone's distance from UTC in each hour that was asked for: a calendar is asked millions of times. */
  readonly #offsets = new Map<string, number>();

  constructor(timeZone: string, now: Date) {
    this.#timeZone = timeZone;
    this.#now = now.getTime();
  }

  /** `2025-03-01 14:05:00`. An hour that a clock change skips or repeats is read as calendars usually do. */
  read(text: string | null): OldInstant {
    if (text === null || text === "") return NONE;
    const match = SHAPE.exec(text);
    if (!match) return { at: null, fault: "unreadable_date" };
    const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", utc] = match;
    if (Number(year) < FIRST_YEAR || month === "00" || day === "00") return { at: null, fault: "zero_date" };
    const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
    const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const asUtc = Date.UTC(y, mo - 1, d, h, mi, s, milliseconds);
    const back = new Date(asUtc);
    const exists = back.getUTCMonth() === mo - 1 && back.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
    if (!exists) return { at: null, fault: "unreadable_date" };
    return { at: utc ? asUtc : asUtc - this.#offset(`${year}-${month}-${day}T${hour}`), fault: null };
  }

  /** The same for what has happened: a date that is yet to come is a fault. */
  readPast(text: string | null): OldInstant {
    const instant = this.read(text);
    return instant.at !== null && instant.at > this.#now ? { at: null, fault: "future_date" } : instant;
  }

  #offset(hour: string): number {
    const known = this.#offsets.get(hour);
    if (known !== undefined) return known;
    const plain = Temporal.PlainDateTime.from(`${hour}:00:00`);
    const zoned = plain.toZonedDateTime(this.#timeZone);
    const offset = Date.UTC(plain.year, plain.month - 1, plain.day, plain.hour) - zoned.epochMilliseconds;
    this.#offsets.set(hour, offset);
    return offset;
  }
}
