import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { SeverityBadge } from "../../ui/status.tsx";
import { nameOf } from "./finding-row.tsx";
import classes from "./notice-list.module.css";
import type { Check } from "./queries.ts";

/** What is only good to know, folded: the invoices that wait for their customers. */
export function NoticeList({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { severity, title, meaning, found, findings } = check;
  return (
    <details className="surface">
      <summary className={classes.summary}>
        <SeverityBadge severity={severity} /> {t("doctor.notices", { title, found })}
      </summary>
      <Text my="sm">{meaning}</Text>
      <ul className={list.list}>
        {findings.map((finding) => (
          <li key={finding.key}>
            {finding.invoiceId === null ? (
              <div className={list.row}>{finding.detail}</div>
            ) : (
              <Link
                to="/invoices/$invoiceId"
                params={{ invoiceId: String(finding.invoiceId) }}
                className={list.row}
              >
                <span className={list.main}>{nameOf(finding, t)}</span>
                <span className={`quiet ${list.end}`}>{finding.detail}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {found > findings.length && (
        <Text mt="sm">
          {t("doctor.shown", { shown: findings.length, found })}{" "}
          <Link to="/invoices">{t("doctor.allInvoices")}</Link>
        </Text>
      )}
    </details>
  );
}
