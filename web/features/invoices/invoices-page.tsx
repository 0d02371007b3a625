import { Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconReceiptOff, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { InvoiceBadge } from "../../ui/status.tsx";
import { ScanLogLink } from "../scans/scan-log-link.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { type InvoiceStatus, invoicesQuery } from "./queries.ts";

const statuses: readonly InvoiceStatus[] = ["pending", "active", "used", "expired", "cancelled", "refunded"];

/** Every invoice, found by its number, its player or its status. */
export function InvoicesPage() {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<InvoiceStatus | undefined>();
  const [settled] = useDebouncedValue(search.trim(), 200);
  const query = useInfiniteQuery(invoicesQuery(status, settled));
  return (
    <Page title={t("invoices.title")} actions={<ScanLogLink />}>
      <div className={list.tools}>
        <TextInput
          className={list.grow}
          type="search"
          label={t("invoices.searchLabel")}
          placeholder={t("invoices.searchPlaceholder")}
          leftSection={<IconSearch size={20} aria-hidden />}
          autoComplete="off"
          maxLength={60}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          label={t("invoices.status")}
          data={[
            { value: "all", label: t("invoices.all") },
            ...statuses.map((value) => ({ value, label: t(`status.invoice.${value}`) })),
          ]}
          value={status ?? "all"}
          allowDeselect={false}
          onChange={(value) => setStatus(value === "all" ? undefined : (value as InvoiceStatus))}
        />
      </div>
      <PagedView
        query={query}
        loading={t("invoices.loading")}
        empty={
          <Empty
            icon={<IconReceiptOff size={28} />}
            title={t("invoices.emptyTitle")}
            hint={t("invoices.emptyHint")}
          />
        }
      >
        {(invoices) => (
          <ul className={list.list}>
            {invoices.map((invoice) => (
              <li key={invoice.id}>
                <Link
                  to="/invoices/$invoiceId"
                  params={{ invoiceId: String(invoice.id) }}
                  className={list.row}
                >
                  <span className={list.main}>
                    {invoice.number} · {invoice.player.name}
                  </span>
                  <span className={list.end}>
                    <InvoiceBadge status={invoice.status} />
                  </span>
                  <span className="quiet">
                    {invoice.gameName} · {formatMinutes(invoice.minutes)} ·{" "}
                    {invoice.billed ? money(invoice.price) : t("invoices.priceAtEnd")}
                  </span>
                  <span className={`quiet ${list.end}`}>{instant(invoice.issuedAt)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </PagedView>
    </Page>
  );
}
