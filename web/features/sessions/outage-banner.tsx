import { Button, Text } from "@mantine/core";
import { IconBolt, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/notice.tsx";
import { useResumeAll } from "./actions.ts";
import type { Session } from "./queries.ts";

/** After a power cut: how many sessions it paused, and one button that lets them all run on. */
export function OutageBanner({ sessions }: { sessions: readonly Session[] }) {
  const { t } = useTranslation();
  const resumeAll = useResumeAll();
  const count = sessions.filter((session) => session.pausedByOutage).length;
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
