import { Chip, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatLength, formatMinutes } from "../../i18n/format.ts";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useSessionCommand } from "./actions.ts";
import type { Session } from "./queries.ts";
import { useRemainingSeconds } from "./remaining.ts";

export type CostlyCommand = "extend" | "terminate" | "force-complete";

const LENGTHS = [5, 10, 15, 30, 60];

interface SessionDialogsProps {
  readonly session: Session;
  readonly command: CostlyCommand;
  readonly onClose: () => void;
}

/** The three commands that cost the customer or the venue something: each says what, and asks why. */
export function SessionDialogs({ session, command, onClose }: SessionDialogsProps) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState(10);
  const { mutate, isPending, error, reset } = useSessionCommand(session.id);
  const left = formatLength(useRemainingSeconds(session));
  const player = session.player.name;
  const close = () => {
    reset();
    onClose();
  };
  const shared = { pending: isPending, error, onClose: close };
  const end = (type: "terminate" | "force-complete") => (reason: string) =>
    mutate({ type, reason }, { onSuccess: close });
  return (
    <>
      <ReasonDialog
        {...shared}
        opened={command === "extend"}
        title={t("sessions.extendTitle", { player })}
        cost={t("sessions.extendCost")}
        usual={t("sessions.extendReasons", { returnObjects: true })}
        confirm={t("sessions.extendConfirm", { minutes: formatMinutes(minutes) })}
        onConfirm={(reason) => mutate({ type: "extend", minutes, reason }, { onSuccess: close })}
      >
        <div>
          <Text fw={600} mb={6}>
            {t("sessions.extendMinutes")}
          </Text>
          <Chip.Group value={String(minutes)} onChange={(value) => setMinutes(Number(value))}>
            <Group gap="xs">
              {LENGTHS.map((length) => (
                <Chip key={length} value={String(length)} size="md">
                  {formatMinutes(length)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </div>
      </ReasonDialog>
      <ReasonDialog
        {...shared}
        danger
        opened={command === "terminate"}
        title={t("sessions.terminateTitle", { player })}
        cost={t("sessions.terminateCost", { left })}
        usual={t("sessions.terminateReasons", { returnObjects: true })}
        confirm={t("sessions.terminateConfirm")}
        onConfirm={end("terminate")}
      />
      <ReasonDialog
        {...shared}
        danger
        opened={command === "force-complete"}
        title={t("sessions.forceTitle", { player })}
        cost={t("sessions.forceCost", { left })}
        usual={t("sessions.forceReasons", { returnObjects: true })}
        confirm={t("sessions.forceConfirm")}
        onConfirm={end("force-complete")}
      />
    </>
  );
}
