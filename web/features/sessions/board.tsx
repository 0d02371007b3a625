import { Title } from "@mantine/core";
import { IconDeviceGamepad2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useServerClock } from "../../app/server-clock.ts";
import { Empty } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import classes from "./board.module.css";
import { OutageBanner } from "./outage-banner.tsx";
import { ENDED_IN_VIEW_MS, openSessionsQuery, type Session } from "./queries.ts";
import { SessionCard } from "./session-card.tsx";

const LOOK_EVERY_MS = 5_000;

type Section = "ended" | "active" | "ready" | "paused";
const order: readonly Section[] = ["ended", "ready", "active", "paused"];

/** Every session of the venue, live: those that just ended, those that wait for a start, then those that end first. */
export function Board() {
  const { t } = useTranslation();
  const query = useQuery(openSessionsQuery);
  const now = useServerClock(
    useCallback((instant: number) => Math.floor(instant / LOOK_EVERY_MS) * LOOK_EVERY_MS, []),
  );
  return (
    <QueryView query={query} loading={t("sessions.loading")}>
      {(sessions) => {
        const sections = divide(sessions, now);
        if (order.every((section) => sections[section].length === 0)) {
          return (
            <Empty
              icon={<IconDeviceGamepad2 size={30} />}
              title={t("sessions.emptyTitle")}
              hint={t("sessions.emptyHint")}
            />
          );
        }
        return (
          <>
            <OutageBanner sessions={sessions} />
            {order
              .filter((section) => sections[section].length > 0)
              .map((section) => (
                <section key={section} className={classes.section}>
                  <Title order={2} size="h4" mb="xs">
                    {t(`sessions.sections.${section}`)}{" "}
                    <span className="quiet">{sections[section].length}</span>
                  </Title>
                  <div className={classes.grid}>
                    {sections[section].map((session) => (
                      <SessionCard key={session.id} session={session} />
                    ))}
                  </div>
                </section>
              ))}
          </>
        );
      }}
    </QueryView>
  );
}

function divide(sessions: readonly Session[], now: number): Record<Section, Session[]> {
  const sections: Record<Section, Session[]> = { ended: [], active: [], ready: [], paused: [] };
  for (const session of sessions) {
    if (session.status === "active" || session.status === "ready" || session.status === "paused") {
      sections[session.status].push(session);
    } else if (session.completedAt && Date.parse(session.completedAt) > now - ENDED_IN_VIEW_MS) {
      sections.ended.push(session);
    }
  }
  sections.active.sort((one, other) => (one.endsAt ?? "").localeCompare(other.endsAt ?? ""));
  sections.ready.sort((one, other) => one.id - other.id);
  sections.paused.sort((one, other) => one.remainingSeconds - other.remainingSeconds);
  sections.ended.sort((one, other) => (other.completedAt ?? "").localeCompare(one.completedAt ?? ""));
  return sections;
}
