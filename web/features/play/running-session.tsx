import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import { openSessionsQuery, type Session } from "../sessions/queries.ts";
import { isLowTime, useRemainingSeconds } from "../sessions/remaining.ts";

/** The player's own sessions that run or pause: the countdown, in figures that a cracked phone still shows. */
export function RunningSession() {
  const { data: sessions, error, refetch } = useQuery(openSessionsQuery);
  if (error) return <RefusalMessage error={error} onRetry={() => refetch()} />;
  const live = (sessions ?? []).filter(({ status }) => status === "active" || status === "paused");
  return live.map((session) => <LiveSession key={session.id} session={session} />);
}

function LiveSession({ session }: { session: Session }) {
  const { t } = useTranslation();
  const low = isLowTime(session, useRemainingSeconds(session));
  return (
    <section className="surface" aria-label={session.gameName}>
      <Text fw={700} fz="lg">
        <Link to="/my/$purchaseId" params={{ purchaseId: String(session.purchaseId) }}>
          {session.gameName} · {session.station?.name ?? session.packageName}
        </Link>
      </Text>
      <Countdown session={session} size="page" />
      {low && (
        <Text mt="xs" fw={600}>
          {t("play.lowTime")}
        </Text>
      )}
    </section>
  );
}
