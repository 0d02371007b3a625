import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import type { Station } from "./queries.ts";

export interface StationFields {
  readonly name: string;
  readonly active: boolean;
  readonly kind: Station["kind"];
  readonly controllers: number;
  readonly zoneId: number | null;
}

/** Adds a station, or changes the one given. */
export function useSaveStation(id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: StationFields) =>
      id === null
        ? ask(api.POST("/api/v1/stations", { body }))
        : ask(api.PATCH("/api/v1/stations/{id}", { params: { path: { id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["stations"] }),
  });
}
