import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Player = Schemas["Player"];

const PAGE = 25;

/** Players found by username, name or phone, newest first. */
export const playersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["players", "search", search],
    queryFn: ({ pageParam }) => {
      const query = { search: search || undefined, limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/players", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });

export const playerQuery = (id: number) =>
  queryOptions({
    queryKey: ["players", id],
    queryFn: () => ask(api.GET("/api/v1/players/{id}", { params: { path: { id } } })),
  });
