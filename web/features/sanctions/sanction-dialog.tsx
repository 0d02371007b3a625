import { SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { meQuery } from "../account/queries.ts";
import { useGiveSanction } from "./actions.ts";
import type { SanctionKind } from "./queries.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
/** In minutes; a clerk suspends for a day at most. */
const lengths = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, year: 365 * DAY } as const;
type Length = keyof typeof lengths;

interface SanctionDialogProps {
  readonly playerId: number;
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks which sanction, for how long and why. A clerk is offered what a clerk may give. */
export function SanctionDialog({ playerId, name, onClose }: SanctionDialogProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const give = useGiveSanction(playerId);
  const [kind, setKind] = useState<SanctionKind>("warning");
  const [length, setLength] = useState<Length>("day");
  const isAdministrator = me?.role === "administrator";
  const kinds: SanctionKind[] = isAdministrator
    ? ["warning", "suspension", "ban"]
    : ["warning", "suspension"];
  const offered = (Object.keys(lengths) as Length[]).filter(
    (each) => isAdministrator || lengths[each] <= DAY,
  );
  return (
    <ReasonDialog
      opened
      title={t("sanctions.giveTitle", { name })}
      usual={t("sanctions.reasons", { returnObjects: true })}
      confirm={t("sanctions.confirm")}
      danger={kind !== "warning"}
      pending={give.isPending}
      error={give.error}
      onConfirm={(reason) => {
        const durationMinutes = kind === "suspension" ? lengths[length] : null;
        give.mutate({ kind, reason, durationMinutes }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <Stack gap="xs">
        <SegmentedControl
          fullWidth
          aria-label={t("sanctions.kind")}
          value={kind}
          onChange={(value) => setKind(value as SanctionKind)}
          data={kinds.map((value) => ({ value, label: t(`sanctions.kinds.${value}`) }))}
        />
        <Text className="quiet">{t(`sanctions.hints.${kind}`)}</Text>
        {kind === "suspension" && (
          <Select
            label={t("sanctions.length")}
            allowDeselect={false}
            value={length}
            onChange={(value) => value && setLength(value as Length)}
            data={offered.map((value) => ({ value, label: t(`sanctions.lengths.${value}`) }))}
          />
        )}
      </Stack>
    </ReasonDialog>
  );
}
