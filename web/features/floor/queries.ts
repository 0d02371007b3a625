import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";
import type { Session } from "../sessions/queries.ts";
import type { Station } from "../stations/queries.ts";

export type Zone = Schemas["Zone"];

/** Zones and what stands on the map. Read again whenever a station changes; who plays is known live. */
export const floorQuery = queryOptions({
  queryKey: ["stations", "floor"],
  queryFn: ({ signal }) => ask(api.GET("/api/v1/floor", { signal })),
});

export const zonesQuery = queryOptions({
  queryKey: ["stations", "zones"],
  queryFn: async () => (await ask(api.GET("/api/v1/zones"))).items,
});

/** A station as the map shows it: how it stands now, and whose session is on it or waits for it. */
export interface Seat {
  readonly station: Station;
  readonly state: Station["state"];
  readonly session: Session | null;
}

/** Seats by what is known live of the sessions, which is newer than what the stations were read with. */
export function seatsOf(stations: readonly Station[], sessions: readonly Session[]): Seat[] {
  const playing = new Map<number, Session>();
  const waiting = new Map<number, Session>();
  for (const session of sessions) {
    if (session.station === null) continue;
    if (session.status === "active" || session.status === "paused") playing.set(session.station.id, session);
    if (session.status === "ready" && !waiting.has(session.station.id))
      waiting.set(session.station.id, session);
  }
  return stations.map((station) => {
    const session = playing.get(station.id) ?? waiting.get(station.id) ?? null;
    if (playing.has(station.id)) return { station, state: "in_play", session };
    if (station.fault !== null) return { station, state: "out_of_order", session: null };
    return { station, state: session === null ? "free" : "reserved", session };
  });
}
