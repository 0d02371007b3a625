import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DAY, HOUR, MINUTE } from "./duration.ts";
import {
  type Calendar,
  onHolidays,
  openWindow,
  passWindow,
  SHORTEST_PASS_MS,
  type Window,
  windowMinutes,
} from "./pricing-calendar.ts";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const night: Window = { from: "22:00", until: "06:00", days: [5, 6, 7], onHolidays: "as_usual" };

const at = (local: string, timeZone = "Africa/Abidjan") =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
const calendar = (timeZone = "Africa/Abidjan", holidays: string[] = []): Calendar => ({
  timeZone,
  holidays: new Set(holidays),
});
const told = (span: { from: number; until: number } | null, timeZone = "Africa/Abidjan") =>
  span &&
  [span.from, span.until].map((instant) =>
    Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: "minute" }),
  );

const time = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`);
const window: fc.Arbitrary<Window> = fc.record({
  from: time,
  until: time,
  days: fc.uniqueArray(fc.constantFrom(...everyDay), { minLength: 1 }),
  onHolidays: fc.constantFrom(...onHolidays),
});
const zone = fc.constantFrom("Africa/Abidjan", "Europe/Paris", "America/Santiago", "Australia/Lord_Howe");
const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });

test("a pass ends after it is sold, lasts 24 hours at most, and enough of it is left", () => {
  fc.assert(
    fc.property(window, instant, zone, (open, now, timeZone) => {
      const span = passWindow(open, now, calendar(timeZone, ["2025-12-25", "2026-05-01"]));
      if (span === null) return;
      assert.ok(span.from < span.until && span.until - span.from <= DAY);
      assert.ok(span.until > now);
      assert.ok(span.from > now || span.until - now >= SHORTEST_PASS_MS);
      // Where no clocks change, a window is as long as it says.
      if (timeZone === "Africa/Abidjan") assert.equal(span.until - span.from, windowMinutes(open) * MINUTE);
    }),
  );
});

test("a window that is open is the one that a pass is sold for, and none begins between now and the next", () => {
  fc.assert(
    fc.property(window, instant, zone, (open, now, timeZone) => {
      const here = calendar(timeZone);
      const running = openWindow(open, now, here);
      const sold = passWindow(open, now, here);
      if (running && running.until - now >= SHORTEST_PASS_MS) return assert.deepEqual(sold, running);
      if (!sold) return;
      const between = Math.floor(now + (sold.from - now) / 2);
      const other = openWindow(open, between, here);
      assert.ok(other === null || other.from <= now, "a window in between was passed over");
    }),
  );
});

test("a night belongs to the evening on which it begins", () => {
  // 27 November 2026 is a Friday.
  const friday = ["2026-11-27T22:00", "2026-11-28T06:00"];
  assert.deepEqual(told(openWindow(night, at("2026-11-27T22:00"), calendar())), friday);
  assert.deepEqual(told(openWindow(night, at("2026-11-28T05:59"), calendar())), friday);
  assert.equal(openWindow(night, at("2026-11-28T06:00"), calendar()), null);
  // Thursday night is not sold, and neither is the morning that follows it.
  assert.equal(openWindow(night, at("2026-11-27T03:00"), calendar()), null);
  assert.deepEqual(told(passWindow(night, at("2026-11-27T03:00"), calendar())), friday);
});

test("with less than a quarter of an hour left a pass is for the next window", () => {
  assert.deepEqual(told(passWindow(night, at("2026-11-28T05:45"), calendar())), [
    "2026-11-27T22:00",
    "2026-11-28T06:00",
  ]);
  assert.deepEqual(told(passWindow(night, at("2026-11-28T05:46"), calendar())), [
    "2026-11-28T22:00",
    "2026-11-29T06:00",
  ]);
});

test("public holidays count as their weekday, like a day of the window, or not at all", () => {
  // Christmas 2026 is a Friday; the first of May a Friday too; the fifteenth of August a Saturday.
  const christmas = at("2026-12-25T23:00");
  const monday = at("2026-11-30T23:00");
  const open = (rule: Window["onHolidays"], now: number, holiday: string) =>
    openWindow({ ...night, onHolidays: rule }, now, calendar("Africa/Abidjan", [holiday])) !== null;
  assert.deepEqual(
    onHolidays.map((rule) => [open(rule, christmas, "2026-12-25"), open(rule, monday, "2026-11-30")]),
    [
      [true, false],
      [true, true],
      [false, false],
    ],
  );
});

test("a season has a first and a last evening", () => {
  const season = { ...night, days: everyDay, firstDay: "2026-12-20", lastDay: "2026-12-31" };
  assert.equal(openWindow(season, at("2026-12-20T05:00"), calendar()), null);
  assert.deepEqual(told(openWindow(season, at("2027-01-01T05:00"), calendar())), [
    "2026-12-31T22:00",
    "2027-01-01T06:00",
  ]);
  assert.equal(passWindow(season, at("2027-01-01T12:00"), calendar()), null);
});

test("where clocks change, a night ends by the clock on the wall", () => {
  const here = calendar("Europe/Paris");
  const spring = openWindow({ ...night, days: everyDay }, at("2026-03-28T23:00", "Europe/Paris"), here);
  assert.deepEqual(told(spring, "Europe/Paris"), ["2026-03-28T22:00", "2026-03-29T06:00"]);
  assert.equal(spring!.until - spring!.from, 7 * HOUR);
  const autumn = openWindow({ ...night, days: everyDay }, at("2026-10-24T23:00", "Europe/Paris"), here);
  assert.equal(autumn!.until - autumn!.from, 9 * HOUR);
});

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
