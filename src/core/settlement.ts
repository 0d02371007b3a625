import { BusinessError } from "./errors.ts";
import { changeDue, formatMoney } from "./money.ts";
import type { PaymentMethod } from "./payment-method.ts";

/** What is taken, handed over and handed back, in minor units. */
export interface Settlement {
  readonly amount: number;
  readonly tendered: number | null;
  readonly change: number | null;
}

/** What a payment comes to. Only cash knows change. Throws `amount_mismatch`, `tendered_too_small`. */
export function settle(
  payment: {
    readonly method: PaymentMethod;
    readonly amount: number;
    readonly tendered?: number | undefined;
  },
  due: { readonly price: number; readonly currency: string },
): Settlement {
  if (payment.amount !== due.price) {
    throw new BusinessError("amount_mismatch", {
      due: formatMoney(due.price, due.currency),
      amount: formatMoney(payment.amount, due.currency),
    });
  }
  if (payment.method !== "cash") return { amount: due.price, tendered: null, change: null };
  const tendered = payment.tendered ?? due.price;
  const change = changeDue(due.price, tendered);
  if (change < 0) {
    throw new BusinessError("tendered_too_small", { missing: formatMoney(-change, due.currency) });
  }
  return { amount: due.price, tendered, change };
}
