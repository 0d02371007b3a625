import { Title } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { serverNow } from "../../app/server-clock.ts";
import { formatMinutes, formatMoney } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { venueQuery } from "../venue/queries.ts";
import classes from "./losses-page.module.css";
import { dayIn } from "./period.ts";
import { PeriodChoice } from "./period-choice.tsx";
import { type Losses, lossesQuery, type Period } from "./queries.ts";

/** What left the till and what was given away, a card a person, for the owner. */
export function LossesPage() {
  const { t } = useTranslation();
  const venue = useQuery(venueQuery);
  return (
    <Page title={t("reports.lossesTitle")}>
      <QueryView query={venue} loading={t("reports.loading")}>
        {({ timeZone }) => (
          <PeriodChoice today={dayIn(timeZone, serverNow())}>
            {(period) => <LossesOf period={period} />}
          </PeriodChoice>
        )}
      </QueryView>
    </Page>
  );
}

function LossesOf({ period }: { period: Period }) {
  const { t } = useTranslation();
  const query = useQuery(lossesQuery(period));
  return (
    <QueryView query={query} loading={t("reports.loading")}>
      {({ people, total, currency }) =>
        people.length === 0 ? (
          <Empty
            icon={<IconShieldCheck size={28} />}
            title={t("reports.noLossTitle")}
            hint={t("reports.noLossHint")}
          />
        ) : (
          <div className={classes.people}>
            {people.length > 1 && (
              <Figures name={t("reports.everybody")} losses={total} currency={currency} />
            )}
            {people.map(({ userId, apiKeyId, name, ...losses }) => (
              <Figures
                key={`${userId} ${apiKeyId}`}
                name={name ?? t("reports.nobody")}
                losses={losses}
                currency={currency}
              />
            ))}
          </div>
        )
      }
    </QueryView>
  );
}

function Figures({ name, losses, currency }: { name: string; losses: Losses; currency: string }) {
  const { t } = useTranslation();
  const lines: ReadonlyArray<readonly [what: string, count: number, worth: string | null]> = [
    [t("reports.voids"), losses.voids, formatMoney(losses.voided, currency)],
    [t("reports.leftUnpaid"), losses.leftUnpaid, formatMoney(losses.owed, currency)],
    [t("reports.refunds"), losses.refunds, formatMoney(losses.refunded, currency)],
    [t("reports.refundsNotApproved"), losses.refundsNotApproved, null],
    [t("reports.extensions"), losses.extensions, formatMinutes(losses.minutesGiven)],
    [t("reports.forceCompletions"), losses.forceCompletions, formatMinutes(losses.minutesWrittenOff)],
    [t("reports.cashOuts"), losses.cashOuts, formatMoney(losses.cashOut, currency)],
    [t("reports.openedBelow"), losses.openedBelow, formatMoney(losses.takenBetween, currency)],
  ];
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="xs">
        {name}
      </Title>
      <dl className={list.facts}>
        {lines
          .filter(([, count]) => count > 0)
          .map(([what, count, worth]) => (
            <div key={what} className={classes.line}>
              <dt>
                {what} × {count}
              </dt>
              <dd>{worth}</dd>
            </div>
          ))}
        {losses.shifts > 0 && (
          <div className={classes.line}>
            <dt>
              {t("reports.shifts")} × {losses.shifts}
            </dt>
            <dd>{wordDifference(losses, currency, t("reports.right"))}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function wordDifference({ cashMissing, cashOver }: Losses, currency: string, right: string): string {
  const parts = [
    ...(cashMissing > 0 ? [`− ${formatMoney(cashMissing, currency)}`] : []),
    ...(cashOver > 0 ? [`+ ${formatMoney(cashOver, currency)}`] : []),
  ];
  return parts.length === 0 ? right : parts.join(" · ");
}
