import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import { VenueHead } from "../venue/venue-head.tsx";
import type { Invoice } from "./queries.ts";

/** What was sold and paid, and when what happened to the invoice. */
export function InvoiceFacts({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  const { payment, activatedAt, activatedBy, refund } = invoice;
  const whenAndWho = (at: string, who: string | null) =>
    who === null ? instant(at) : t("invoices.whenAndWho", { when: instant(at), who });
  const facts: Array<[string, string]> = [
    [t("invoices.package"), `${invoice.gameName} · ${formatMinutes(invoice.minutes)}`],
    [t("invoices.price"), invoice.billed ? money(invoice.price) : t("invoices.priceAtEnd")],
  ];
  if (payment) {
    facts.push([t(`invoices.${payment.method}`), money(payment.amount)]);
    if (payment.tendered !== null && payment.change !== null) {
      facts.push([t("invoices.tendered"), money(payment.tendered)]);
      facts.push([t("invoices.change"), money(payment.change)]);
    }
  }
  facts.push([t("invoices.issuedAt"), instant(invoice.issuedAt)]);
  if (invoice.status === "pending") facts.push([t("invoices.validUntil"), instant(invoice.expiresAt)]);
  if (activatedAt !== null) {
    facts.push([t("invoices.activated"), whenAndWho(activatedAt, activatedBy)]);
  }
  if (invoice.usedAt !== null) facts.push([t("invoices.used"), instant(invoice.usedAt)]);
  if (refund !== null) {
    facts.push([t("invoices.refunded"), whenAndWho(refund.at, refund.by)]);
    if (refund.reason !== null) facts.push([t("invoices.refundReason"), refund.reason]);
  }
  return (
    <section className="surface">
      <VenueHead />
      <dl className={list.facts}>
        {facts.map(([label, value]) => (
          <FactLine key={label} label={label} value={value} />
        ))}
      </dl>
    </section>
  );
}

function FactLine({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
