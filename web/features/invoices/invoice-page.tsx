import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { InvoiceBadge } from "../../ui/status.tsx";
import { WhyLink } from "../doctor/why-link.tsx";
import { ScansOfInvoice } from "../scans/scans-of-invoice.tsx";
import { ChecklistView } from "../sessions/checklist.tsx";
import { InvoiceActions } from "./invoice-actions.tsx";
import { InvoiceFacts } from "./invoice-facts.tsx";
import { PrintLinks } from "./print-links.tsx";
import { QrCode } from "./qr-code.tsx";
import { invoiceQuery } from "./queries.ts";

/** One invoice: its QR while it can be used, what was paid, where it stands, and what can be done. */
export function InvoicePage() {
  const { t } = useTranslation();
  const id = Number(useParams({ strict: false }).invoiceId);
  const query = useQuery(invoiceQuery(id));
  return (
    <Page title={query.data ? t("invoices.one", { number: query.data.number }) : t("invoices.title")}>
      <QueryView query={query} loading={t("invoices.loadingOne")}>
        {(invoice) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Stack>
              <section className="surface">
                <Group justify="space-between" mb="sm">
                  <Text fz={22} fw={700}>
                    {invoice.player.name}
                  </Text>
                  <InvoiceBadge status={invoice.status} />
                </Group>
                {invoice.status === "pending" && <QrCode invoice={invoice} />}
                <Group mt="md" gap="xs">
                  <InvoiceActions invoice={invoice} />
                  <PrintLinks invoiceId={invoice.id} />
                  <WhyLink about={{ invoice: invoice.id }} />
                </Group>
              </section>
              <InvoiceFacts invoice={invoice} />
            </Stack>
            <Stack>
              <ChecklistView purchaseId={invoice.purchaseId} />
              <ScansOfInvoice invoiceId={invoice.id} />
            </Stack>
          </SimpleGrid>
        )}
      </QueryView>
    </Page>
  );
}
