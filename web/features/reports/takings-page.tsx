import { Button } from "@mantine/core";
import { IconReportMoney, IconReportSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../app/server-clock.ts";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { venueQuery } from "../venue/queries.ts";
import { dayIn } from "./period.ts";
import { PeriodChoice } from "./period-choice.tsx";
import { type Period, type TakingsReport, takingsQuery } from "./queries.ts";
import { TakingsTable } from "./takings-table.tsx";

/** What each day of a period brought, for the owner. */
export function TakingsPage() {
  const { t } = useTranslation();
  const venue = useQuery(venueQuery);
  return (
    <Page
      title={t("reports.title")}
      actions={
        <Button
          variant="default"
          leftSection={<IconReportSearch size={20} aria-hidden />}
          renderRoot={(props) => <Link to="/losses" {...props} />}
        >
          {t("reports.lossesTitle")}
        </Button>
      }
    >
      <QueryView query={venue} loading={t("reports.loading")}>
        {({ timeZone }) => (
          <PeriodChoice today={dayIn(timeZone, serverNow())}>
            {(period) => <TakingsOf period={period} />}
          </PeriodChoice>
        )}
      </QueryView>
    </Page>
  );
}

function TakingsOf({ period }: { period: Period }) {
  const { t } = useTranslation();
  const query = useQuery(takingsQuery(period));
  return (
    <div className="surface">
      <QueryView query={query} loading={t("reports.loading")}>
        {(report) =>
          isEmpty(report) ? (
            <Empty
              icon={<IconReportMoney size={28} />}
              title={t("reports.emptyTitle")}
              hint={t("reports.emptyHint")}
            />
          ) : (
            <TakingsTable report={report} />
          )
        }
      </QueryView>
    </div>
  );
}

function isEmpty({ total }: TakingsReport): boolean {
  return Object.values(total).every((figure) => figure === 0);
}
