import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { StationPicker } from "../stations/station-picker.tsx";
import { useSessionCommand, useSwap } from "./actions.ts";
import { openSessionsQuery, type Session } from "./queries.ts";

interface MoveDialogProps {
  readonly session: Session;
  readonly onClose: () => void;
}

/** Another station for a player: a free one, or the place of somebody who comes here instead. */
export function MoveDialog({ session, onClose }: MoveDialogProps) {
  const { t } = useTranslation();
  const { data: sessions = [] } = useQuery(openSessionsQuery);
  const move = useSessionCommand(session.id);
  const swap = useSwap(session.id);
  const others = sessions.filter(
    ({ id, station, status }) =>
      id !== session.id && station !== null && (status === "active" || status === "paused"),
  );
  const maySwap = session.station !== null && session.status !== "ready" && others.length > 0;
  const error = move.error ?? swap.error;
  const pending = move.isPending || swap.isPending;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("sessions.moveTitle", { player: session.player.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack>
        <Text>{t("sessions.moveHint")}</Text>
        <Text fw={600}>{t("sessions.moveFree")}</Text>
        <StationPicker
          pending={pending}
          required={session.station === null}
          onPick={(stationId) => move.mutate({ type: "move", stationId }, { onSuccess: onClose })}
        />
        {maySwap && (
          <>
            <Text fw={600}>{t("sessions.moveSwap")}</Text>
            <Group gap="xs" role="group" aria-label={t("sessions.moveSwap")}>
              {others.map((other) => (
                <Button
                  key={other.id}
                  variant="default"
                  disabled={pending}
                  leftSection={<IconArrowsExchange size={20} aria-hidden />}
                  onClick={() => swap.mutate(other.id, { onSuccess: onClose })}
                >
                  {other.station?.name} · {other.player.name}
                </Button>
              ))}
            </Group>
          </>
        )}
        {Boolean(error) && <RefusalMessage error={error} />}
      </Stack>
    </Modal>
  );
}
