import { IconScanEye } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/messages.tsx";
import { MoreButton } from "../../ui/more-button.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { scansQuery } from "./queries.ts";
import { ScanList } from "./scan-list.tsx";

/** Every attempt at the counter, refused ones too. */
export function ScansPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(scansQuery());
  return (
    <Page title={t("scans.title")} narrow>
      <QueryView query={query} loading={t("scans.loading")}>
        {({ pages }) => {
          const scans = pages.flatMap((page) => page.items);
          if (scans.length === 0) {
            return (
              <Empty
                icon={<IconScanEye size={28} />}
                title={t("scans.emptyTitle")}
                hint={t("scans.emptyHint")}
              />
            );
          }
          return (
            <div className="surface">
              <ScanList scans={scans} />
              <MoreButton query={query} />
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}
