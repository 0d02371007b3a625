import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./finding-row.module.css";
import type { Finding } from "./queries.ts";
import { WhyLink } from "./why-link.tsx";

interface FindingRowProps {
  readonly finding: Finding;
  readonly action?: ReactNode;
  readonly onWhy: () => void;
}

/** One case of a check: whose it is, what is wrong with it, and the pages where it is looked into and decided. */
export function FindingRow({ finding, action, onWhy }: FindingRowProps) {
  const { t } = useTranslation();
  const { purchaseId, invoiceId, sessionId, detail } = finding;
  const name = nameOf(finding, t);
  return (
    <li className={classes.finding}>
      <div className={classes.words}>
        {name !== detail && <strong>{name}</strong>}
        <div className={name === detail ? undefined : "quiet"}>{detail}</div>
      </div>
      <div className={classes.links}>
        {purchaseId !== null && <WhyLink about={{ purchase: purchaseId }} onClick={onWhy} />}
        {sessionId !== null && (
          <Link to="/sessions/$sessionId" params={{ sessionId: String(sessionId) }}>
            {t("doctor.session", { id: sessionId })}
          </Link>
        )}
        {invoiceId !== null && (
          <Link to="/invoices/$invoiceId" params={{ invoiceId: String(invoiceId) }}>
            {t("doctor.invoice", { number: finding.invoiceNumber })}
          </Link>
        )}
        {action}
      </div>
    </li>
  );
}

/** What people call it by: the invoice, the player and the game, or what is wrong where it is nobody's. */
export function nameOf(finding: Finding, t: TFunction): string {
  const { invoiceNumber, purchaseId, playerName, gameName, detail } = finding;
  if (purchaseId === null) return detail;
  const number = invoiceNumber ?? t("doctor.purchase", { id: purchaseId });
  return [number, playerName, gameName].filter((part) => part !== null).join(" · ");
}
