import { Group, Text } from "@mantine/core";
import { IconDeviceDesktop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { SessionNotices } from "../sanctions/session-notices.tsx";
import { Countdown } from "./countdown.tsx";
import type { Session } from "./queries.ts";
import { SessionActions } from "./session-actions.tsx";
import classes from "./session-card.module.css";

/** One session on the board: who, where, how long, and the next thing to do. Drawn again only when it changed. */
export const SessionCard = memo(function SessionCard({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <article className={`surface ${classes.card}`} aria-label={session.player.name}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Link to="/sessions/$sessionId" params={{ sessionId: String(session.id) }} className={classes.player}>
          {session.player.name}
        </Link>
        <span className={classes.station}>
          <IconDeviceDesktop size={18} aria-hidden />
          {session.station?.name ?? t("sessions.noStation")}
        </span>
      </Group>
      <Text className="quiet" size="sm" truncate>
        {session.gameName} · {session.packageName}
      </Text>
      <SessionNotices notices={session.notices} />
      <Countdown session={session} />
      <div className={classes.actions}>
        <SessionActions session={session} />
      </div>
    </article>
  );
});
