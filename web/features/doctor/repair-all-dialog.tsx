import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loading, RefusalMessage } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRepair } from "./actions.ts";
import { nameOf } from "./finding-row.tsx";
import { planQuery, type RepairReport } from "./queries.ts";
import classes from "./repair-all-dialog.module.css";
import { RepairOutcome } from "./repair-outcome.tsx";

/** First what would be done, from a rehearsal that writes nothing; then it is done, and what that changed. */
export function RepairAllDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const repair = useRepair();
  const plan = useQuery({ ...planQuery(i18n.language), enabled: repair.isIdle });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t(repair.data ? "doctor.doneTitle" : "doctor.planTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {repair.data ? (
        <Done report={repair.data} onClose={onClose} />
      ) : repair.isPending ? (
        <Loading what={t("doctor.applying")} />
      ) : (
        <QueryView query={plan} loading={t("doctor.planning")}>
          {({ steps }) => (
            <Plan steps={steps} error={repair.error} onApply={() => repair.mutate({})} onClose={onClose} />
          )}
        </QueryView>
      )}
    </Modal>
  );
}

interface PlanProps {
  readonly steps: RepairReport["steps"];
  readonly error: unknown;
  readonly onApply: () => void;
  readonly onClose: () => void;
}

function Plan({ steps, error, onApply, onClose }: PlanProps) {
  const { t } = useTranslation();
  const planned = steps.filter(({ outcome }) => outcome === "planned");
  const undecided = steps.filter(({ outcome }) => outcome === "needs_decision");
  const failing = steps.filter(({ outcome }) => outcome === "failed");
  return (
    <Stack>
      {planned.length === 0 ? (
        <Text>{t("doctor.planNothing")}</Text>
      ) : (
        <div>
          <Text fw={700}>{t("doctor.planned", { count: planned.length })}</Text>
          <StepList steps={planned} />
        </div>
      )}
      {undecided.length > 0 && (
        <div>
          <Text fw={700}>{t("doctor.undecided", { count: undecided.length })}</Text>
          <StepList steps={undecided} />
        </div>
      )}
      {failing.length > 0 && <RepairOutcome steps={failing} />}
      {Boolean(error) && <RefusalMessage error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common.back")}
        </Button>
        {planned.length > 0 && (
          <Button data-autofocus leftSection={<IconTool size={20} aria-hidden />} onClick={onApply}>
            {t("doctor.apply", { count: planned.length })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** The cases under the name of what is wrong with them, and what will be done. */
function StepList({ steps }: Pick<PlanProps, "steps">) {
  const { t } = useTranslation();
  const checks = [...new Map(steps.map((step) => [step.check, step])).values()];
  return (
    <ul className={classes.steps}>
      {checks.map(({ check, title, remedy }) => (
        <li key={check}>
          <Text fw={600}>{title}</Text>
          <Text className="quiet">{remedy}</Text>
          <ul>
            {steps
              .filter((step) => step.check === check)
              .map(({ finding }) => (
                <li key={finding.key}>{nameOf(finding, t)}</li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Done({ report, onClose }: { report: RepairReport; onClose: () => void }) {
  const { t } = useTranslation();
  const { before, after, steps } = report;
  return (
    <Stack>
      <table className={classes.counts}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("doctor.before")}</th>
            <th scope="col">{t("doctor.after")}</th>
          </tr>
        </thead>
        <tbody>
          {(["critical", "warnings"] as const).map((severity) => (
            <tr key={severity}>
              <th scope="row">{t(`doctor.${severity}`)}</th>
              <td>{before[severity]}</td>
              <td>{after?.[severity]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <RepairOutcome steps={steps} />
      <Group justify="flex-end">
        <Button data-autofocus onClick={onClose}>
          {t("common.close")}
        </Button>
      </Group>
    </Stack>
  );
}
