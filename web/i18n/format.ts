import { currentLanguage } from "./index.ts";

/** Groups of digits and units are joined by a narrow no-break space, in both languages: `1 500 FCFA`, `1 h 05`. */
const NARROW_SPACE = "\u202f";
interface Currency {
  readonly label: string;
  /** Digits of its minor unit, by ISO 4217. */
  readonly digits: number;
}
/** Those of the venues that there are: asking the browser takes an old phone a tenth of a second. */
const currencies: Readonly<Record<string, Currency>> = {
  XOF: { label: "FCFA", digits: 0 },
  XAF: { label: "FCFA", digits: 0 },
  EUR: { label: "€", digits: 2 },
};

/** An amount in minor units (ISO 4217) as people write it. */
export function formatMoney(amount: number, currency: string): string {
  const { label, digits } = currencies[currency] ?? readCurrency(currency);
  const number = numberFormat(digits).format(amount / 10 ** digits);
  return `${number}${NARROW_SPACE}${label}`;
}

const numberFormat = keep(
  (digits: number) =>
    new Intl.NumberFormat("fr-FR", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);

const readCurrency = keep((currency: string): Currency => {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return { label: currency, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
});

/** Makes each thing once: a format is costly to make and cheap to use. */
function keep<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/** `45 min`, `1 h`, `1 h 05` */
export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}${NARROW_SPACE}min`;
  if (rest === 0) return `${hours}${NARROW_SPACE}h`;
  return `${hours}${NARROW_SPACE}h${NARROW_SPACE}${pad(rest)}`;
}

/** A length in seconds, to the second where it is short: `45 s`, `12 min 30`, `1 h 05`. */
export function formatLength(seconds: number): string {
  if (seconds < 60) return `${seconds}${NARROW_SPACE}s`;
  if (seconds % 60 === 0 || seconds >= 3600) return formatMinutes(Math.floor(seconds / 60));
  return `${formatMinutes(Math.floor(seconds / 60))}${NARROW_SPACE}${pad(seconds % 60)}`;
}

/** What a countdown shows: `04:05`, `1:04:05`. */
export function formatCountdown(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = `${pad(minutes)}:${pad(seconds % 60)}`;
  return hours === 0 ? clock : `${hours}:${clock}`;
}

/** A day of the calendar, given as `2026-01-31`: `sam. 31 janv. 2026`. */
export function formatDay(date: string): string {
  return format(
    { weekday: "short", day: "numeric", month: "short", year: "numeric" },
    `${date}T00:00:00Z`,
    "UTC",
  );
}

/** A day and a time of day in the venue's time zone. */
export function formatInstant(instant: string, timeZone: string): string {
  return format({ dateStyle: "medium", timeStyle: "short" }, instant, timeZone);
}

/** A day and a time of day to the second, for a history. */
export function formatMoment(instant: string, timeZone: string): string {
  return format({ dateStyle: "short", timeStyle: "medium" }, instant, timeZone);
}

/** A time of day, to the second. */
export function formatTimeOfDay(instant: string, timeZone: string): string {
  return format({ timeStyle: "medium" }, instant, timeZone);
}

/** A time of day, to the minute. */
export function formatHour(instant: string, timeZone: string): string {
  return format({ timeStyle: "short" }, instant, timeZone);
}

/** A time of the venue's day, `HH:MM`, as a door says it: 10 h, 23 h 30. */
export function formatWallTime(time: string): string {
  if (currentLanguage() === "en") return time;
  const [hour, minute] = time.split(":");
  return minute === "00" ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

function format(options: Intl.DateTimeFormatOptions, instant: string, timeZone: string): string {
  const locale = currentLanguage() === "fr" ? "fr-FR" : "en-GB";
  return dateFormat(JSON.stringify([locale, { ...options, timeZone }])).format(new Date(instant));
}

const dateFormat = keep((given: string) => {
  const [locale, options] = JSON.parse(given) as [string, Intl.DateTimeFormatOptions];
  return new Intl.DateTimeFormat(locale, options);
});

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/** The name of a day of the week, 1 for Monday. */
export function nameOfDay(day: number, language: string): string {
  // The first of January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, day));
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(date);
}
