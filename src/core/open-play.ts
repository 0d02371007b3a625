import { MINUTE } from "./duration.ts";
import { priceOf, type Terms } from "./pricing.ts";
import { type SessionTime, usedAt } from "./session-clock.ts";

/** Where open-ended play stands at an instant. Durations are milliseconds, amounts minor units. */
export interface PlaySoFar {
  /** What was really played: what a forced end wrote off is not in it. */
  readonly playedMs: number;
  readonly amountDue: number;
  /** While it runs: until the next step begins; null when none will be billed any more. */
  readonly nextStepMs: number | null;
}

/** What open-ended play costs so far. Who has just sat down is shown what the first step will cost. */
export function playSoFar(terms: Terms, session: SessionTime, at: number): PlaySoFar {
  const playedMs = playedAt(session, at);
  const isRunning = session.runningSince !== null;
  const step = (terms.open?.stepMinutes ?? terms.minutes) * MINUTE;
  const begun = Math.max(playedMs, isRunning ? 1 : 0);
  const nextStepAt = Math.ceil(begun / step) * step;
  return {
    playedMs,
    amountDue: priceOf(terms, begun).total,
    nextStepMs: isRunning && nextStepAt < terms.minutes * MINUTE ? nextStepAt - playedMs + 1 : null,
  };
}

/** The time that was really played by an instant, in milliseconds. */
export function playedAt(session: SessionTime, at: number): number {
  return usedAt(session, at) - session.writtenOffMs;
}
