import { BusinessError } from "../core/errors.ts";
import { changeDue, formatMoney } from "../core/money.ts";
import type { NewPayment } from "./schema.ts";

/** What is taken, handed over and handed back, in minor units. */
export interface Settlement {
  readonly amount: number;
  readonly tendered: number | null;
  readonly change: number | null;
}

/** What a payment comes to. Only cash knows change. Throws `amount_mismatch`, `tendered_too_small`. */
export function settle(input: NewPayment, due: { price: number; currency: string }): Settlement {
  if (input.amount !== due.price) {
    throw new BusinessError("amount_mismatch", {
      due: formatMoney(due.price, due.currency),
      amount: formatMoney(input.amount, due.currency),
    });
  }
  if (input.method !== "cash") return { amount: due.price, tendered: null, change: null };
  const tendered = input.tendered ?? due.price;
  const change = changeDue(due.price, tendered);
  if (change < 0)
    throw new BusinessError("tendered_too_small", { missing: formatMoney(-change, due.currency) });
  return { amount: due.price, tendered, change };
}
