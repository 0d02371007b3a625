import { queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Station = Schemas["Station"];

/** Every station of the venue, by name as people count: PC 2 before PC 10. */
export const stationsQuery = queryOptions({
  queryKey: ["stations"],
  queryFn: async () => {
    const stations = await readAllPages((cursor) =>
      ask(api.GET("/api/v1/stations", { params: { query: { limit: 200, cursor } } })),
    );
    return stations.sort((one, other) => one.name.localeCompare(other.name, "fr", { numeric: true }));
  },
});
