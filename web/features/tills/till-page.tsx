import { Button, SegmentedControl } from "@mantine/core";
import { IconCashRegister, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useMay } from "../account/permissions.ts";
import { meQuery } from "../account/queries.ts";
import { useCloseShift, useHandOver } from "./actions.ts";
import { CountForm } from "./count-form.tsx";
import { MoveCash } from "./move-cash.tsx";
import { ClosedTill } from "./open-shift.tsx";
import { type ShiftReport, shiftReportQuery, type Till, tillsQuery } from "./queries.ts";
import { ShiftReportView } from "./shift-report.tsx";
import classes from "./till-page.module.css";

/** The clerk's till: opened with a count, looked at any time, closed or handed over with a count. */
export function TillPage() {
  const { t } = useTranslation();
  const query = useQuery(tillsQuery);
  return (
    <Page
      title={t("tills.title")}
      narrow
      actions={
        <Button
          variant="default"
          leftSection={<IconHistory size={20} aria-hidden />}
          renderRoot={(props) => <Link to="/shifts" {...props} />}
        >
          {t("tills.history")}
        </Button>
      }
    >
      <QueryView query={query} loading={t("tills.loading")}>
        {(tills) => <Tills tills={tills.filter(({ active }) => active)} />}
      </QueryView>
    </Page>
  );
}

function Tills({ tills }: { tills: readonly Till[] }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  // One's own, or else one that is open: what one most likely came for.
  const own = tills.find(({ openShift }) => openShift?.openedBy?.id === me?.userId);
  const suggested = own ?? tills.find(({ openShift }) => openShift !== null) ?? tills[0];
  const till = tills.find(({ id }) => String(id) === chosen) ?? suggested;
  if (!till) {
    return (
      <Empty icon={<IconCashRegister size={28} />} title={t("tills.noneTitle")} hint={t("tills.noneHint")} />
    );
  }
  return (
    <div className="stack">
      {tills.length > 1 && (
        <SegmentedControl
          aria-label={t("tills.which")}
          value={String(till.id)}
          onChange={setChosen}
          data={tills.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      )}
      {till.openShift === null ? (
        <ClosedTill till={till} />
      ) : (
        <OpenShift key={till.openShift.id} id={till.openShift.id} />
      )}
    </div>
  );
}

function OpenShift({ id }: { id: number }) {
  const { t } = useTranslation();
  const query = useQuery(shiftReportQuery(id));
  return (
    <QueryView query={query} loading={t("tills.loading")}>
      {(report) => <Shift report={report} />}
    </QueryView>
  );
}

function Shift({ report }: { report: ShiftReport }) {
  const { t } = useTranslation();
  const mayMoveCash = useMay("record_cash");
  const navigate = useNavigate();
  const { id } = report.shift;
  const [counting, setCounting] = useState<"close" | "handOver" | null>(null);
  const showReport = () => {
    void navigate({ to: "/shifts/$shiftId", params: { shiftId: String(id) } });
  };
  const close = useCloseShift(id, showReport);
  const handOver = useHandOver(id, showReport);
  if (counting !== null) {
    return (
      <CountForm
        report={report}
        handsOver={counting === "handOver"}
        pending={close.isPending || handOver.isPending}
        error={close.error ?? handOver.error}
        onConfirm={(count, nextClerkId) => {
          if (nextClerkId === null) close.mutate(count);
          else handOver.mutate({ ...count, nextClerkId });
        }}
        onBack={() => {
          setCounting(null);
          close.reset();
          handOver.reset();
        }}
      />
    );
  }
  return (
    <div className="surface">
      <ShiftReportView report={report} />
      <div className={classes.buttons}>
        {mayMoveCash && <MoveCash shiftId={id} expectedCash={report.expectedCash} />}
        <Button variant="default" onClick={() => setCounting("handOver")}>
          {t("tills.handOver")}
        </Button>
        <Button onClick={() => setCounting("close")}>{t("tills.close")}</Button>
      </div>
    </div>
  );
}
