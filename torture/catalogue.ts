import { createPackage } from "../src/catalog/actions.ts";
import type { ActionContext } from "../src/db/transaction.ts";
import type { Pass } from "./acts/till.ts";

const EVERY_MINUTES = 20;
const LONG_MINUTES = 40;
const DAY_MINUTES = 24 * 60;

/**
 * Passes whose windows cover the day and overlap, so that there is always one with at least a quarter of an hour left,
 * for which it is sold, and with so little left that its end comes while the centre is tortured.
 */
export async function addPasses(context: ActionContext, gameId: number): Promise<Pass[]> {
  const passes: Pass[] = [];
  for (let from = 0; from < DAY_MINUTES; from += EVERY_MINUTES) {
    const until = (from + LONG_MINUTES) % DAY_MINUTES;
    const [begin, end] = [timeOfDay(from), timeOfDay(until)];
    const { id, price } = await createPackage(context, {
      gameId,
      name: `${begin} to ${end}`,
      kind: "pass",
      price: 300,
      window: { from: begin, until: end, days: [1, 2, 3, 4, 5, 6, 7], onHolidays: "as_usual" },
      active: true,
    });
    passes.push({ id, price, fromMinute: from });
  }
  return passes;
}

/**
 * Open-ended play that reaches its steps, its ceiling and the minutes after which it closes itself within the little time
 * that a round lasts: the one is dear and capped, the other is not.
 */
export async function addOpenPackages(context: ActionContext, gameId: number): Promise<number[]> {
  const capped = { minutes: 4, price: 3_000, open: { stepMinutes: 1, minimumPrice: 75, ceilingPrice: 125 } };
  const free = { minutes: 3, price: 1_250, open: { stepMinutes: 2, minimumPrice: 0, ceilingPrice: null } };
  const made = [
    await createPackage(context, { gameId, name: "capped", kind: "open", active: true, ...capped }),
    await createPackage(context, { gameId, name: "free", kind: "open", active: true, ...free }),
  ];
  return made.map(({ id }) => id);
}

/** The pass that a clerk offers at an instant: the youngest window that is open. The centre's clock shows UTC. */
export function passAt(passes: readonly Pass[], at: number): Pass | undefined {
  const minute = Math.floor(at / 60_000) % DAY_MINUTES;
  return passes.find(({ fromMinute }) => fromMinute <= minute && minute < fromMinute + EVERY_MINUTES);
}

function timeOfDay(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
