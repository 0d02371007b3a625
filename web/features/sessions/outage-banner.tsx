import { Button, Text } from "@mantine/core";
import { IconBolt, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useServerClock } from "../../app/server-clock.ts";
import { Notice } from "../../ui/notice.tsx";
import { useResumeAll } from "./actions.ts";
import type { Session } from "./queries.ts";

/** "Resume all" wakes the sessions of an outage of the last twelve hours, as the API says; older ones one by one. */
const RECENT_MS = 12 * 3_600_000;
const MINUTE_MS = 60_000;

/** After a power cut: how many sessions it paused, and one button that lets them all run on. */
export function OutageBanner({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation();
  const resumeAll = useResumeAll();
  const since = useServerClock(startOfRecent);
  const count = sessions.filter(({ outageAt }) => outageAt !== null && Date.parse(outageAt) > since).length;
  if (count === 0) return null;
  return (
    <Notice
      icon={<IconBolt size={26} />}
      action={
        <Button
          leftSection={<IconPlayerPlay size={20} />}
          loading={resumeAll.isPending}
          onClick={() => resumeAll.mutate()}
        >
          {t("sessions.resumeAll")}
        </Button>
      }
    >
      <Text fw={700}>{t("sessions.outageTitle", { count })}</Text>
      <Text>{t("sessions.outageHint")}</Text>
    </Notice>
  );
}

function startOfRecent(now: number): number {
  return Math.floor((now - RECENT_MS) / MINUTE_MS) * MINUTE_MS;
}
