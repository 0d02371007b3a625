import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import { Difference } from "./difference.tsx";
import type { ShiftReport } from "./queries.ts";
import classes from "./shift-report.module.css";

/** What a shift took, paid back and moved, and what should lie in the till. It prints on a receipt of 80 mm. */
export function ShiftReportView({ report }: { report: ShiftReport }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  const { shift } = report;
  const by = (who: string | undefined, when: string, named: "openedBy" | "closedBy") => {
    if (who !== undefined) return t(`tills.${named}`, { who, when });
    return t(named === "openedBy" ? "tills.openedAt" : "tills.closedAt", { when });
  };
  const gone = (shift.leftBefore ?? shift.openingCash) - shift.openingCash;
  const sinceCount =
    gone === 0
      ? undefined
      : t(gone > 0 ? "tills.lessThanLeft" : "tills.moreThanLeft", { amount: money(Math.abs(gone)) });
  const paidBack = (count: number) => (count > 0 ? t("tills.paidBack", { count }) : undefined);
  return (
    <div className={classes.report}>
      <div>
        <Title order={2} size="h4">
          {shift.till.name} ·{" "}
          {report.kind === "X" ? t("tills.xReport") : t("tills.zReport", { id: shift.id })}
        </Title>
        <Text className="quiet">{by(shift.openedBy?.name, instant(shift.openedAt), "openedBy")}</Text>
        {shift.closedAt !== null && (
          <Text className="quiet">{by(shift.closedBy?.name, instant(shift.closedAt), "closedBy")}</Text>
        )}
        {shift.origin === "before" && <Text>{t("tills.before")}</Text>}
      </div>
      <dl className={list.facts}>
        <Line word={t("tills.float")} hint={sinceCount}>
          {money(report.openingCash)}
        </Line>
        <Line word={t("tills.sales")}>+ {money(report.cashPayments)}</Line>
        {report.cashRefunds > 0 && <Line word={t("tills.refunds")}>− {money(report.cashRefunds)}</Line>}
        {report.cashIn > 0 && <Line word={t("tills.cashIn")}>+ {money(report.cashIn)}</Line>}
        {report.cashOut > 0 && <Line word={t("tills.cashOut")}>− {money(report.cashOut)}</Line>}
      </dl>
      <div className={classes.expected}>
        <span>{t("tills.expected")}</span>
        <strong data-testid="expected">{money(shift.expectedCash ?? report.expectedCash)}</strong>
      </div>
      {shift.countedCash !== null && shift.difference !== null && (
        <>
          <dl className={list.facts}>
            <Line word={t("tills.counted")}>{money(shift.countedCash)}</Line>
          </dl>
          <Difference difference={shift.difference} />
        </>
      )}
      {shift.note !== null && <Text>{t("tills.quoted", { note: shift.note })}</Text>}
      {report.methods.length > 0 && (
        <Part title={t("tills.methods")}>
          {report.methods.map(({ method, payments, taken, refunds, refunded }) => (
            <Line
              key={method}
              word={t(`tills.method.${method}`)}
              hint={[payments > 0 && t("tills.payments", { count: payments }), paidBack(refunds)]
                .filter(Boolean)
                .join(" · ")}
            >
              {money(taken - refunded)}
            </Line>
          ))}
          {report.memberships.payments + report.memberships.refunds > 0 && (
            <Line
              word={t("tills.memberships", { count: report.memberships.payments })}
              hint={paidBack(report.memberships.refunds)}
            >
              {money(report.memberships.taken - report.memberships.refunded)}
            </Line>
          )}
        </Part>
      )}
      {report.movements.length > 0 && (
        <Part title={t("tills.movements")}>
          {report.movements.map(({ id, kind, amount, reason, by: who }) => (
            <Line key={id} word={reason} hint={who?.name}>
              {kind === "in" ? "+" : "−"} {money(amount)}
            </Line>
          ))}
        </Part>
      )}
      {shift.counts !== null && (
        <Part title={t("tills.pieces")}>
          {Object.entries(shift.counts)
            .toReversed()
            .map(([piece, count]) => (
              <Line key={piece} word={`${count} × ${money(Number(piece))}`}>
                {money(Number(piece) * count)}
              </Line>
            ))}
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      <dl className={list.facts}>{children}</dl>
    </section>
  );
}

function Line({ word, hint, children }: { word: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <>
      <dt>
        {word}
        {hint !== undefined && <span className={classes.hint}>{hint}</span>}
      </dt>
      <dd className={classes.amount}>{children}</dd>
    </>
  );
}
