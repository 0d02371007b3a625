import { Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PagedView } from "../../ui/paged-view.tsx";
import { scansQuery } from "./queries.ts";
import { ScanList } from "./scan-list.tsx";

/** Who tried to use an invoice, and when. */
export function ScansOfInvoice({ invoiceId }: { invoiceId: number }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(scansQuery(invoiceId));
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="xs">
        {t("scans.ofInvoice")}
      </Title>
      <PagedView
        query={query}
        loading={t("scans.loading")}
        empty={<Text className="quiet">{t("scans.ofInvoiceEmpty")}</Text>}
      >
        {(scans) => <ScanList scans={scans} />}
      </PagedView>
    </section>
  );
}
