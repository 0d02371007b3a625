import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Summary } from "./queries.ts";
import classes from "./summary-strip.module.css";

/** That all is well, or how much is not, and where it is seen. Nothing before the doctor has looked once. */
export function HouseState({ findings: { critical, warnings, checkedAt } }: Pick<Summary, "findings">) {
  const { t } = useTranslation();
  if (checkedAt === null) return null;
  const count = critical + warnings;
  if (count === 0) {
    return (
      <span className={classes.state} data-tone="active">
        <IconCircleCheck size={18} aria-hidden /> {t("summary.fine")}
      </span>
    );
  }
  return (
    <Link to="/doctor" className={classes.state} data-tone={critical > 0 ? "problem" : "low"}>
      <IconAlertTriangle size={18} aria-hidden /> {t("summary.findings", { count })}
    </Link>
  );
}
