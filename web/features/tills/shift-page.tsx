import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { shiftReportQuery } from "./queries.ts";
import { ShiftReportView } from "./shift-report.tsx";
import classes from "./till-page.module.css";

/** One shift's report, to look at and to print. */
export function ShiftPage() {
  const { t } = useTranslation();
  const { shiftId } = useParams({ strict: false }) as { shiftId: string };
  const query = useQuery(shiftReportQuery(Number(shiftId)));
  return (
    <Page title={t("tills.title")} narrow>
      <QueryView query={query} loading={t("tills.loading")}>
        {(report) => (
          <div className="surface">
            <ShiftReportView report={report} />
            <div className={classes.buttons}>
              <Button leftSection={<IconPrinter size={20} aria-hidden />} onClick={() => window.print()}>
                {t("tills.print")}
              </Button>
              <Button variant="default" renderRoot={(props) => <Link to="/till" {...props} />}>
                {t("tills.back")}
              </Button>
            </div>
          </div>
        )}
      </QueryView>
    </Page>
  );
}
