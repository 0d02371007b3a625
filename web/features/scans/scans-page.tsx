import { IconScanEye } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { scansQuery } from "./queries.ts";
import { ScanList } from "./scan-list.tsx";

/** Every attempt at the counter, refused ones too. */
export function ScansPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(scansQuery());
  return (
    <Page title={t("scans.title")} narrow>
      <div className="surface">
        <PagedView
          query={query}
          loading={t("scans.loading")}
          empty={
            <Empty
              icon={<IconScanEye size={28} />}
              title={t("scans.emptyTitle")}
              hint={t("scans.emptyHint")}
            />
          }
        >
          {(scans) => <ScanList scans={scans} />}
        </PagedView>
      </div>
    </Page>
  );
}
