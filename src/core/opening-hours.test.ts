import assert from "node:assert/strict";
import { test } from "node:test";
import { type OpeningHours, openToday } from "./opening-hours.ts";

const monday: OpeningHours = { day: 1, opens: "10:00", closes: "24:00" };
const friday: OpeningHours = { day: 5, opens: "18:00", closes: "02:00" };
const saturdayNoon: OpeningHours = { day: 6, opens: "10:00", closes: "13:00" };
const saturdayNight: OpeningHours = { day: 6, opens: "15:00", closes: "04:00" };
const sundayNight: OpeningHours = { day: 7, opens: "20:00", closes: "01:00" };
const week = [saturdayNight, monday, friday, saturdayNoon, sundayNight];

const cases = [
  ["a day like others, before it opens", 1, "08:00", [monday]],
  ["after it closed for the day, today is still today", 5, "01:30", [friday]],
  ["last night goes on, and today's follow in order", 6, "01:30", [friday, saturdayNoon, saturdayNight]],
  ["last night is over at the minute it ends", 6, "02:00", [saturdayNoon, saturdayNight]],
  ["Sunday's night runs into Monday", 1, "00:30", [sundayNight, monday]],
  ["midnight as a day's end does not run on", 2, "00:00", []],
  ["closed", 3, "12:00", []],
] as const;

for (const [what, day, time, expected] of cases) {
  test(`today's hours: ${what}`, () => assert.deepEqual(openToday(week, day, time), expected));
}
