import { useCallback } from "react";
import { useServerClock } from "../../app/server-clock.ts";
import type { Session } from "./queries.ts";

type Timed = Pick<
  Session,
  "status" | "endsAt" | "remainingSeconds" | "totalSeconds" | "lowTimeSeconds" | "lowTime"
>;

/** Seconds left, following the server's clock while the session runs. */
export function useRemainingSeconds(session: Timed): number {
  const { endsAt, remainingSeconds, totalSeconds } = session;
  return useServerClock(
    useCallback(
      (now: number) => {
        if (endsAt === null) return remainingSeconds;
        const left = Math.ceil((Date.parse(endsAt) - now) / 1000);
        return Math.max(0, Math.min(left, totalSeconds));
      },
      [endsAt, remainingSeconds, totalSeconds],
    ),
  );
}

/** Whether the time left is low, as of now. */
export function isLowTime(session: Timed, remaining: number): boolean {
  return session.status === "active" ? remaining <= session.lowTimeSeconds : session.lowTime;
}
