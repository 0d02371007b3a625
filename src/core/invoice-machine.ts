import { type Machine, transition } from "./machine.ts";

export const invoiceStatuses = ["pending", "active", "used", "expired", "cancelled", "refunded"] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];
export type InvoiceTrigger = "scan" | "session_end" | "expiry" | "cancel" | "refund";

/** Everything that can happen to an invoice: a scan activates it once, the end of its session uses it up. */
export const invoiceMachine: Machine<InvoiceStatus, InvoiceTrigger> = {
  scan: { pending: "active" },
  session_end: { active: "used" },
  expiry: { pending: "expired" },
  cancel: { pending: "cancelled" },
  refund: { pending: "refunded", active: "refunded", expired: "refunded", cancelled: "refunded" },
};

/** True when a refund is a favour that only an administrator grants: see docs/adr/0009. */
export function isRefundAtDiscretion(status: InvoiceStatus): boolean {
  return status === "expired" || status === "cancelled";
}

/** The invoice status after a trigger; null when the machine has no such transition. */
export function nextInvoiceStatus(status: InvoiceStatus, trigger: InvoiceTrigger): InvoiceStatus | null {
  return transition(invoiceMachine, status, trigger);
}

/** Why a scan of an invoice in this status is refused; null when it may be activated. */
export function scanRefusal(status: InvoiceStatus) {
  const refusals = {
    pending: null,
    active: "already_active",
    used: "already_used",
    expired: "expired",
    cancelled: "cancelled",
    refunded: "refunded",
  } as const;
  return refusals[status];
}
