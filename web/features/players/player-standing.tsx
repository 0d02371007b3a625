import { Group } from "@mantine/core";
import { ConductBadge, MinorBadge } from "../../ui/status.tsx";
import type { Player } from "./queries.ts";

/** What the counter should see of a player at a glance: a minor, warned, suspended or banned; nothing for the rest. */
export function PlayerStanding({ player }: { player: Pick<Player, "minor" | "conduct"> }) {
  if (!player.minor && player.conduct === "fine") return null;
  return (
    <Group gap="xs" component="span" display="inline-flex">
      {player.minor && <MinorBadge />}
      {player.conduct !== "fine" && <ConductBadge conduct={player.conduct} />}
    </Group>
  );
}
