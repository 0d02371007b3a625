import { useSyncExternalStore } from "react";
import { Refusal } from "./api.ts";

/** When the live stream last came back after an absence, by the browser's stopwatch. */
let reconnectedAt = 0;
const listeners = new Set<() => void>();

export function noteReconnection(): void {
  reconnectedAt = performance.now();
  for (const each of listeners) each();
}

/** True for "the server cannot be reached" once the live stream has come back since: it is no longer so. */
export function useIsOutlived(error: unknown): boolean {
  const backAt = useSyncExternalStore(subscribe, () => reconnectedAt);
  return error instanceof Refusal && error.code === "unavailable" && error.at < backAt;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
