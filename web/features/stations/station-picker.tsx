import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loading, RefusalMessage } from "../../ui/messages.tsx";
import { stationsQuery } from "./queries.ts";

interface StationPickerProps {
  readonly pending: boolean;
  /** Whether a station must be chosen: "no station" is not offered then. */
  readonly required?: boolean;
  /** Null: play without a station. */
  readonly onPick: (stationId: number | null) => void;
}

/** One button a free station: choosing it is the start. */
export function StationPicker({ pending, required, onPick }: StationPickerProps) {
  const { t } = useTranslation();
  const { data: stations, error, refetch } = useQuery(stationsQuery);
  if (error) return <RefusalMessage error={error} onRetry={() => refetch()} />;
  if (!stations) return <Loading what={t("stations.loading")} />;
  const free = stations.filter(({ state }) => state === "free" || state === "reserved");
  return (
    <Group gap="xs" role="group" aria-label={t("stations.pick")}>
      {free.map((station) => (
        <Button key={station.id} disabled={pending} onClick={() => onPick(station.id)}>
          {station.name}
          {station.state === "reserved" && ` · ${t("stations.reserved")}`}
        </Button>
      ))}
      {free.length === 0 && required && <Text className="quiet">{t("stations.noneFree")}</Text>}
      {!required && (
        <Button variant="default" disabled={pending} onClick={() => onPick(null)}>
          {t("stations.none")}
        </Button>
      )}
    </Group>
  );
}
