import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Leads to an invoice, by its number where it is known: that of a refusal is not. */
export function InvoiceButton({ id, number }: { id: number; number?: string }) {
  const { t } = useTranslation();
  return (
    <Button
      size="sm"
      variant="default"
      renderRoot={(props) => <Link to="/invoices/$invoiceId" params={{ invoiceId: String(id) }} {...props} />}
    >
      {number ?? t("invoices.see")}
    </Button>
  );
}
