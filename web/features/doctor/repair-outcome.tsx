import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RepairReport } from "./queries.ts";
import classes from "./repair-outcome.module.css";

type Steps = RepairReport["steps"];

/** What came of a repair: how much is mended, what waits for a decision, what could not be done and why. */
export function RepairOutcome({ steps }: { steps: Steps }) {
  const { t } = useTranslation();
  const of = (outcome: Steps[number]["outcome"]) => steps.filter((step) => step.outcome === outcome);
  const repaired = of("repaired").length;
  const undecided = of("needs_decision").length;
  const failed = of("failed");
  return (
    <div role="status" className={classes.outcome} data-tone={failed.length > 0 ? "problem" : "active"}>
      {repaired > 0 && <Text fw={700}>{t("doctor.repaired", { count: repaired })}</Text>}
      {repaired + undecided + failed.length === 0 && <Text fw={700}>{t("doctor.wasFine")}</Text>}
      {undecided > 0 && <Text>{t("doctor.needsDecision", { count: undecided })}</Text>}
      {failed.length > 0 && (
        <>
          <Text>{t("doctor.failed", { count: failed.length })}</Text>
          <ul>
            {failed.map(({ check, title, finding, refusal }) => (
              <li key={`${check} ${finding.key}`}>
                {title}
                {finding.invoiceNumber && ` · ${finding.invoiceNumber}`}
                <Text className="quiet">{refusal}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
