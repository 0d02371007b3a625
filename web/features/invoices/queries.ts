import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Invoice = Schemas["Invoice"];
export type InvoiceStatus = Invoice["status"];

const PAGE = 25;

/** Invoices, newest first, of one status or all, by part of the number or of the player's name. */
export const invoicesQuery = (status: InvoiceStatus | undefined, search: string) =>
  infiniteQueryOptions({
    queryKey: ["invoices", "list", status ?? "all", search],
    queryFn: ({ pageParam }) => {
      const query = { status, search: search || undefined, limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/invoices", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });

export const invoiceQuery = (id: number) =>
  queryOptions({
    queryKey: ["invoices", id],
    queryFn: () => ask(api.GET("/api/v1/invoices/{id}", { params: { path: { id } } })),
  });
