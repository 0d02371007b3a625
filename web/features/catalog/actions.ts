import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";
import type { Window } from "../tariffs/window-words.ts";
import type { Package } from "./queries.ts";

export interface GameFields {
  readonly name: string;
  readonly active: boolean;
}

export interface PackageFields {
  readonly name?: string;
  /** Not of a pass: its window has a length. */
  readonly minutes?: number;
  readonly price: number;
  readonly window?: Window;
  readonly open?: Schemas["OpenRule"];
  readonly active: boolean;
}

/** Adds a game, or changes the one given. */
export function useSaveGame(id: number | null) {
  return useCatalogChange((body: GameFields) =>
    id === null
      ? ask(api.POST("/api/v1/games", { body }))
      : ask(api.PATCH("/api/v1/games/{id}", { params: { path: { id } }, body })),
  );
}

/** Adds a package to a game, or changes the one given. */
export function useSavePackage(gameId: number, id: number | null) {
  return useCatalogChange(({ kind, window, ...fields }: PackageFields & { kind: Package["kind"] }) => {
    const body = { ...fields, ...(window && { window: { ...window, days: [...window.days] } }) };
    return id === null
      ? ask(api.POST("/api/v1/packages", { body: { gameId, kind, ...body } }))
      : ask(api.PATCH("/api/v1/packages/{id}", { params: { path: { id } }, body }));
  });
}

function useCatalogChange<Fields>(save: (fields: Fields) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: () => client.invalidateQueries({ queryKey: ["catalog"] }),
  });
}
