import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";

export interface Count {
  readonly countedCash: number;
  /** Pieces by denomination; left out where the till is counted as one amount. */
  readonly counts: Record<string, number> | undefined;
  readonly note: string | undefined;
}

export function useOpenShift() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { tillId: number; openingCash: number }) => ask(api.POST("/api/v1/shifts", { body })),
    onSettled: () => readAnew(client),
  });
}

/** `onClosed` is told also when the screen of the open shift is gone by then. */
export function useCloseShift(id: number, onClosed: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Count) =>
      ask(api.POST("/api/v1/shifts/{id}/close", { params: { path: { id } }, body })),
    onSuccess: onClosed,
    onSettled: () => readAnew(client),
  });
}

/** Closes with the count and opens the colleague's shift with the same cash. */
export function useHandOver(id: number, onClosed: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Count & { nextClerkId: number }) =>
      ask(api.POST("/api/v1/shifts/{id}/hand-over", { params: { path: { id } }, body })),
    onSuccess: onClosed,
    onSettled: () => readAnew(client),
  });
}

export function useMoveCash(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { kind: "in" | "out"; amount: number; reason: string }) =>
      ask(api.POST("/api/v1/shifts/{id}/cash-movements", { params: { path: { id } }, body })),
    onSettled: () => readAnew(client),
  });
}

function readAnew(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ["shifts"] });
}

/** Adds a till, or changes the one given. */
export function useSaveTill(id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; active: boolean }) =>
      id === null
        ? ask(api.POST("/api/v1/tills", { body }))
        : ask(api.PATCH("/api/v1/tills/{id}", { params: { path: { id } }, body })),
    onSettled: () => readAnew(client),
  });
}
