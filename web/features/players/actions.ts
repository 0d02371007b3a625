import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";

export interface NewPlayer {
  readonly name: string;
  readonly phone: string | null;
  /** Made from the name when left out. */
  readonly username?: string;
}

export interface PlayerChanges {
  readonly name?: string;
  readonly phone?: string | null;
  readonly active?: boolean;
}

export function useCreatePlayer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewPlayer) => ask(api.POST("/api/v1/players", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}

export function useChangePlayer(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PlayerChanges) =>
      ask(api.PATCH("/api/v1/players/{id}", { params: { path: { id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}

/** A new password, answered this once. */
export function givePlayerPassword(id: number) {
  return ask(api.POST("/api/v1/players/{id}/password", { params: { path: { id } }, body: {} }));
}
