import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatLength } from "../../i18n/format.ts";
import history from "../../ui/history.module.css";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { WhyLink } from "../doctor/why-link.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { ChecklistView } from "./checklist.tsx";
import { Countdown } from "./countdown.tsx";
import { type Session, sessionEventsQuery, sessionQuery } from "./queries.ts";
import { SessionActions } from "./session-actions.tsx";

/** One session whole: its countdown, what can be done, why it may not run, and all that happened to it. */
export function SessionPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ strict: false }).sessionId);
  const query = useQuery(sessionQuery(id));
  return (
    <Page title={t("sessions.title", { id })}>
      <QueryView query={query} loading={t("sessions.loadingOne")}>
        {(session) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <Stack>
              <Overview session={session} />
              <ChecklistView purchaseId={session.purchaseId} />
            </Stack>
            <History sessionId={id} />
          </SimpleGrid>
        )}
      </QueryView>
    </Page>
  );
}

function Overview({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { instant, timeOfDay } = useVenueFormats();
  return (
    <section className="surface">
      <Text fz={22} fw={700}>
        {session.player.name}
      </Text>
      <Text className="quiet">
        {session.gameName} · {session.packageName} · {session.station?.name ?? t("sessions.noStation")}
      </Text>
      <Countdown session={session} size="page" />
      <Text className="quiet" my="sm">
        {session.endsAt && t("sessions.endsAt", { when: timeOfDay(session.endsAt) })}
        {session.readyExpiresAt && t("sessions.readyUntil", { when: instant(session.readyExpiresAt) })}
        {session.completedAt && t("sessions.endedAt", { when: instant(session.completedAt) })}
      </Text>
      <SessionActions session={session} />
      <Text mt="sm">
        <Link to="/invoices/$invoiceId" params={{ invoiceId: String(session.invoiceId) }}>
          {t("sessions.invoice", { number: session.invoiceNumber })}
        </Link>
        {" · "}
        <WhyLink about={{ session: session.id }} />
      </Text>
    </section>
  );
}

function History({ sessionId }: { sessionId: number }) {
  const { t } = useTranslation();
  const { moment } = useVenueFormats();
  const query = useQuery(sessionEventsQuery(sessionId));
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="sm">
        {t("sessions.historyTitle")}
      </Title>
      <QueryView query={query} loading={t("sessions.historyLoading")}>
        {({ items }) => (
          <ol className={history.history}>
            {items.map((event) => (
              <li key={event.number}>
                <time dateTime={event.at}>{moment(event.at)}</time>
                <div>
                  <Text>
                    {t(`sessions.events.${event.type}`, {
                      length: formatLength(Math.round(event.durationSeconds ?? 0)),
                    })}
                  </Text>
                  <Text className="quiet" size="sm">
                    {event.by ?? t("sessions.byProduct")}
                    {event.stationName && ` · ${event.stationName}`}
                    {event.reason && ` · ${event.reason}`}
                  </Text>
                </div>
              </li>
            ))}
          </ol>
        )}
      </QueryView>
    </section>
  );
}
