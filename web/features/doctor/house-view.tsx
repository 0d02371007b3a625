import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconRefresh, IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useMay } from "../account/permissions.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useRepair } from "./actions.ts";
import { CheckCard } from "./check-card.tsx";
import { HouseIsFine } from "./house-is-fine.tsx";
import { NoticeList } from "./notice-list.tsx";
import { type Report, reportQuery } from "./queries.ts";
import { RepairAllDialog } from "./repair-all-dialog.tsx";
import { RepairOutcome } from "./repair-outcome.tsx";
import { ServerView, SessionsView } from "./standing-view.tsx";

/** How everything stands: that all is well, or what is wrong, worst first, each with its remedy and one button. */
export function HouseView({ onWhy }: { onWhy: () => void }) {
  const { t, i18n } = useTranslation();
  const { timeOfDay } = useVenueFormats();
  const query = useQuery(reportQuery(i18n.language));
  const isExaminedAgain = query.isFetching && query.data !== undefined;
  return (
    <section aria-labelledby="house">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="house">
          {t("doctor.house")}
        </Title>
        {query.data && (
          <Group gap="sm">
            <Text className="quiet" role="status">
              {isExaminedAgain
                ? t("doctor.examining")
                : t("doctor.examinedAt", { when: timeOfDay(query.data.examinedAt) })}
            </Text>
            <Button
              variant="default"
              leftSection={<IconRefresh size={20} aria-hidden />}
              disabled={query.isFetching}
              onClick={() => query.refetch()}
            >
              {t("doctor.examineAgain")}
            </Button>
          </Group>
        )}
      </Group>
      <QueryView query={query} loading={t("doctor.examining")}>
        {(report) => <Findings report={report} onWhy={onWhy} />}
      </QueryView>
    </section>
  );
}

const groups = ["critical", "warning"] as const;

function Findings({ report, onWhy }: { report: Report; onWhy: () => void }) {
  const { t } = useTranslation();
  const repair = useRepair();
  const mayRepair = useMay("use_doctor");
  const [repairsAll, setRepairsAll] = useState(false);
  const wrong = report.checks.filter(({ severity, found }) => severity !== "notice" && found > 0);
  const notices = report.checks.filter(({ severity, found }) => severity === "notice" && found > 0);
  return (
    <Stack gap="lg">
      {report.healthy && <HouseIsFine checks={report.checks} />}
      {mayRepair && wrong.some(({ repairable }) => repairable) && (
        <div>
          <Button
            size="lg"
            leftSection={<IconTool size={22} aria-hidden />}
            onClick={() => setRepairsAll(true)}
          >
            {t("doctor.repairAll")}
          </Button>
        </div>
      )}
      {repair.error && <RefusalMessage error={repair.error} />}
      {repair.data && <RepairOutcome steps={repair.data.steps} />}
      {groups
        .map((severity) => ({ severity, checks: wrong.filter((check) => check.severity === severity) }))
        .filter(({ checks }) => checks.length > 0)
        .map(({ severity, checks }) => (
          <Stack key={severity} gap="sm">
            <Title order={3} size="h4">
              {t(`doctor.group.${severity}`)}
            </Title>
            {checks.map((check) => (
              <CheckCard
                key={check.name}
                check={check}
                repairing={repair.isPending && repair.variables.check === check.name}
                onRepair={() => repair.mutate({ check: check.name })}
                onWhy={onWhy}
              />
            ))}
          </Stack>
        ))}
      {notices.map((check) => (
        <NoticeList key={check.name} check={check} />
      ))}
      <SessionsView sessions={report.sessions} />
      <ServerView report={report} />
      {repairsAll && <RepairAllDialog onClose={() => setRepairsAll(false)} />}
    </Stack>
  );
}
