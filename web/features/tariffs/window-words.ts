import { currentLanguage } from "../../i18n/index.ts";

export interface Window {
  /** `22:00` */
  readonly from: string;
  readonly until: string;
  /** On which it begins: 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  readonly onHolidays: "as_usual" | "also" | "never";
}

const dayNames = {
  fr: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
};
const holidayWords = {
  fr: { as_usual: "", also: ", et les jours fériés", never: ", sauf les jours fériés" },
  en: { as_usual: "", also: ", and on public holidays", never: ", except on public holidays" },
};

/** The name of a day of the week, 1 Monday to 7 Sunday. */
export function dayName(day: number): string {
  return dayNames[currentLanguage()][day - 1] ?? "";
}

/** A window as people say it: `de 22 h à 6 h, du vendredi au dimanche`. */
export function tellWindow({ from, until, days, onHolidays }: Window): string {
  const language = currentLanguage();
  return `${tellHours(from, until)}, ${tellDays(days)}${holidayWords[language][onHolidays]}`;
}

/** `de 22 h à 6 h`; the same time twice is a whole day. */
export function tellHours(from: string, until: string): string {
  const french = currentLanguage() === "fr";
  if (from === until && from === "00:00") return french ? "toute la journée" : "all day";
  if (from === until)
    return french ? `pendant 24 h à partir de ${time(from)}` : `for 24 hours from ${time(from)}`;
  return french ? `de ${time(from)} à ${time(until)}` : `from ${time(from)} to ${time(until)}`;
}

function tellDays(days: readonly number[]): string {
  const french = currentLanguage() === "fr";
  if (days.length === 7) return french ? "tous les jours" : "every day";
  const run = asRun(days);
  if (run) {
    const [first, last] = run.map(dayName);
    return french ? `du ${first} au ${last}` : `from ${first} to ${last}`;
  }
  const names = [...days].sort().map((day) => (french ? `le ${dayName(day)}` : dayName(day)));
  const list = new Intl.ListFormat(french ? "fr" : "en-GB", { type: "conjunction" }).format(names);
  return french ? list : `on ${list}`;
}

/** The first and the last of three days or more that follow each other, over the week's end as well. */
function asRun(days: readonly number[]): readonly [number, number] | null {
  if (days.length < 3) return null;
  const first = days.find((day) => !days.includes(day === 1 ? 7 : day - 1));
  if (first === undefined) return null;
  const follows = days.every((_, index) => days.includes(((first - 1 + index) % 7) + 1));
  return follows ? [first, ((first - 2 + days.length) % 7) + 1] : null;
}

/** `22 h`, `6 h 30`; in English as on a clock. */
function time(text: string): string {
  if (currentLanguage() === "en") return text;
  const [hour = "0", minute = "00"] = text.split(":");
  const hours = `${Number(hour)}\u202fh`;
  return minute === "00" ? hours : `${hours}\u202f${minute}`;
}
