import { replay, type SessionEvent, type SessionTime } from "../core/session-clock.ts";
import type { SessionEnd } from "./resolve-sale.ts";

/** A session that came over: the events of ours that tell of it, and what follows from them. */
export interface ImportedSession {
  readonly events: readonly ToldEvent[];
  readonly run: { readonly startedAt: number; readonly endedAt: number } | null;
  readonly row: SessionTime;
  readonly createdAt: number;
}

export interface ToldEvent {
  readonly event: SessionEvent;
  /** Granted, played before, or written off, as the type says. */
  readonly durationMs: number | null;
  readonly reason: string | null;
}

export interface SessionFacts {
  readonly end: SessionEnd;
  readonly grantedMs: number;
  readonly usedMs: number;
  /** False when it was made anew because the old one is gone. */
  readonly isOld: boolean;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly now: number;
}

const reasons = {
  early: "Ancien système : terminée avant la fin de son temps",
  gone: "Ancien système : session effacée, temps compté comme utilisé",
} as const;

/**
 * Tells an old session in our events: created, imported with the time that was counted there as one run, and its end.
 * The run neither ends in the future nor begins before the session was made.
 */
export function tellSession(facts: SessionFacts): ImportedSession {
  const { end, usedMs, grantedMs } = facts;
  const startedAt = Math.min(facts.startedAt ?? facts.createdAt, facts.now - usedMs);
  const createdAt = Math.min(facts.createdAt, startedAt);
  const wasStarted = usedMs > 0 || !["ready", "expired", "terminated"].includes(end);
  const playedUntil = wasStarted ? startedAt + usedMs : createdAt;
  const endedAt = Math.max(facts.endedAt, playedUntil);

  const events: ToldEvent[] = [
    { event: { type: "created", at: createdAt, grantedMs }, durationMs: grantedMs, reason: null },
  ];
  if (wasStarted) {
    events.push({ event: { type: "imported", at: startedAt, usedMs }, durationMs: usedMs, reason: null });
  }
  if (end === "force_completed") {
    const writtenOffMs = grantedMs - usedMs;
    const reason = facts.isOld ? reasons.early : reasons.gone;
    events.push({ event: { type: end, at: endedAt, writtenOffMs }, durationMs: writtenOffMs, reason });
  } else if (end !== "ready" && end !== "paused") {
    events.push({ event: { type: end, at: endedAt }, durationMs: null, reason: null });
  }
  return {
    events,
    run: usedMs > 0 ? { startedAt, endedAt: playedUntil } : null,
    row: replay(events.map(({ event }) => event)),
    createdAt,
  };
}
