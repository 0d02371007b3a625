import { Tabs, Text, UnstyledButton } from "@mantine/core";
import { IconPackageOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { Empty } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { gamesQuery, type Package, packagesQuery } from "../catalog/queries.ts";
import { tellHours } from "../tariffs/window-words.ts";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./package-step.module.css";

/** What is for sale, a tab a game: one touch chooses. */
export function PackageStep({ onPick }: { onPick: (chosen: Package) => void }) {
  const { t } = useTranslation();
  const games = useQuery(gamesQuery);
  const packages = useQuery(packagesQuery);
  return (
    <QueryView query={games} loading={t("selling.packagesLoading")}>
      {(allGames) => (
        <QueryView query={packages} loading={t("selling.packagesLoading")}>
          {(allPackages) => {
            const forSale = allPackages.filter((each) => each.active);
            const shown = allGames.filter(
              (game) => game.active && forSale.some((each) => each.gameId === game.id),
            );
            if (shown.length === 0) {
              return (
                <Empty
                  icon={<IconPackageOff size={28} />}
                  title={t("selling.noPackageTitle")}
                  hint={t("selling.noPackageHint")}
                />
              );
            }
            return (
              <Tabs defaultValue={String(shown[0]?.id)} variant="pills">
                <Tabs.List mb="md">
                  {shown.map((game) => (
                    <Tabs.Tab key={game.id} value={String(game.id)} fz="md" className={classes.tab}>
                      {game.name}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                {shown.map((game) => (
                  <Tabs.Panel key={game.id} value={String(game.id)}>
                    <div className={classes.packages}>
                      {forSale
                        .filter((each) => each.gameId === game.id)
                        .map((each, index) => (
                          <Tile
                            key={each.id}
                            sold={each}
                            isFirst={index === 0 && game.id === shown[0]?.id}
                            onPick={() => onPick(each)}
                          />
                        ))}
                    </div>
                  </Tabs.Panel>
                ))}
              </Tabs>
            );
          }}
        </QueryView>
      )}
    </QueryView>
  );
}

function Tile({ sold, isFirst, onPick }: { sold: Package; isFirst: boolean; onPick: () => void }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const title = titleOf(sold);
  return (
    <UnstyledButton className={classes.package} autoFocus={isFirst} onClick={onPick}>
      <Text fz={26} fw={700} lh={1.1}>
        {title}
      </Text>
      {sold.window && (
        <Text className="quiet" size="sm">
          {tellHours(sold.window.from, sold.window.until)}
        </Text>
      )}
      {sold.name !== title && (
        <Text className="quiet" size="sm">
          {sold.name}
        </Text>
      )}
      {sold.kind === "open" ? (
        <Text fz="lg">
          {t("openPlay.perHour", { price: money(sold.price) })}
          <Text span size="sm" className="quiet" display="block">
            {t("openPlay.paidAfter")}
          </Text>
        </Text>
      ) : (
        <Text fz="lg">{money(sold.price)}</Text>
      )}
    </UnstyledButton>
  );
}

/** Minutes are known by their length, a pass by its name. */
export function titleOf({ kind, name, minutes }: Package): string {
  return kind === "fixed" ? formatMinutes(minutes) : name;
}
