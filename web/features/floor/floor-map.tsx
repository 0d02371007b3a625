import { type CSSProperties, memo } from "react";
import { useTranslation } from "react-i18next";
import classes from "./floor-map.module.css";
import type { Seat } from "./queries.ts";
import { StationTile } from "./station-tile.tsx";

interface FloorMapProps {
  readonly seats: readonly Seat[];
  readonly onOpen: (seat: Seat) => void;
}

/** The map as the owner drew it, as large as what stands on it; on a phone, one zone after the other. */
export function FloorMap({ seats, onOpen }: FloorMapProps) {
  const { t } = useTranslation();
  const counts = countOf(seats);
  return (
    <>
      <p className={classes.counts}>{t("floor.counts", counts)}</p>
      <ul className={classes.map} aria-label={t("floor.title")}>
        {inZones(seats).map((seat) => (
          <li key={seat.station.id} className={classes.seat} style={placeOf(seat, seats)}>
            <Tile seat={seat} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Drawn again only when its own session or station changed. */
const Tile = memo(
  StationTile,
  (before, after) =>
    before.seat.station === after.seat.station &&
    before.seat.session === after.seat.session &&
    before.seat.state === after.seat.state,
);

function countOf(seats: readonly Seat[]) {
  const free = seats.filter(({ state }) => state === "free").length;
  const taken = seats.filter(({ state }) => state === "in_play").length;
  return { free, taken, total: seats.length };
}

/** On a phone the list tells zone by zone; on the map the place decides. */
function inZones(seats: readonly Seat[]): Seat[] {
  const zoneOf = ({ station }: Seat) => station.zone?.name ?? "";
  return seats.toSorted((one, other) => zoneOf(one).localeCompare(zoneOf(other), "fr"));
}

/** The column and the row of a station, from the first that is used on. */
function placeOf({ station }: Seat, seats: readonly Seat[]): CSSProperties {
  if (station.place === null) return {};
  const places = seats.flatMap((seat) => seat.station.place ?? []);
  return {
    "--column": station.place.x - Math.min(...places.map(({ x }) => x)) + 1,
    "--row": station.place.y - Math.min(...places.map(({ y }) => y)) + 1,
  } as CSSProperties;
}
