import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import type { DaySummary, Summary } from "./queries.ts";
import classes from "./summary-details.module.css";

/** The two days side by side, and what is open now. */
export function SummaryDetails({ summary }: { summary: Summary }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  const { open, invoicesWaiting, pausedByOutage, outages, lastBackupAt } = summary;
  return (
    <div className={classes.details}>
      <table className={classes.days}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("summary.days.yesterday")}</th>
            <th scope="col">{t("summary.days.today")}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(summary, money).map(({ word, read }) => (
            <tr key={word}>
              <th scope="row">{t(`summary.${word}`)}</th>
              <td>{read(summary.yesterday)}</td>
              <td>{read(summary.today)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className={list.facts}>
        <dt>{t("summary.now")}</dt>
        <dd>{t("summary.open", open)}</dd>
        <dt>{t("summary.waiting")}</dt>
        <dd>{invoicesWaiting}</dd>
        <dt>{t("summary.outages")}</dt>
        <dd>
          {outages.length === 0 && t("summary.noOutage")}
          {outages.map(({ from, to, sessions }) => (
            <div key={to}>
              {t("summary.outage", { from: instant(from), to: instant(to), count: sessions })}
            </div>
          ))}
        </dd>
        {pausedByOutage > 0 && (
          <>
            <dt>{t("summary.pausedByOutage")}</dt>
            <dd>{pausedByOutage}</dd>
          </>
        )}
        <dt>{t("summary.lastBackup")}</dt>
        <dd>{lastBackupAt === null ? t("summary.noBackup") : instant(lastBackupAt)}</dd>
      </dl>
    </div>
  );
}

type Row = {
  readonly word:
    | "takings"
    | "cash"
    | "mobileMoney"
    | "refunded"
    | "sales"
    | "refunds"
    | "sessions"
    | "played";
  readonly read: (day: DaySummary) => string | number;
};

const counted: readonly Row[] = [
  { word: "sales", read: ({ purchases }) => purchases },
  { word: "refunds", read: ({ refunds }) => refunds },
  { word: "sessions", read: ({ sessionsClosed }) => sessionsClosed },
  { word: "played", read: ({ minutesPlayed }) => formatMinutes(minutesPlayed) },
];

/** Money comes first, where it is told at all. */
function rowsOf({ today }: Summary, money: (amount: number) => string): readonly Row[] {
  if (today.takings === null) return counted;
  const amount = (read: (takings: NonNullable<DaySummary["takings"]>) => number) => (day: DaySummary) =>
    day.takings === null ? "" : money(read(day.takings));
  return [
    { word: "takings", read: amount(({ total }) => total) },
    { word: "cash", read: amount(({ cash }) => cash) },
    { word: "mobileMoney", read: amount(({ mobileMoney }) => mobileMoney) },
    { word: "refunded", read: amount(({ refunded }) => refunded) },
    ...counted,
  ];
}
