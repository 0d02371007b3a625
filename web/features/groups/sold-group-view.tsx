import { Button, Chip, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { RefusalMessage } from "../../ui/messages.tsx";
import { InvoiceButton } from "../invoices/invoice-button.tsx";
import classes from "../selling/sold-view.module.css";
import { stationsQuery } from "../stations/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { type SoldGroup, useSeatGroup } from "./actions.ts";

/** The sale to a group is done: the change, an invoice for each, and a place for each who stands there. */
export function SoldGroupView({ sold, onNext }: { sold: SoldGroup; onNext: () => void }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { group, invoices } = sold;
  const [first] = invoices;
  const seat = useSeatGroup(group.id);
  return (
    <Stack>
      <section className="surface">
        <Group wrap="nowrap">
          <IconCircleCheck size={34} className={classes.sign} aria-hidden />
          <Title order={2} size="h3">
            {t("groups.soldTitle", { count: invoices.length })}
          </Title>
        </Group>
        {first && (
          <Text mt="xs">
            {first.gameName} · {formatMinutes(first.minutes)} · {money(group.amount)}
          </Text>
        )}
        {Boolean(group.change) && (
          <Text className={classes.change} data-testid="change">
            {t("selling.giveBack", { amount: money(group.change ?? 0) })}
          </Text>
        )}
      </section>
      <section className="surface">
        {seat.data ? (
          <Seated sessions={seat.data.sessions} />
        ) : (
          <Places
            players={invoices.length}
            pending={seat.isPending}
            error={seat.error}
            onSeat={(stationIds) => seat.mutate(stationIds)}
          />
        )}
      </section>
      <section className="surface">
        <Title order={3} size="h5" mb="xs">
          {t("groups.invoices")}
        </Title>
        <Group gap="xs">
          {invoices.map(({ id, number }) => (
            <InvoiceButton key={id} id={id} number={number} />
          ))}
        </Group>
      </section>
      <Group>
        <Button size="lg" variant="light" onClick={onNext}>
          {t("selling.next")}
        </Button>
      </Group>
    </Stack>
  );
}

interface PlacesProps {
  readonly players: number;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSeat: (stationIds: number[]) => void;
}

/** One touch a station, as many as there are players. */
function Places({ players, pending, error, onSeat }: PlacesProps) {
  const { t } = useTranslation();
  const { data: stations = [] } = useQuery(stationsQuery);
  const [chosen, setChosen] = useState<string[]>([]);
  const free = stations.filter(({ state }) => state === "free" || state === "reserved");
  return (
    <Stack>
      <Title order={3} size="h5">
        {t("groups.places", { chosen: chosen.length, players })}
      </Title>
      <Chip.Group multiple value={chosen} onChange={setChosen}>
        <Group gap="xs" role="group" aria-label={t("stations.pick")}>
          {free.map(({ id, name }) => (
            <Chip
              key={id}
              value={String(id)}
              size="lg"
              disabled={chosen.length >= players && !chosen.includes(String(id))}
            >
              {name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {free.length === 0 && <Text className="quiet">{t("stations.noneFree")}</Text>}
      {Boolean(error) && <RefusalMessage error={error} />}
      <Button
        size="lg"
        leftSection={<IconPlayerPlay size={22} aria-hidden />}
        disabled={chosen.length === 0}
        loading={pending}
        onClick={() => onSeat(chosen.map(Number))}
      >
        {t("groups.seat", { count: chosen.length })}
      </Button>
      <Text className="quiet" size="sm">
        {t("groups.seatHint")}
      </Text>
    </Stack>
  );
}

function Seated({ sessions }: { sessions: ReadonlyArray<{ id: number; station: { name: string } | null }> }) {
  const { t } = useTranslation();
  return (
    <>
      <Title order={3} size="h5" mb="xs">
        {t("groups.seated", { count: sessions.length })}
      </Title>
      <ul className={list.list}>
        {sessions.map(({ id, station }) => (
          <li key={id} className={list.row}>
            <Link to="/sessions/$sessionId" params={{ sessionId: String(id) }} className={list.main}>
              {station?.name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
