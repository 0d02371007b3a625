import { Button, Group, Input, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import type { Package } from "../catalog/queries.ts";
import type { Player } from "../players/queries.ts";
import { Countdown } from "../sessions/countdown.tsx";
import { type Session, sessionQuery } from "../sessions/queries.ts";
import { StationPicker } from "../stations/station-picker.tsx";
import { surchargesQuery } from "../tariffs/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useStartOpenPlay } from "./actions.ts";

const COUNTS = [1, 2, 3, 4];

interface StartStepProps {
  readonly player: Player;
  readonly chosen: Package;
  readonly onNext: () => void;
}

/** For play that is paid at its end: choosing the station is the start, and no money is asked. */
export function StartStep({ player, chosen, onNext }: StartStepProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { data: surcharges } = useQuery(surchargesQuery);
  const [controllers, setControllers] = useState(1);
  const start = useStartOpenPlay();
  if (start.data) return <Started session={start.data.session} onNext={onNext} />;
  return (
    <Stack>
      <Text>
        {t("openPlay.startHint", { price: money(chosen.price), step: chosen.open?.stepMinutes ?? 1 })}
      </Text>
      {(surcharges?.controllerSurchargePerHour ?? 0) > 0 && (
        <Input.Wrapper label={t("openPlay.controllers")} labelElement="div">
          <Group gap="xs" mt={4} role="group" aria-label={t("openPlay.controllers")}>
            {COUNTS.map((count) => (
              <Button
                key={count}
                miw={56}
                variant={count === controllers ? "filled" : "default"}
                aria-pressed={count === controllers}
                onClick={() => setControllers(count)}
              >
                {count}
              </Button>
            ))}
          </Group>
        </Input.Wrapper>
      )}
      {start.error && <RefusalMessage error={start.error} />}
      <StationPicker
        required
        pending={start.isPending}
        onPick={(stationId) =>
          stationId !== null &&
          start.mutate({ playerId: player.id, packageId: chosen.id, stationId, controllers })
        }
      />
    </Stack>
  );
}

function Started({ session, onNext }: { session: Session; onNext: () => void }) {
  const { t } = useTranslation();
  const { data: live = session } = useQuery(sessionQuery(session.id));
  return (
    <Stack>
      <Group wrap="nowrap">
        <IconCircleCheck size={34} color="var(--status-active)" aria-hidden />
        <Title order={2} size="h3">
          {t("openPlay.startedTitle", { player: live.player.name, station: live.station?.name ?? "" })}
        </Title>
      </Group>
      <Countdown session={live} />
      <Text className="quiet">{t("openPlay.startedHint")}</Text>
      <Group>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>{t("openPlay.toCounter")}</Button>
        <Button variant="default" onClick={onNext}>
          {t("openPlay.next")}
        </Button>
      </Group>
    </Stack>
  );
}
