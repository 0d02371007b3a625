import { expectedCash } from "../core/cash.ts";
import { BusinessError } from "../core/errors.ts";
import { formatMoney } from "../core/money.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readVenue } from "../venues/queries.ts";
import { readCashFlow } from "./report.ts";

/**
 * After cash was written out of a shift's till: throws `till_short`, which undoes it, where less than that should have
 * lain there. Holds the shift against others who take cash out at this moment, not against payments.
 */
export async function refuseShortTill(
  { tx, actor }: ActionContext,
  shiftId: number,
  amount: number,
): Promise<void> {
  const shift = await tx
    .selectFrom("shifts")
    .select(["id", "opening_cash"])
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", shiftId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  // A statement of its own, which sees what the lock waited for.
  const left = expectedCash(await readCashFlow(tx, actor.venueId, shift));
  if (left >= 0) return;
  const { currency } = await readVenue(tx, actor.venueId);
  throw new BusinessError("till_short", {
    amount: formatMoney(amount, currency),
    expected: formatMoney(left + amount, currency),
  });
}
