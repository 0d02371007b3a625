import { queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";

export type StaffMember = Schemas["StaffMember"];

export const staffQuery = queryOptions({
  queryKey: ["staff"],
  queryFn: async () => {
    const staff = await readAllPages((cursor) =>
      ask(api.GET("/api/v1/staff", { params: { query: { limit: 200, cursor } } })),
    );
    return staff.sort((one, other) => one.name.localeCompare(other.name, "fr"));
  },
});
