import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Leads to the invoice that a refusal speaks of. */
export function InvoiceButton({ id }: { id: number }) {
  const { t } = useTranslation();
  return (
    <Button
      size="sm"
      variant="default"
      renderRoot={(props) => <Link to="/invoices/$invoiceId" params={{ invoiceId: String(id) }} {...props} />}
    >
      {t("invoices.see")}
    </Button>
  );
}
