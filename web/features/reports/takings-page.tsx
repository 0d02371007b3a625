import { SegmentedControl, TextInput } from "@mantine/core";
import { IconReportMoney } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../app/server-clock.ts";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { venueQuery } from "../venue/queries.ts";
import { dayIn, type PeriodName, periodOf, periods } from "./period.ts";
import { type Period, type TakingsReport, takingsQuery } from "./queries.ts";
import { TakingsTable } from "./takings-table.tsx";

/** What each day of a period brought, for the owner. */
export function TakingsPage() {
  const { t } = useTranslation();
  const venue = useQuery(venueQuery);
  return (
    <Page title={t("reports.title")}>
      <QueryView query={venue} loading={t("reports.loading")}>
        {({ timeZone }) => <TakingsUntil today={dayIn(timeZone, serverNow())} />}
      </QueryView>
    </Page>
  );
}

function TakingsUntil({ today }: { today: string }) {
  const { t } = useTranslation();
  const [name, setName] = useState<PeriodName>("week");
  const [other, setOther] = useState<Period>(() => periodOf("month", today));
  const period = name === "other" ? other : periodOf(name, today);
  const query = useQuery(takingsQuery(period));
  const choose = (chosen: string) => {
    if (chosen === "other") setOther(period);
    setName(chosen as PeriodName);
  };
  // A date that is only half typed is none.
  const change = (part: Partial<Period>) => {
    if (Object.values(part).every((date) => date !== "")) setOther({ ...other, ...part });
  };
  return (
    <>
      <div className={list.tools}>
        <SegmentedControl
          aria-label={t("reports.period")}
          value={name}
          onChange={choose}
          data={periods.map((value) => ({ value, label: t(`reports.periods.${value}`) }))}
        />
        {name === "other" && (
          <>
            <TextInput
              type="date"
              label={t("reports.from")}
              value={other.from}
              max={other.to}
              onChange={({ currentTarget }) => change({ from: currentTarget.value })}
            />
            <TextInput
              type="date"
              label={t("reports.to")}
              value={other.to}
              min={other.from}
              onChange={({ currentTarget }) => change({ to: currentTarget.value })}
            />
          </>
        )}
      </div>
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
    </>
  );
}

function isEmpty({ total }: TakingsReport): boolean {
  return Object.values(total).every((figure) => figure === 0);
}
