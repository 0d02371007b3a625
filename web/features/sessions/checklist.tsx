import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { QueryView } from "../../ui/query-view.tsx";
import classes from "./checklist.module.css";
import { checklistQuery } from "./queries.ts";

/** The six steps from the sale to play: which one fails, and what to do about it. */
export function ChecklistView({ purchaseId, title }: { purchaseId: number; title?: string }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(checklistQuery(purchaseId, i18n.language));
  return (
    <section className="surface">
      <h2 className={classes.title}>{title ?? t("sessions.checklistTitle")}</h2>
      <QueryView query={query} loading={t("sessions.checklistLoading")}>
        {({ steps, failingStep, closing }) => (
          <>
            <ol className={classes.steps}>
              {steps.map((step) => {
                const failing = step.name === failingStep;
                const Icon = step.done ? IconCircleCheck : failing ? IconAlertTriangle : IconCircleDashed;
                const state = step.done ? "done" : failing ? "failing" : "later";
                const said = { done: "stepDone", failing: "stepFailing", later: "stepLater" } as const;
                return (
                  <li key={step.name} className={classes.step} data-state={state}>
                    <Icon size={22} role="img" aria-label={t(`sessions.${said[state]}`)} />
                    <div>
                      <div className={classes.name}>{step.title}</div>
                      {step.remedy && <div className={classes.remedy}>{step.remedy}</div>}
                    </div>
                  </li>
                );
              })}
            </ol>
            {closing && <p className={classes.closing}>{closing}</p>}
          </>
        )}
      </QueryView>
    </section>
  );
}
