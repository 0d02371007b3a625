import { UnstyledButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type FirstSteps, stepNames } from "./queries.ts";
import classes from "./step-progress.module.css";

interface StepProgressProps {
  readonly at: number;
  readonly steps: FirstSteps;
  readonly onGo: (step: number) => void;
}

/** Which steps there are, which are done, and where one is. */
export function StepProgress({ at, steps, onGo }: StepProgressProps) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("welcome.steps")}>
      <ol className={classes.steps}>
        {[...stepNames, "ready" as const].map((name, index) => {
          const done = name !== "ready" && steps[name];
          return (
            <li key={name}>
              <UnstyledButton
                className={classes.step}
                data-done={done || undefined}
                aria-current={index === at ? "step" : undefined}
                onClick={() => onGo(index)}
              >
                <span className={classes.mark} aria-hidden>
                  {done ? <IconCheck size={18} /> : index + 1}
                </span>
                <span>{t(`welcome.${name}.short`)}</span>
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
