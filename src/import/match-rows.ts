import type { Notebook } from "./notebook.ts";
import type { OldInvoice, OldRecords, OldSession } from "./old-records.ts";
import type { OldSaleRows } from "./plan-sales.ts";

/** Puts purchase, invoice and session together. What belongs to no purchase, or is one too many, is refused. */
export function matchRows(
  { purchases, invoices, sessions }: Pick<OldRecords, "purchases" | "invoices" | "sessions">,
  notebook: Notebook,
): OldSaleRows[] {
  const known = new Set(purchases.map((purchase) => purchase.id));
  const invoiceOf = new Map<number, OldInvoice>();
  const purchaseOfInvoice = new Map<number, number>();
  for (const invoice of invoices) {
    const { purchaseId } = invoice;
    if (purchaseId === null || !known.has(purchaseId)) {
      notebook.refuse("purchase_missing", "invoices", invoice.id, `${invoice.number} ${invoice.status}`);
    } else if (invoiceOf.has(purchaseId)) {
      notebook.refuse(
        "second_of_its_purchase",
        "invoices",
        invoice.id,
        `${invoice.number} ${invoice.status}`,
      );
    } else {
      invoiceOf.set(purchaseId, invoice);
      purchaseOfInvoice.set(invoice.id, purchaseId);
    }
  }
  const sessionOf = new Map<number, OldSession>();
  // A session that names its invoice comes before one that only names the purchase.
  const named = sessions.filter(({ invoiceId }) => invoiceId !== null && purchaseOfInvoice.has(invoiceId));
  const others = sessions.filter(({ invoiceId }) => invoiceId === null || !purchaseOfInvoice.has(invoiceId));
  for (const session of [...named, ...others]) {
    const purchaseId = purchaseOfInvoice.get(session.invoiceId ?? 0) ?? session.purchaseId;
    if (purchaseId === null || !known.has(purchaseId)) {
      notebook.refuse("purchase_missing", "active_game_sessions_v2", session.id, session.status);
    } else if (sessionOf.has(purchaseId)) {
      notebook.refuse("second_of_its_purchase", "active_game_sessions_v2", session.id, session.status);
    } else sessionOf.set(purchaseId, session);
  }
  return purchases.map((purchase) => ({
    purchase,
    invoice: invoiceOf.get(purchase.id) ?? null,
    session: sessionOf.get(purchase.id) ?? null,
  }));
}
