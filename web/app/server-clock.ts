import { useCallback, useSyncExternalStore } from "react";

/**
 * The server's time, reckoned from its answers and the browser's stopwatch. The browser's calendar clock, which may be
 * wrong by hours, is never asked. An answer is always a little old on arrival, so of several the latest reading wins.
 */
const FAR_OFF_MS = 5_000;
/** After so long a reading is worth no more than the next one: stopwatches drift. */
const KEPT_MS = 120_000;
const TICK_MS = 200;

let offset: number | null = null;
let readAt = 0;

/** Takes note of a time that the server just told (RFC 3339). */
export function noteServerTime(serverTime: string): void {
  const now = performance.now();
  const reading = Date.parse(serverTime) - now;
  const isBetter = offset === null || reading > offset || reading < offset - FAR_OFF_MS;
  if (!isBetter && now - readAt < KEPT_MS) return;
  offset = reading;
  readAt = now;
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return offset === null ? Date.now() : performance.now() + offset;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** A value that follows the server's clock; the component is drawn again only when the value changes. */
export function useServerClock<Value extends string | number | boolean | null>(
  read: (now: number) => Value,
): Value {
  return useSyncExternalStore(
    subscribe,
    useCallback(() => read(serverNow()), [read]),
  );
}
