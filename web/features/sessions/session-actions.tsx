import { ActionIcon, Button, Group, Menu, Popover, Text } from "@mantine/core";
import {
  IconArrowsExchange,
  IconClockPlus,
  IconDots,
  IconFlag,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showRefusal } from "../../ui/show-refusal.ts";
import { StationPicker } from "../stations/station-picker.tsx";
import { useSessionCommand } from "./actions.ts";
import { MoveDialog } from "./move-dialog.tsx";
import type { Session } from "./queries.ts";
import { type CostlyCommand, SessionDialogs } from "./session-dialogs.tsx";

const open: readonly Session["status"][] = ["ready", "active", "paused"];

/** What a clerk may do to a session: the next step in one touch, what costs somebody behind a menu and a reason. */
export function SessionActions({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [costly, setCostly] = useState<CostlyCommand | null>(null);
  const [moving, setMoving] = useState(false);
  if (!open.includes(session.status)) return null;
  const live = session.status !== "ready";
  return (
    <Group gap="xs" wrap="nowrap">
      <NextStep session={session} />
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
          <Menu.Item leftSection={<IconClockPlus size={20} />} onClick={() => setCostly("extend")}>
            {t("sessions.extend")}
          </Menu.Item>
          {live && (
            <Menu.Item leftSection={<IconFlag size={20} />} onClick={() => setCostly("force-complete")}>
              {t("sessions.forceComplete")}
            </Menu.Item>
          )}
          <Menu.Item
            color="var(--status-problem)"
            leftSection={<IconPlayerStop size={20} />}
            onClick={() => setCostly("terminate")}
          >
            {t("sessions.terminate")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {moving && <MoveDialog session={session} onClose={() => setMoving(false)} />}
      {costly && <SessionDialogs session={session} command={costly} onClose={() => setCostly(null)} />}
    </Group>
  );
}

function NextStep({ session }: { session: Session }) {
  const { t } = useTranslation();
  const command = useSessionCommand(session.id);
  const [choosing, setChoosing] = useState(false);
  const run = (type: "pause" | "resume") => command.mutate({ type }, { onError: showRefusal });
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
