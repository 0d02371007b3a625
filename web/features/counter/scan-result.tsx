import { Button, CloseButton, Group, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Refusal, type Schemas } from "../../app/api.ts";
import { useIsOutlived } from "../../app/reconnection.ts";
import { formatMinutes } from "../../i18n/format.ts";
import { RefusalMessage } from "../../ui/messages.tsx";
import { showRefusal } from "../../ui/show-refusal.ts";
import { InvoiceButton } from "../invoices/invoice-button.tsx";
import { PlayerFace } from "../players/player-face.tsx";
import { PlayerStanding } from "../players/player-standing.tsx";
import { playerQuery } from "../players/queries.ts";
import { SessionNotices } from "../sanctions/session-notices.tsx";
import { useSessionCommand } from "../sessions/actions.ts";
import { sessionQuery } from "../sessions/queries.ts";
import { StationPicker } from "../stations/station-picker.tsx";
import classes from "./scan-result.module.css";

interface Activated {
  readonly invoice: Schemas["Invoice"];
  readonly session: Schemas["Session"];
}

/** A scan that worked: whose it is, and one button a station to start on. */
export function ScanAccepted({ activated, onDone }: { activated: Activated; onDone: () => void }) {
  const { t } = useTranslation();
  const { invoice, session } = activated;
  const command = useSessionCommand(session.id);
  const { data: live } = useQuery(sessionQuery(session.id));
  // Whether the face fits is seen before anybody plays.
  const { data: player } = useQuery(playerQuery(session.player.id));
  // Started, here or elsewhere, or stopped: there is nothing left to choose.
  const isOver = live !== undefined && live.status !== "ready";
  useEffect(() => {
    if (isOver) onDone();
  }, [isOver, onDone]);
  const start = (stationId: number | null) =>
    command.mutate({ type: "start", stationId }, { onError: showRefusal });
  return (
    <div className={classes.accepted} role="status">
      <Group wrap="nowrap" align="flex-start">
        <IconCircleCheck size={34} className={classes.sign} aria-hidden />
        {player && <PlayerFace player={player} size={64} />}
        <div className={classes.words}>
          <Text fw={700} fz="lg">
            {t("counter.acceptedTitle", { number: invoice.number })}
          </Text>
          <Text>
            {t("counter.acceptedFor", {
              player: invoice.player.name,
              game: invoice.gameName,
              length: formatMinutes(invoice.minutes),
            })}
          </Text>
          {player && <PlayerStanding player={player} />}
        </div>
        <CloseButton size="lg" onClick={onDone} aria-label={t("counter.dismiss")} />
      </Group>
      <SessionNotices notices={(live ?? session).notices} />
      <Text fw={600} mt="sm" mb={6}>
        {t("counter.startOn")}
      </Text>
      <StationPicker pending={command.isPending} onPick={start} />
    </div>
  );
}

/** Whose ticket was refused. */
function RefusedFace({ playerId }: { playerId: number }) {
  const { data: player } = useQuery(playerQuery(playerId));
  return player ? <PlayerFace player={player} size={64} /> : null;
}

/** A scan that was refused: exactly why, in the server’s words, and where to look. */
export function ScanRefused({ error, onDone }: { error: unknown; onDone: () => void }) {
  const { t } = useTranslation();
  const isOutlived = useIsOutlived(error);
  const refusal = error instanceof Refusal ? error : null;
  const sessionId = refusal?.idOf("sessionId") ?? null;
  const invoiceId = refusal?.idOf("invoiceId") ?? null;
  const playerId = refusal?.idOf("playerId") ?? null;
  if (isOutlived) return null;
  return (
    <Group wrap="nowrap" align="flex-start" className={classes.refused}>
      <RefusalMessage error={error}>
        {playerId !== null && <RefusedFace playerId={playerId} />}
        <Group gap="xs" mt={invoiceId === null ? 0 : "xs"}>
          {sessionId !== null && (
            <Button
              size="sm"
              variant="default"
              renderRoot={(props) => (
                <Link to="/sessions/$sessionId" params={{ sessionId: String(sessionId) }} {...props} />
              )}
            >
              {t("counter.seeSession")}
            </Button>
          )}
          {invoiceId !== null && <InvoiceButton id={invoiceId} />}
          {playerId !== null && (
            <Button
              size="sm"
              variant="default"
              renderRoot={(props) => (
                <Link to="/players/$playerId" params={{ playerId: String(playerId) }} {...props} />
              )}
            >
              {t("counter.seePlayer")}
            </Button>
          )}
        </Group>
      </RefusalMessage>
      <CloseButton size="lg" onClick={onDone} aria-label={t("counter.dismiss")} />
    </Group>
  );
}
