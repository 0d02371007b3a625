import { Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { MoreButton } from "../../ui/more-button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
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
      <QueryView query={query} loading={t("scans.loading")}>
        {({ pages }) => {
          const scans = pages.flatMap((page) => page.items);
          if (scans.length === 0) return <Text className="quiet">{t("scans.ofInvoiceEmpty")}</Text>;
          return (
            <>
              <ScanList scans={scans} />
              <MoreButton query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
