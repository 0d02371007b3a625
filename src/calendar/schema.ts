import { z } from "zod";
import { amount, day, id, text, timeOfDay } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";
import { onHolidays } from "../core/pricing-calendar.ts";

/** Hours of the week by the venue's clock. */
export const window = z
  .strictObject({
    from: timeOfDay,
    until: timeOfDay.describe("Past midnight where it is no later than `from`; the same time is 24 hours"),
    days: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .describe("The days on which it begins: 1 Monday to 7 Sunday (ISO 8601)"),
    onHolidays: z
      .enum(onHolidays)
      .describe("On public holidays: as its weekdays say, also then, or never then"),
  })
  .meta({ id: "Window" });

export const holiday = z.object({ day, name: z.string() }).meta({ id: "Holiday" });
export type Holiday = z.output<typeof holiday>;
export const holidays = z.object({ items: z.array(holiday) });
export const newHoliday = z.strictObject({ day, name: text(80) });
export const dayParams = z.strictObject({ day });

export const calendarPrice = z
  .object({
    id,
    name: z.string(),
    packageId: id.nullable().describe("Of one package only; of every package when null"),
    packageName: z.string().nullable(),
    gameName: z.string().nullable(),
    window,
    firstDay: day.nullable(),
    lastDay: day.nullable(),
    percent: z.int().nullable(),
    price: amount.nullable(),
    active: z.boolean(),
  })
  .meta({ id: "CalendarPrice" });
export type CalendarPrice = z.output<typeof calendarPrice>;

const given = z.strictObject({
  name: text(60),
  packageId: id.nullable(),
  window,
  firstDay: day.nullable().describe("The first day on which its window begins"),
  lastDay: day.nullable(),
  percent: z
    .int()
    .min(-90)
    .max(200)
    .refine((percent) => percent !== 0, inputRule("percent_or_price"))
    .nullable(),
  price: amount.nullable(),
  active: z.boolean(),
});
export const calendarPriceChanges = given
  .partial()
  .describe("A percentage takes the place of a price, and the other way round");
export const newCalendarPrice = given.partial().required({ name: true, window: true });
