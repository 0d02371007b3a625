import { Button, Group, Switch } from "@mantine/core";
import { IconCash, IconMap2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { meQuery } from "../account/queries.ts";
import { OutageBanner } from "../sessions/outage-banner.tsx";
import { openSessionsQuery } from "../sessions/queries.ts";
import { FloorMap } from "./floor-map.tsx";
import { MapEditor } from "./map-editor.tsx";
import { floorQuery, type Seat, seatsOf } from "./queries.ts";
import { StationPanel } from "./station-panel.tsx";

/** The room as it stands: who plays where and for how long. One touch on a station does the rest. */
export function FloorPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: sessions = [] } = useQuery(openSessionsQuery);
  const query = useQuery(floorQuery);
  const [drawing, setDrawing] = useState(false);
  const [openedId, setOpenedId] = useState<number | null>(null);
  return (
    <Page
      title={t("floor.title")}
      actions={
        <Group gap="md">
          {me?.role === "administrator" && (
            <Switch
              size="md"
              label={t("floor.draw")}
              checked={drawing}
              onChange={(event) => setDrawing(event.currentTarget.checked)}
            />
          )}
          <Button
            size="lg"
            leftSection={<IconCash size={24} aria-hidden />}
            renderRoot={(props) => <Link to="/sell" {...props} />}
          >
            {t("counter.sell")}
          </Button>
        </Group>
      }
    >
      <OutageBanner sessions={sessions} />
      <QueryView query={query} loading={t("floor.loading")}>
        {({ stations }) => {
          if (stations.length === 0) {
            return (
              <Empty
                icon={<IconMap2 size={28} />}
                title={t("stations.emptyTitle")}
                hint={t("stations.emptyHint")}
                action={
                  <Button renderRoot={(props) => <Link to="/stations" {...props} />}>
                    {t("stations.title")}
                  </Button>
                }
              />
            );
          }
          if (drawing) return <MapEditor stations={stations} />;
          const seats = seatsOf(stations, sessions);
          const opened = seats.find(({ station }) => station.id === openedId);
          return (
            <>
              <FloorMap seats={seats} onOpen={(seat: Seat) => setOpenedId(seat.station.id)} />
              {opened && <StationPanel seat={opened} onClose={() => setOpenedId(null)} />}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}
