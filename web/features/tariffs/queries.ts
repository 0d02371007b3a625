import { queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";

export type CalendarPrice = Schemas["CalendarPrice"];
export type Holiday = Schemas["Holiday"];
export type Surcharges = Schemas["Surcharges"];
export type Membership = Schemas["Membership"];
export type PlayerMembership = Schemas["PlayerMembership"];
export type PriceLine = Schemas["PriceLine"];

export const calendarPricesQuery = queryOptions({
  queryKey: ["tariffs", "calendar-prices"],
  queryFn: () =>
    readAllPages((cursor) =>
      ask(api.GET("/api/v1/calendar-prices", { params: { query: { limit: 200, cursor } } })),
    ),
});

export const holidaysQuery = queryOptions({
  queryKey: ["tariffs", "holidays"],
  queryFn: async () => (await ask(api.GET("/api/v1/holidays"))).items,
});

export const surchargesQuery = queryOptions({
  queryKey: ["tariffs", "surcharges"],
  queryFn: () => ask(api.GET("/api/v1/surcharges")),
});

export const membershipsQuery = queryOptions({
  queryKey: ["tariffs", "memberships"],
  queryFn: () =>
    readAllPages((cursor) =>
      ask(api.GET("/api/v1/memberships", { params: { query: { limit: 200, cursor } } })),
    ),
});

export const membershipsOfPlayerQuery = (playerId: number) =>
  queryOptions({
    queryKey: ["tariffs", "memberships", "player", playerId],
    queryFn: async () =>
      (await ask(api.GET("/api/v1/players/{id}/memberships", { params: { path: { id: playerId } } }))).items,
  });

export interface Choice {
  readonly packageId: number;
  readonly playerId: number;
  readonly zoneId: number | null;
  readonly controllers: number;
  /** How many play on the player's account together. */
  readonly players: number;
}

/** What a sale would cost now. Prices follow the hours of the day: it is asked again every minute. */
export const quoteQuery = ({ packageId, playerId, zoneId, controllers, players }: Choice) =>
  queryOptions({
    queryKey: ["tariffs", "quote", packageId, playerId, zoneId, controllers, players],
    queryFn: () => {
      const query = { playerId, controllers, players, zoneId: zoneId ?? undefined };
      return ask(api.GET("/api/v1/packages/{id}/price", { params: { path: { id: packageId }, query } }));
    },
    staleTime: 0,
    refetchInterval: 60_000,
    placeholderData: (before) => (before?.packageId === packageId ? before : undefined),
  });
