import { ActionIcon, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconDeviceGamepad2, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ActiveBadge } from "../../ui/status.tsx";
import { meQuery } from "../account/queries.ts";
import { tellWindow } from "../tariffs/window-words.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { GameDialog } from "./game-dialog.tsx";
import { PackageDialog } from "./package-dialog.tsx";
import { type Game, gamesQuery, type Package, packagesQuery } from "./queries.ts";

type Editing =
  | { readonly kind: "game"; readonly game: Game | null }
  | { readonly kind: "package"; readonly game: Game; readonly package: Package | null };

/** Games and their packages: what is for sale, for how much. */
export function CatalogPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const games = useQuery(gamesQuery);
  const packages = useQuery(packagesQuery);
  const [editing, setEditing] = useState<Editing | null>(null);
  const mayEdit = me?.role === "administrator";
  const close = () => setEditing(null);
  const addGame = mayEdit && (
    <Button
      leftSection={<IconPlus size={20} aria-hidden />}
      onClick={() => setEditing({ kind: "game", game: null })}
    >
      {t("catalog.addGame")}
    </Button>
  );
  return (
    <Page title={t("catalog.title")} actions={addGame}>
      {!mayEdit && (
        <Text className="quiet" mb="md">
          {t("catalog.onlyAdministrator")}
        </Text>
      )}
      <QueryView query={games} loading={t("catalog.loading")}>
        {(allGames) => (
          <QueryView query={packages} loading={t("catalog.loading")}>
            {(allPackages) =>
              allGames.length === 0 ? (
                <Empty
                  icon={<IconDeviceGamepad2 size={28} />}
                  title={t("catalog.emptyTitle")}
                  hint={t("catalog.emptyHint")}
                />
              ) : (
                <Stack>
                  {allGames.map((game) => (
                    <GameSection
                      key={game.id}
                      game={game}
                      packages={allPackages.filter((each) => each.gameId === game.id)}
                      onEdit={mayEdit ? setEditing : null}
                    />
                  ))}
                </Stack>
              )
            }
          </QueryView>
        )}
      </QueryView>
      {editing?.kind === "game" && <GameDialog game={editing.game} onClose={close} />}
      {editing?.kind === "package" && (
        <PackageDialog game={editing.game} package={editing.package} onClose={close} />
      )}
    </Page>
  );
}

interface GameSectionProps {
  readonly game: Game;
  readonly packages: readonly Package[];
  readonly onEdit: ((editing: Editing) => void) | null;
}

function GameSection({ game, packages, onEdit }: GameSectionProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  return (
    <section className="surface">
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <Title order={2} size="h4">
            {game.name}
          </Title>
          {!game.active && <ActiveBadge active={false} />}
        </Group>
        {onEdit && (
          <Group gap="xs">
            <EditButton of={game.name} onClick={() => onEdit({ kind: "game", game })} />
            <Button
              size="sm"
              variant="light"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => onEdit({ kind: "package", game, package: null })}
            >
              {t("catalog.addPackage")}
            </Button>
          </Group>
        )}
      </Group>
      {packages.length === 0 && <Text className="quiet">{t("catalog.noPackages")}</Text>}
      <ul className={list.list}>
        {packages.map((each) => (
          <li key={each.id} className={list.row}>
            <span className={list.main}>
              {titleOf(each)}
              {each.window && (
                <Text className="quiet" size="sm">
                  {t("tariffs.valid", { window: tellWindow(each.window) })}
                </Text>
              )}
              {each.open && <OpenRuleText rule={each.open} />}
            </span>
            <span className={list.end}>
              {each.kind === "open" ? t("catalog.anHour", { amount: money(each.price) }) : money(each.price)}
            </span>
            <span className="quiet">{t(each.active ? "catalog.onSale" : "catalog.offSale")}</span>
            <span className={list.end}>
              {onEdit && (
                <EditButton
                  of={`${game.name} · ${each.name}`}
                  onClick={() => onEdit({ kind: "package", game, package: each })}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A package of minutes by its length, the others by their names. */
function titleOf({ kind, name, minutes }: Package): string {
  const length = formatMinutes(minutes);
  if (kind !== "fixed") return name;
  return name === length ? length : `${length} · ${name}`;
}

function OpenRuleText({ rule }: { rule: NonNullable<Package["open"]> }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  return (
    <Text className="quiet" size="sm">
      {t("catalog.openRule", {
        step: formatMinutes(rule.stepMinutes),
        minimum: rule.minimumPrice > 0 ? t("catalog.atLeast", { amount: money(rule.minimumPrice) }) : "",
        ceiling: rule.ceilingPrice === null ? "" : t("catalog.atMost", { amount: money(rule.ceilingPrice) }),
      })}
    </Text>
  );
}

function EditButton({ of, onClick }: { of: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon variant="default" size={40} onClick={onClick} aria-label={`${t("common.change")} ${of}`}>
      <IconPencil size={20} />
    </ActionIcon>
  );
}
