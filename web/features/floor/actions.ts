import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { showRefusal } from "../../ui/show-refusal.ts";
import type { Station } from "../stations/queries.ts";
import { floorQuery } from "./queries.ts";

type Place = NonNullable<Station["place"]>;
type StationPlace = Place & { readonly stationId: number };

/** Puts a station on a square of the map; whoever stands there takes the place that it leaves. Shown at once. */
export function usePlaceStation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ station, place }: { station: Station; place: Place }) => {
      const floor = client.getQueryData(floorQuery.queryKey);
      const places = exchange(floor?.stations ?? [], station, place);
      if (floor)
        client.setQueryData(floorQuery.queryKey, { ...floor, stations: moved(floor.stations, places) });
      return ask(api.POST("/api/v1/floor/places", { body: { places } }));
    },
    onSuccess: (floor) => client.setQueryData(floorQuery.queryKey, floor),
    onError: (error) => {
      showRefusal(error);
      void client.invalidateQueries({ queryKey: floorQuery.queryKey });
    },
  });
}

function exchange(stations: readonly Station[], station: Station, place: Place): StationPlace[] {
  const other = stations.find(
    ({ id, place: at }) => id !== station.id && at?.x === place.x && at?.y === place.y,
  );
  const places = [{ stationId: station.id, ...place }];
  if (other && station.place) places.push({ stationId: other.id, ...station.place });
  return places;
}

function moved(stations: readonly Station[], places: readonly StationPlace[]): Station[] {
  const to = new Map(places.map(({ stationId, x, y }) => [stationId, { x, y }]));
  return stations.map((station) => ({ ...station, place: to.get(station.id) ?? station.place }));
}

/** A station breaks, or works again. */
export function useFault(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fault: string | null) => {
      const params = { path: { id } };
      return fault === null
        ? ask(api.POST("/api/v1/stations/{id}/mended", { params, body: {} }))
        : ask(api.POST("/api/v1/stations/{id}/broken", { params, body: { fault } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["stations"] }),
  });
}

/** Adds a zone, or renames the one given. */
export function useSaveZone(id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string }) =>
      id === null
        ? ask(api.POST("/api/v1/zones", { body }))
        : ask(api.PATCH("/api/v1/zones/{id}", { params: { path: { id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["stations"] }),
  });
}

/** Removes a zone in which nothing stands. */
export function useRemoveZone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask(api.DELETE("/api/v1/zones/{id}", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["stations"] }),
    onError: showRefusal,
  });
}
