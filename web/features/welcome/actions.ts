import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";

/** Makes PC 1…n and PS 1…m; those that exist stay. */
export function useCreateStations() {
  return useStep((body: { computers: number; consoles: number }) =>
    ask(api.POST("/api/v1/stations/several", { body })),
  );
}

export interface Sale {
  readonly gameName: string;
  readonly packages: Array<{ minutes: number; price: number }>;
}

/** Puts a game on sale with its packages; those that exist stay. */
export function useCreatePackages() {
  return useStep((body: Sale) => ask(api.POST("/api/v1/packages/several", { body })));
}

/** Adds the first clerk; the answer carries their password, this once. */
export function useCreateClerk() {
  return useStep((fields: { name: string; username: string }) =>
    ask(api.POST("/api/v1/staff", { body: { ...fields, role: "clerk" } })),
  );
}

/** Ends the first steps for good. */
export function useEndFirstSteps() {
  return useStep(() => ask(api.POST("/api/v1/first-steps/end", { body: {} })));
}

/** What a step makes may stand on any screen. */
function useStep<Fields, Made>(mutationFn: (fields: Fields) => Promise<Made>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries() });
}
