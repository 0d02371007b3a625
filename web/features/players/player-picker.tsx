import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconUserPlus, IconUserQuestion } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/messages.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { ActiveBadge } from "../../ui/status.tsx";
import { useMay } from "../account/permissions.ts";
import { PlayerForm } from "./player-form.tsx";
import classes from "./player-picker.module.css";
import { PlayerStanding } from "./player-standing.tsx";
import { type Player, playersQuery } from "./queries.ts";

interface PlayerPickerProps {
  readonly onPick: (player: Player) => void;
  /** Whether a disabled account may be picked too: to look at it, not to sell to it. */
  readonly showsDisabled?: boolean;
}

/** Finds a player, or creates one: what was searched for is already filled in. */
export function PlayerPicker({ onPick, showsDisabled }: PlayerPickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const mayCreate = useMay("manage_players");
  const [settled] = useDebouncedValue(search.trim(), 150);
  const query = useInfiniteQuery(playersQuery(settled));
  if (creating) {
    return (
      <PlayerForm
        searched={search.trim()}
        onCreated={(player) => {
          setCreating(false);
          onPick(player);
        }}
        onCancel={() => setCreating(false)}
      />
    );
  }
  const create = mayCreate && (
    <Button
      variant="light"
      leftSection={<IconUserPlus size={20} aria-hidden />}
      onClick={() => setCreating(true)}
    >
      {t("players.new")}
    </Button>
  );
  return (
    <div>
      <div className={classes.search}>
        <TextInput
          className={classes.field}
          type="search"
          aria-label={t("players.searchLabel")}
          placeholder={t("players.searchPlaceholder")}
          leftSection={<IconSearch size={20} aria-hidden />}
          autoFocus
          autoComplete="off"
          maxLength={120}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {create}
      </div>
      <PagedView
        query={query}
        loading={t("players.loading")}
        empty={
          <Empty
            icon={<IconUserQuestion size={28} />}
            title={t("players.emptyTitle")}
            hint={t("players.emptyHint")}
          />
        }
      >
        {(players) => (
          <ul className={classes.list}>
            {players.map((player) => (
              <li key={player.id}>
                <UnstyledButton
                  className={classes.player}
                  disabled={!player.active && !showsDisabled}
                  onClick={() => onPick(player)}
                >
                  <span className={classes.name}>
                    {player.name} {!player.active && <ActiveBadge active={false} />}
                    <PlayerStanding player={player} />
                  </span>
                  <span className="quiet">{player.username}</span>
                  <span className="quiet">{player.phone ?? t("players.noPhone")}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        )}
      </PagedView>
    </div>
  );
}
