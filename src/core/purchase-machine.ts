import { type Machine, transition } from "./machine.ts";

export const paymentStatuses = ["pending", "completed", "refunded", "failed", "cancelled"] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];
export type PurchaseTrigger = "pay" | "fail" | "cancel" | "refund";

/** Everything that can happen to the payment of a purchase. */
export const purchaseMachine: Machine<PaymentStatus, PurchaseTrigger> = {
  pay: { pending: "completed" },
  fail: { pending: "failed" },
  cancel: { pending: "cancelled" },
  refund: { completed: "refunded" },
};

/** The payment status after a trigger; null when the machine has no such transition. */
export function nextPaymentStatus(status: PaymentStatus, trigger: PurchaseTrigger): PaymentStatus | null {
  return transition(purchaseMachine, status, trigger);
}
