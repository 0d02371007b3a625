import { ActionIcon, Button, Group, Menu, Popover, Text } from "@mantine/core";
import {
  IconArrowsExchange,
  IconClockPlus,
  IconDots,
  IconFlag,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconReceipt,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showRefusal } from "../../ui/show-refusal.ts";
import { useMay } from "../account/permissions.ts";
import { useBilling } from "../open-play/billing-context.ts";
import { isOpenEnded, type OpenSession } from "../open-play/queries.ts";
import { StationPicker } from "../stations/station-picker.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useSessionCommand } from "./actions.ts";
import { MoveDialog } from "./move-dialog.tsx";
import type { Session } from "./queries.ts";
import { type CostlyCommand, SessionDialogs } from "./session-dialogs.tsx";

const open: readonly Session["status"][] = ["ready", "active", "paused"];

/** What a clerk may do to a session: the next step in one touch, what costs somebody behind a menu and a reason. */
export function SessionActions({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [costly, setCostly] = useState<CostlyCommand | null>(null);
  const mayExtend = useMay("extend_for_free");
  const mayTerminate = useMay("terminate");
  const mayForce = useMay("force_complete");
  const [moving, setMoving] = useState(false);
  if (!open.includes(session.status)) return null;
  const play = isOpenEnded(session) ? session : null;
  // Play that is paid at its end ends by its bill.
  const live = session.status !== "ready" && play === null;
  return (
    <Group gap="xs" wrap="nowrap">
      {play ? <BillStep session={play} /> : <NextStep session={session} />}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={42}
            aria-label={t("sessions.actionsFor", { player: session.player.name })}
          >
            <IconDots size={22} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowsExchange size={20} />} onClick={() => setMoving(true)}>
            {t("sessions.move")}
          </Menu.Item>
          {mayExtend && (
            <Menu.Item leftSection={<IconClockPlus size={20} />} onClick={() => setCostly("extend")}>
              {t("sessions.extend")}
            </Menu.Item>
          )}
          {live && mayForce && (
            <Menu.Item leftSection={<IconFlag size={20} />} onClick={() => setCostly("force-complete")}>
              {t("sessions.forceComplete")}
            </Menu.Item>
          )}
          {play && <PauseOrResume session={play} />}
          {!play && mayTerminate && (
            <Menu.Item
              color="var(--status-problem)"
              leftSection={<IconPlayerStop size={20} />}
              onClick={() => setCostly("terminate")}
            >
              {t("sessions.terminate")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {moving && <MoveDialog session={session} onClose={() => setMoving(false)} />}
      {costly && <SessionDialogs session={session} command={costly} onClose={() => setCostly(null)} />}
    </Group>
  );
}

/** The next step of play that is paid at its end: what it costs. */
function BillStep({ session }: { session: OpenSession }) {
  const { t } = useTranslation();
  const bill = useBilling();
  return (
    <Button fullWidth leftSection={<IconReceipt size={20} />} onClick={() => bill(session)}>
      {t("openPlay.billNow")}
    </Button>
  );
}

function PauseOrResume({ session }: { session: OpenSession }) {
  const { t } = useTranslation();
  const command = useSessionCommand(session.id);
  const isPaused = session.status === "paused";
  return (
    <Menu.Item
      leftSection={isPaused ? <IconPlayerPlay size={20} /> : <IconPlayerPause size={20} />}
      onClick={() => command.mutate({ type: isPaused ? "resume" : "pause" }, { onError: showRefusal })}
    >
      {t(isPaused ? "sessions.resume" : "sessions.pause")}
    </Menu.Item>
  );
}

function NextStep({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { timeOfDay } = useVenueFormats();
  const command = useSessionCommand(session.id);
  const [choosing, setChoosing] = useState(false);
  const run = (type: "pause" | "resume") => command.mutate({ type }, { onError: showRefusal });
  if (session.status === "active" && session.closesAt) {
    return <Text className="quiet">{t("sessions.passUntil", { when: timeOfDay(session.closesAt) })}</Text>;
  }
  if (session.status === "active") {
    return (
      <Button
        variant="default"
        fullWidth
        leftSection={<IconPlayerPause size={20} />}
        loading={command.isPending}
        onClick={() => run("pause")}
      >
        {t("sessions.pause")}
      </Button>
    );
  }
  if (session.status === "paused") {
    return (
      <Button
        fullWidth
        leftSection={<IconPlayerPlay size={20} />}
        loading={command.isPending}
        onClick={() => run("resume")}
      >
        {t("sessions.resume")}
      </Button>
    );
  }
  const start = (stationId: number | null) =>
    command.mutate({ type: "start", stationId }, { onError: showRefusal });
  return (
    <Popover opened={choosing} onChange={setChoosing} width={300} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button
          fullWidth
          leftSection={<IconPlayerPlay size={20} />}
          loading={command.isPending}
          onClick={() => setChoosing(!choosing)}
        >
          {t("sessions.start")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fw={600} mb="xs">
          {t("sessions.startOn")}
        </Text>
        <StationPicker
          pending={command.isPending}
          onPick={(stationId) => {
            setChoosing(false);
            start(stationId);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
