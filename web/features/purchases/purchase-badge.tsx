import { InvoiceBadge, PaymentBadge, SessionBadge } from "../../ui/status.tsx";
import type { Purchase } from "./queries.ts";

/** Where a purchase stands, by the furthest thing that became of it: session, invoice or payment. */
export function PurchaseBadge({ purchase }: { purchase: Purchase }) {
  if (purchase.paymentStatus !== "completed") return <PaymentBadge status={purchase.paymentStatus} />;
  if (purchase.session) return <SessionBadge look={purchase.session.status} />;
  if (purchase.invoice) return <InvoiceBadge status={purchase.invoice.status} />;
  return <PaymentBadge status={purchase.paymentStatus} />;
}
