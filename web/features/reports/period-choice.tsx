import { SegmentedControl, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { type PeriodName, periodOf, periods } from "./period.ts";
import type { Period } from "./queries.ts";

interface PeriodChoiceProps {
  /** The day that it is at the venue, as `2026-01-31`. */
  readonly today: string;
  readonly children: (period: Period) => ReactNode;
}

/** Which days a report is about, and the report. */
export function PeriodChoice({ today, children }: PeriodChoiceProps) {
  const { t } = useTranslation();
  const [name, setName] = useState<PeriodName>("week");
  const [other, setOther] = useState<Period>(() => periodOf("month", today));
  const period = name === "other" ? other : periodOf(name, today);
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
      {children(period)}
    </>
  );
}
