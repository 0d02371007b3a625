import { createCalendarPrice, keepHoliday } from "../calendar/actions.ts";
import { createPackage } from "../catalog/actions.ts";
import { readClock } from "../db/clock.ts";
import type { ActionContext } from "../db/transaction.ts";
import { createMembership, joinMembership } from "../memberships/actions.ts";
import { changeSurcharges } from "../tariffs/actions.ts";

const weekdays = [1, 2, 3, 4, 5];
const GOLD_PRICE = 8000;

/**
 * A night's pass, play that is paid after, a happy hour, a dearer zone, two public holidays and two memberships. The
 * happy hour is of one package alone, so that the others cost the same at every hour.
 */
export async function setTariffs(context: ActionContext): Promise<void> {
  const consoles = await idOf(context, "games", "PlayStation 5 VIP");
  await createPackage(context, {
    gameId: await idOf(context, "games", "Call of Duty"),
    name: "Nuit blanche",
    kind: "pass",
    price: 3000,
    window: { from: "22:00", until: "06:00", days: [5, 6, 7], onHolidays: "also" },
    active: true,
  });
  await createPackage(context, {
    gameId: consoles,
    name: "Au temps",
    kind: "open",
    minutes: 480,
    price: 400,
    open: { stepMinutes: 15, minimumPrice: 100, ceilingPrice: 2500 },
    active: true,
  });
  const { id: packageId } = await context.tx
    .selectFrom("packages")
    .select("id")
    .where("venue_id", "=", context.actor.venueId)
    .where("game_id", "=", consoles)
    .where("minutes", "=", 60)
    .executeTakeFirstOrThrow();
  await createCalendarPrice(context, {
    name: "Happy hour",
    packageId,
    window: { from: "14:00", until: "18:00", days: weekdays, onHolidays: "never" },
    percent: -30,
  });
  await changeSurcharges(context, {
    controllerSurchargePerHour: 100,
    zones: [{ id: await idOf(context, "zones", "VIP"), surchargePerHour: 200 }],
  });
  await keepHoliday(context, { day: await nextYearly(context, 1, 1), name: "Jour de l’An" });
  await keepHoliday(context, { day: await nextYearly(context, 8, 7), name: "Fête de l’Indépendance" });
  const gives = { minutesAMonth: 0, active: true };
  await createMembership(context, {
    ...gives,
    name: "Or",
    price: GOLD_PRICE,
    discountPercent: 20,
    minutesAMonth: 600,
  });
  await createMembership(context, { ...gives, name: "Argent", price: 3000, discountPercent: 10 });
}

/** Makes the player whose name begins so a member for three months. */
export async function makeMember(context: ActionContext, name: string): Promise<void> {
  const { id: playerId } = await context.tx
    .selectFrom("users")
    .select("id")
    .where("venue_id", "=", context.actor.venueId)
    .where("name", "like", `${name}%`)
    .executeTakeFirstOrThrow();
  const membershipId = await idOf(context, "memberships", "Or");
  const payment = { method: "mobile_money", amount: 3 * GOLD_PRICE } as const;
  await joinMembership(context, playerId, { membershipId, months: 3, payment });
}

async function idOf(
  { tx, actor }: ActionContext,
  table: "games" | "zones" | "memberships",
  name: string,
): Promise<number> {
  const { id } = await tx
    .selectFrom(table)
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return id;
}

/** The next day on which a feast falls that has a date of its own, in the zone of the demonstration, which is UTC. */
async function nextYearly({ tx }: ActionContext, month: number, day: number): Promise<string> {
  const today = (await readClock(tx)).toISOString().slice(0, 10);
  const feast = Temporal.PlainDate.from({ year: Number(today.slice(0, 4)), month, day });
  return (feast.toString() < today ? feast.add({ years: 1 }) : feast).toString();
}
