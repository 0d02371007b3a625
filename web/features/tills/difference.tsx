import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./difference.module.css";

/** Whether the till is right, in words, an icon and a colour. */
export function Difference({ difference }: { difference: number }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const Icon = difference === 0 ? IconCircleCheck : IconAlertTriangle;
  return (
    <div
      className={classes.difference}
      data-tone={toneOf(difference)}
      aria-live="polite"
      data-testid="difference"
    >
      <Icon size={26} aria-hidden />
      <strong>
        {difference === 0
          ? t("tills.exact")
          : t(difference < 0 ? "tills.missing" : "tills.over", { amount: money(Math.abs(difference)) })}
      </strong>
    </div>
  );
}

function toneOf(difference: number): "active" | "problem" | "low" {
  if (difference === 0) return "active";
  return difference < 0 ? "problem" : "low";
}
