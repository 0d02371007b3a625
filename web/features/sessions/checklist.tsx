import { Text, Title } from "@mantine/core";
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
      <Title order={2} size="h4" mb="sm">
        {title ?? t("sessions.checklistTitle")}
      </Title>
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
                      <Text fw={failing ? 700 : 500}>{step.title}</Text>
                      {step.remedy && <Text className={classes.remedy}>{step.remedy}</Text>}
                    </div>
                  </li>
                );
              })}
            </ol>
            {closing && <Text mt="sm">{closing}</Text>}
          </>
        )}
      </QueryView>
    </section>
  );
}
