import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconCash, IconPlayerPlay, IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { showRefusal } from "../../ui/show-refusal.ts";
import { useSessionCommand } from "../sessions/actions.ts";
import { openSessionsQuery, type Session } from "../sessions/queries.ts";
import { SessionCard } from "../sessions/session-card.tsx";
import { useFault } from "./actions.ts";
import type { Seat } from "./queries.ts";

interface StationPanelProps {
  readonly seat: Seat;
  readonly onClose: () => void;
}

/** What a clerk does at one station: the player who is on it, or those who wait for a place. */
export function StationPanel({ seat, onClose }: StationPanelProps) {
  const { t } = useTranslation();
  const { station, session, state } = seat;
  const playing = state === "in_play" ? session?.id : undefined;
  const [playedAtFirst] = useState(playing);
  // Somebody was seated, moved on or is done, by this clerk or another: there is nothing more to do for them here.
  const isDone = playing !== playedAtFirst;
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={station.zone ? `${station.name} · ${station.zone.name}` : station.name}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack>
        {state === "in_play" && session && <SessionCard session={session} />}
        {state === "reserved" && session && (
          <>
            <Text>{t("floor.reservedFor", { player: session.player.name })}</Text>
            <SeatButton session={session} stationId={station.id} />
            <Free session={session} />
          </>
        )}
        {state === "free" && <WaitingPlayers stationId={station.id} />}
        {station.fault !== null && <Text fw={600}>{t("floor.fault", { fault: station.fault })}</Text>}
        <FaultButton id={station.id} name={station.name} fault={station.fault} onDeclared={onClose} />
      </Stack>
    </Modal>
  );
}

/** Everybody whose session is ready, the one who has waited longest first: one touch seats and starts. */
function WaitingPlayers({ stationId }: { stationId: number }) {
  const { t } = useTranslation();
  const { data: sessions = [] } = useQuery(openSessionsQuery);
  const waiting = sessions
    .filter(({ status, station }) => status === "ready" && station === null)
    .sort((one, other) => one.id - other.id);
  return (
    <>
      <Title order={3} size="h5">
        {t("floor.waiting")}
      </Title>
      {waiting.length === 0 && <Text className="quiet">{t("floor.nobodyWaits")}</Text>}
      {waiting.map((session) => (
        <Group key={session.id} gap="xs" wrap="nowrap">
          <SeatButton session={session} stationId={stationId} />
          <Reserve session={session} stationId={stationId} />
        </Group>
      ))}
      <Button
        variant="default"
        leftSection={<IconCash size={20} aria-hidden />}
        renderRoot={(props) => <Link to="/sell" {...props} />}
      >
        {t("counter.sell")}
      </Button>
    </>
  );
}

interface SeatButtonProps {
  readonly session: Session;
  readonly stationId: number;
}

function SeatButton({ session, stationId }: SeatButtonProps) {
  const { t } = useTranslation();
  const start = useSessionCommand(session.id);
  return (
    <Button
      fullWidth
      size="lg"
      h="auto"
      mih={50}
      py={6}
      justify="flex-start"
      ta="left"
      styles={{ label: { whiteSpace: "normal", lineHeight: 1.25 } }}
      leftSection={<IconPlayerPlay size={22} aria-hidden />}
      loading={start.isPending}
      onClick={() => start.mutate({ type: "start", stationId }, { onError: showRefusal })}
    >
      {t("floor.seat", { player: session.player.name, what: session.packageName })}
    </Button>
  );
}

function Reserve({ session, stationId }: { session: Session; stationId: number }) {
  const { t } = useTranslation();
  const move = useSessionCommand(session.id);
  return (
    <Button
      variant="default"
      size="lg"
      flex="none"
      loading={move.isPending}
      aria-label={t("floor.reserveFor", { player: session.player.name })}
      onClick={() => move.mutate({ type: "move", stationId }, { onError: showRefusal })}
    >
      {t("floor.reserve")}
    </Button>
  );
}

function Free({ session }: { session: Session }) {
  const { t } = useTranslation();
  const move = useSessionCommand(session.id);
  return (
    <Button
      variant="default"
      loading={move.isPending}
      onClick={() => move.mutate({ type: "move", stationId: null }, { onError: showRefusal })}
    >
      {t("floor.free")}
    </Button>
  );
}

interface FaultButtonProps {
  readonly id: number;
  readonly name: string;
  readonly fault: string | null;
  readonly onDeclared: () => void;
}

function FaultButton({ id, name, fault, onDeclared }: FaultButtonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useFault(id);
  if (fault !== null) {
    return (
      <Button loading={isPending} onClick={() => mutate(null, { onError: showRefusal })}>
        {t("floor.mended")}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTool size={20} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("floor.broken")}
      </Button>
      <ReasonDialog
        opened={asking}
        title={t("floor.brokenTitle", { station: name })}
        cost={t("floor.brokenHint")}
        usual={t("floor.faults", { returnObjects: true })}
        confirm={t("floor.broken")}
        pending={isPending}
        error={error}
        onConfirm={(reason) => mutate(reason, { onSuccess: onDeclared })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
