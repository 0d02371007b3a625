import { queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Game = Schemas["Game"];
export type Package = Schemas["Package"];

export const gamesQuery = queryOptions({
  queryKey: ["catalog", "games"],
  queryFn: async () => {
    const games = await readAllPages((cursor) =>
      ask(api.GET("/api/v1/games", { params: { query: { limit: 200, cursor } } })),
    );
    return games.sort((one, other) => one.name.localeCompare(other.name, "fr"));
  },
});

/** Every package, the shortest first. */
export const packagesQuery = queryOptions({
  queryKey: ["catalog", "packages"],
  queryFn: async () => {
    const packages = await readAllPages((cursor) =>
      ask(api.GET("/api/v1/packages", { params: { query: { limit: 200, cursor } } })),
    );
    return packages.sort((one, other) => one.minutes - other.minutes || one.price - other.price);
  },
});
