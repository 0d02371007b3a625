import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Till = Schemas["Till"];
export type Shift = Schemas["Shift"];
export type ShiftReport = Schemas["ShiftReport"];

const PAGE = 25;

/** Every till of the venue and the shift that is open on it, by name. */
export const tillsQuery = queryOptions({
  queryKey: ["shifts", "tills"],
  queryFn: async () => {
    const tills = await readAllPages((cursor) =>
      ask(api.GET("/api/v1/tills", { params: { query: { limit: 200, cursor } } })),
    );
    return tills.sort((one, other) => one.name.localeCompare(other.name, "fr", { numeric: true }));
  },
});

/** The X report of an open shift, or the Z of a closed one. */
export const shiftReportQuery = (id: number) =>
  queryOptions({
    queryKey: ["shifts", id],
    queryFn: () => ask(api.GET("/api/v1/shifts/{id}", { params: { path: { id } } })),
  });

/** Shifts, newest first. */
export const shiftsQuery = infiniteQueryOptions({
  queryKey: ["shifts", "list"],
  queryFn: ({ pageParam }) =>
    ask(api.GET("/api/v1/shifts", { params: { query: { limit: PAGE, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const colleaguesQuery = queryOptions({
  queryKey: ["colleagues"],
  queryFn: async () => (await ask(api.GET("/api/v1/colleagues"))).items,
});
