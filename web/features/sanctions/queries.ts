import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Sanction = Schemas["Sanction"];
export type SanctionKind = Sanction["kind"];

const PAGE = 20;

/** A player's sanctions, those that are over too, newest first. */
export const sanctionsQuery = (playerId: number) =>
  infiniteQueryOptions({
    queryKey: ["players", playerId, "sanctions"],
    queryFn: ({ pageParam }) => {
      const query = { limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/players/{id}/sanctions", { params: { path: { id: playerId }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
