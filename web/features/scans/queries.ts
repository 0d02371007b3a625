import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Scan = Schemas["Scan"];

const PAGE = 30;

/** Attempts at the counter, newest first: of one invoice, or all. */
export const scansQuery = (invoiceId?: number) =>
  infiniteQueryOptions({
    queryKey: ["scans", invoiceId ?? "all"],
    queryFn: ({ pageParam }) => {
      const query = { invoiceId, limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/scans", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
