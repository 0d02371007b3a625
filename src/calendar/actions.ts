import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { type InputRule, inputRule } from "../core/invalid-input.ts";
import type { Window } from "../core/pricing-calendar.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readCalendarPrice, toWindowColumns } from "./queries.ts";
import type { CalendarPrice, Holiday } from "./schema.ts";

/** Keeps a day as a public holiday, under the name that is given last. */
export async function keepHoliday(context: ActionContext, holiday: Holiday): Promise<Holiday> {
  const { tx, actor } = context;
  await tx
    .insertInto("public_holidays")
    .values({ venue_id: actor.venueId, ...holiday })
    .onConflict((conflict) => conflict.columns(["venue_id", "day"]).doUpdateSet({ name: holiday.name }))
    .execute();
  recordAudit(context, { action: "holiday.keep", subject: "holiday", subjectId: null, details: holiday });
  return holiday;
}

/** Makes a public holiday a day like any other again. Throws `not_found`. */
export async function dropHoliday(context: ActionContext, day: string): Promise<Holiday> {
  const { tx, actor } = context;
  const dropped = await tx
    .deleteFrom("public_holidays")
    .where("venue_id", "=", actor.venueId)
    .where("day", "=", day)
    .returning(["day", "name"])
    .executeTakeFirst();
  if (!dropped) throw new BusinessError("not_found");
  recordAudit(context, { action: "holiday.drop", subject: "holiday", subjectId: null, details: dropped });
  return dropped;
}

export interface CalendarPriceInput {
  name: string;
  packageId: number | null;
  window: Window;
  firstDay: string | null;
  lastDay: string | null;
  percent: number | null;
  price: number | null;
  active: boolean;
}
type Given = { [Field in keyof CalendarPriceInput]?: CalendarPriceInput[Field] | undefined };

const always = { packageId: null, firstDay: null, lastDay: null, percent: null, price: null, active: true };

/** Adds a price of the calendar, from the next sale on. Throws `invalid_input`, `not_found`, `name_taken`. */
export async function createCalendarPrice(
  context: ActionContext,
  given: Given & Pick<CalendarPriceInput, "name" | "window">,
): Promise<CalendarPrice> {
  const { tx, actor } = context;
  const input = replace(always as CalendarPriceInput, given);
  await checkInput(context, input);
  const { id } = await tx
    .insertInto("calendar_prices")
    .values({ venue_id: actor.venueId, ...toColumns(input) })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseName(input.name));
  recordAudit(context, {
    action: "calendar_price.create",
    subject: "calendar_price",
    subjectId: id,
    details: { ...input },
  });
  return readCalendarPrice(tx, actor.venueId, id);
}

/** Changes a price of the calendar from the next sale on. Throws `not_found`, `invalid_input`, `name_taken`. */
export async function changeCalendarPrice(
  context: ActionContext,
  id: number,
  given: Given,
): Promise<CalendarPrice> {
  const { tx, actor } = context;
  await tx
    .selectFrom("calendar_prices")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .execute();
  // One of the two takes the place of the other.
  const other = given.percent ? { price: null } : given.price != null ? { percent: null } : {};
  const input = replace(await readCalendarPrice(tx, actor.venueId, id), { ...other, ...given });
  await checkInput(context, input);
  await tx
    .updateTable("calendar_prices")
    .set(toColumns(input))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute()
    .catch(refuseName(input.name));
  recordAudit(context, {
    action: "calendar_price.change",
    subject: "calendar_price",
    subjectId: id,
    details: given,
  });
  return readCalendarPrice(tx, actor.venueId, id);
}

/** What is given takes the place of what was; what is left out stays. */
function replace(known: CalendarPriceInput, given: Given): CalendarPriceInput {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...known, ...Object.fromEntries(named) };
}

function toColumns(input: CalendarPriceInput) {
  return {
    name: input.name,
    package_id: input.packageId,
    ...toWindowColumns(input.window),
    date_from: input.firstDay,
    date_until: input.lastDay,
    percent: input.percent,
    price: input.price,
    active: input.active,
  };
}

async function checkInput({ tx, actor }: ActionContext, input: CalendarPriceInput): Promise<void> {
  const { packageId, percent, price, firstDay, lastDay } = input;
  if ((percent === null) === (price === null)) refuse("percent", "percent_or_price");
  if (price !== null && packageId === null) refuse("packageId", "price_without_package");
  if (firstDay !== null && lastDay !== null && firstDay > lastDay) refuse("lastDay", "period_order");
  if (packageId === null) return;
  const found = await tx
    .selectFrom("packages")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", packageId)
    .forKeyShare()
    .executeTakeFirst();
  if (!found) throw new BusinessError("not_found", { field: "packageId" });
}

function refuse(field: string, rule: InputRule): never {
  throw new BusinessError("invalid_input", { errors: [{ field, message: inputRule(rule) }] });
}

function refuseName(name: string) {
  return refuseDuplicate("calendar_prices_by_name", () => new BusinessError("name_taken", { name }));
}
