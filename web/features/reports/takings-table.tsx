import { useTranslation } from "react-i18next";
import { formatDay, formatMinutes, formatMoney } from "../../i18n/format.ts";
import type { Takings, TakingsReport } from "./queries.ts";
import classes from "./takings-table.module.css";

type Column = Exclude<keyof Takings, "refunds">;

/** The sum first, then the days, the latest first. On a phone each day is a block, without what it has none of. */
export function TakingsTable({ report: { currency, days, total } }: { report: TakingsReport }) {
  const { t } = useTranslation();
  const columns: Column[] = [
    "net",
    "cash",
    "mobileMoney",
    ...(total.unknown > 0 ? (["unknown"] as const) : []),
    "refunded",
    "payments",
    "sessionsClosed",
    "minutesPlayed",
  ];
  const show = (column: Column, value: number) => {
    if (column === "minutesPlayed") return formatMinutes(value);
    if (column === "payments" || column === "sessionsClosed") return value;
    return formatMoney(value, currency);
  };
  const cells = (figures: Takings) =>
    columns.map((column) => (
      <td key={column} data-label={t(`reports.${column}`)} data-nothing={figures[column] === 0 || undefined}>
        {show(column, figures[column])}
      </td>
    ));
  return (
    <table className={classes.takings}>
      <thead>
        <tr>
          <th scope="col">{t("reports.day")}</th>
          {columns.map((column) => (
            <th scope="col" key={column}>
              {t(`reports.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className={classes.total}>
          <th scope="row">{t("reports.total")}</th>
          {cells(total)}
        </tr>
        {days.toReversed().map(({ date, ...figures }) => (
          <tr key={date}>
            <th scope="row">{formatDay(date)}</th>
            {cells(figures)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
