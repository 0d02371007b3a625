import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Purchase = Schemas["Purchase"];
export type Stage = Purchase["stage"];

/** Open-ended play whose price is not known before its end. */
export const isUnbilled = ({ kind, billedAt }: Pick<Purchase, "kind" | "billedAt">) =>
  kind === "open" && billedAt === null;

const PAGE = 20;

/** Purchases, newest first: of one player for staff, one's own for a player. */
export const purchasesQuery = (stage: Stage | undefined, playerId?: number) =>
  infiniteQueryOptions({
    queryKey: ["purchases", "list", stage ?? "all", playerId ?? "mine"],
    queryFn: ({ pageParam }) => {
      const query = { stage, playerId, limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/purchases", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const purchaseQuery = (id: number) =>
  queryOptions({
    queryKey: ["purchases", id],
    queryFn: () => ask(api.GET("/api/v1/purchases/{id}", { params: { path: { id } } })),
  });
