import { ActionIcon, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { CalendarPriceDialog } from "./calendar-price-dialog.tsx";
import { type CalendarPrice, calendarPricesQuery } from "./queries.ts";
import { Section } from "./section.tsx";
import { tellWindow } from "./window-words.ts";

/** The prices that the calendar changes: when, for which package, by how much. */
export function CalendarPrices({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(calendarPricesQuery);
  const [editing, setEditing] = useState<{ readonly price: CalendarPrice | null } | null>(null);
  return (
    <Section
      title={t("tariffs.calendar.title")}
      hint={t("tariffs.calendar.hint")}
      add={mayEdit ? t("tariffs.calendar.add") : undefined}
      onAdd={() => setEditing({ price: null })}
    >
      <QueryView query={query} loading={t("tariffs.loading")}>
        {(prices) =>
          prices.length === 0 ? (
            <Text className="quiet">{t("tariffs.calendar.empty")}</Text>
          ) : (
            <ul className={list.list}>
              {prices.map((price) => (
                <li key={price.id} className={list.row}>
                  <CalendarPriceLine price={price} />
                  <span className={list.end}>
                    {mayEdit && (
                      <ActionIcon
                        variant="default"
                        size={40}
                        aria-label={`${t("common.change")} ${price.name}`}
                        onClick={() => setEditing({ price })}
                      >
                        <IconPencil size={20} />
                      </ActionIcon>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing && <CalendarPriceDialog price={editing.price} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function CalendarPriceLine({ price }: { price: CalendarPrice }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const season = tellSeason(price);
  return (
    <>
      <span>
        <span className={list.main}>{price.name}</span>
        <Text className="quiet" size="sm">
          {price.packageName === null
            ? t("tariffs.calendar.all")
            : `${price.gameName} · ${price.packageName}`}
        </Text>
      </span>
      <span className={list.end}>
        {price.percent === null ? money(price.price ?? 0) : tellPercent(price.percent)}
      </span>
      <span className="quiet">
        {tellWindow(price.window)}
        {season && ` · ${t(season.word, season)}`}
      </span>
      <span className="quiet">
        {t(price.active ? "tariffs.calendar.active" : "tariffs.calendar.inactive")}
      </span>
    </>
  );
}

/** `−30 %` */
function tellPercent(percent: number): string {
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent)}\u202f%`;
}

function tellSeason({ firstDay, lastDay }: CalendarPrice) {
  const first = firstDay === null ? "" : formatDay(firstDay);
  const last = lastDay === null ? "" : formatDay(lastDay);
  if (first !== "" && last !== "") return { word: "tariffs.calendar.season", first, last } as const;
  if (first !== "") return { word: "tariffs.calendar.seasonFrom", first, last } as const;
  return last === "" ? null : ({ word: "tariffs.calendar.seasonUntil", first, last } as const);
}
