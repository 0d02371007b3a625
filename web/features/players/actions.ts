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
  /** False withdraws it: photo and date of birth are deleted with it. */
  readonly consent?: boolean;
  readonly birthDate?: string | null;
  readonly guardianPhone?: string | null;
  readonly notes?: string;
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

/** Keeps a photo, in base64. */
export function useChangePhoto(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (image: string) =>
      ask(api.PUT("/api/v1/players/{id}/photo", { params: { path: { id } }, body: { image } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}

export function useRemovePhoto(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.DELETE("/api/v1/players/{id}/photo", { params: { path: { id } }, body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["players"] }),
  });
}

/** A new password, answered this once. */
export function givePlayerPassword(id: number) {
  return ask(api.POST("/api/v1/players/{id}/password", { params: { path: { id } }, body: {} }));
}
