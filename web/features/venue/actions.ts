import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";

export interface VenueFields {
  readonly name: string;
  readonly address: string;
  readonly outageThresholdSeconds: number;
  readonly sessionRetentionDays: number;
  readonly refundApprovalAbove: number | null;
}

export function useChangeVenue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: VenueFields) => ask(api.PATCH("/api/v1/venue", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["venue"] }),
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
