import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import type { SanctionKind } from "./queries.ts";

export interface NewSanction {
  readonly kind: SanctionKind;
  readonly reason: string;
  /** Of a suspension only. */
  readonly durationMinutes: number | null;
}

export function useGiveSanction(playerId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSanction) =>
      ask(api.POST("/api/v1/players/{id}/sanctions", { params: { path: { id: playerId } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}

export function useLiftSanction(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      ask(api.POST("/api/v1/sanctions/{id}/lift", { params: { path: { id } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}
