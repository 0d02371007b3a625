import { Button } from "@mantine/core";
import { IconFileTypePdf, IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** The invoice on paper: an 80 mm roll at the counter, or A4. */
export function PrintLinks({ invoiceId }: { invoiceId: number }) {
  const { t } = useTranslation();
  const address = (format: string) => `/api/v1/invoices/${invoiceId}/document.pdf?format=${format}`;
  return (
    <>
      <Button
        component="a"
        href={address("80mm")}
        target="_blank"
        variant="default"
        leftSection={<IconPrinter size={20} aria-hidden />}
      >
        {t("invoices.printTicket")}
      </Button>
      <Button
        component="a"
        href={address("a4")}
        target="_blank"
        variant="default"
        leftSection={<IconFileTypePdf size={20} aria-hidden />}
      >
        {t("invoices.printPage")}
      </Button>
    </>
  );
}
