import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import type { paths } from "../../app/api-types.ts";
import { type Venue, venueQuery } from "./queries.ts";

export type VenueChanges = NonNullable<
  paths["/api/v1/venue"]["patch"]["requestBody"]
>["content"]["application/json"];

/** Changes settings; with the version that was read, what somebody else changed since is not overwritten. */
export function useChangeVenue() {
  return useVenueChange((body: VenueChanges) => ask(api.PATCH("/api/v1/venue", { body })));
}

/** Gives the venue a logo, in base 64, or takes it away. */
export function useChangeLogo() {
  return useVenueChange((image: string | null) => ask(api.POST("/api/v1/venue/logo", { body: { image } })));
}

function useVenueChange<Change>(mutationFn: (change: Change) => Promise<Venue>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (venue) => {
      client.setQueryData(venueQuery.queryKey, venue);
      return client.invalidateQueries({ queryKey: ["first-steps"] });
    },
    // Refused because of what somebody else did: what they did is read.
    onError: () => client.invalidateQueries({ queryKey: venueQuery.queryKey }),
  });
}

/** Confirms the clock after it went backwards. */
export function useAcknowledgeClock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/clock/acknowledge", { body: {} })),
    onSuccess: () => client.invalidateQueries(),
  });
}
