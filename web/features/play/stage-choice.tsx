import { useTranslation } from "react-i18next";
import type { Stage } from "../purchases/queries.ts";
import classes from "./play.module.css";

const stages = ["all", "waiting", "active", "completed"] as const satisfies readonly (Stage | "all")[];

interface StageChoiceProps {
  readonly value: Stage | "all";
  readonly onChange: (stage: Stage | "all") => void;
}

/** Which purchases to show. */
export function StageChoice({ value, onChange }: StageChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.stages} aria-label={t("play.filter")}>
      {stages.map((stage) => (
        <label key={stage}>
          <input type="radio" name="stage" checked={stage === value} onChange={() => onChange(stage)} />
          <span>{t(`play.stages.${stage}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
