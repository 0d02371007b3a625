import { MINUTE, SECOND } from "./duration.ts";
import { BusinessError } from "./errors.ts";
import { nextSessionStatus, type SessionStatus } from "./session-machine.ts";

/**
 * The time of a play session. Instants are milliseconds since 1970 (the database's clock), durations are
 * integer milliseconds. Nothing here reads a clock: the instant is always given.
 */
export interface SessionTime {
  readonly status: SessionStatus;
  readonly grantedMs: number;
  /** Sum of the closed runs, plus what was written off. The open run, if any, is not in it. */
  readonly usedMs: number;
  /** Time declared used by a forced completion although nobody played it. */
  readonly writtenOffMs: number;
  readonly runningSince: number | null;
  readonly endsAt: number | null;
  readonly lowTimeAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Of a pass: when it is over, whatever was played of it. Null for time that is bought by the minute. */
  readonly closesAt: number | null;
}

/** What happened to a session. Folding its events from the first gives its row: see {@link replay}. */
export type SessionEvent =
  | {
      readonly type: "created";
      readonly at: number;
      readonly grantedMs: number;
      /** Of a pass: when it is over. */
      readonly closesAt?: number;
    }
  | { readonly type: "started" | "paused" | "resumed" | "moved" | "low_time"; readonly at: number }
  | { readonly type: "completed" | "terminated" | "expired"; readonly at: number }
  | { readonly type: "outage"; readonly at: number; readonly givenBackMs: number }
  | { readonly type: "extended"; readonly at: number; readonly addedMs: number }
  /** What a pass loses because it begins to run late in its window: comes right before it starts or resumes. */
  | { readonly type: "cut"; readonly at: number; readonly cutMs: number }
  /** Came over from the old system, which had counted so much by then; `at` is when it was started there. */
  | { readonly type: "imported"; readonly at: number; readonly usedMs: number }
  | { readonly type: "force_completed"; readonly at: number; readonly writtenOffMs: number };

export type SessionEventType = SessionEvent["type"];

/** What somebody, or the deadline worker, asks of a session. */
export type SessionCommand =
  | { readonly type: "start" | "pause" | "resume" | "move" | "terminate" | "force_complete" }
  | { readonly type: "deadline" | "expiry" | "low_time" }
  | { readonly type: "extend"; readonly addedMs: number }
  | { readonly type: "outage"; readonly lastSeenAt: number };

/** The most that a session may hold in all, so that one typing error cannot sell a month. */
export const LARGEST_GRANT_MS = 24 * 60 * MINUTE;

/** Remaining time at which the player is warned: five minutes, or a fifth of a short session. */
export function lowTimeThreshold(grantedMs: number): number {
  return Math.min(5 * MINUTE, Math.floor(grantedMs / 5));
}

/** The reason in the history of a pass that closed while an outage paused it. */
export const PASS_OVER = "Forfait terminé : fin de sa plage horaire";

/** Less than this of a pass is not worth sitting down for, and no row could hold less than a millisecond of it. */
const SHORTEST_PASS = SECOND;

/** Time used at an instant. It never exceeds what was granted and never goes back between two events. */
export function usedAt(session: SessionTime, at: number): number {
  if (session.runningSince === null || session.endsAt === null) return session.usedMs;
  return session.usedMs + Math.max(0, Math.min(at, session.endsAt) - session.runningSince);
}

export function remainingAt(session: SessionTime, at: number): number {
  return session.grantedMs - usedAt(session, at);
}

/** Once the time is up a session can only be closed, as of its deadline, or found to have been in an outage. */
const worksAfterTheEnd: ReadonlySet<SessionCommand["type"]> = new Set([
  "deadline",
  "force_complete",
  "outage",
]);

/**
 * Decides what a command does to a session at an instant: the event to record, or a refusal.
 * Throws `session_transition_refused` where the machine has no such transition, `session_over` when the time is
 * up and nothing but its closing is left, `grant_too_long` when an extension goes beyond the largest grant,
 * `pass_over` when a pass is to run after its window, `pass_cannot_pause` for its end comes whatever one does.
 */
export function decide(session: SessionTime, command: SessionCommand, now: number): SessionEvent {
  if (nextSessionStatus(session.status, command.type) === null) {
    throw new BusinessError("session_transition_refused", { action: command.type, status: session.status });
  }
  // A clock that stepped back by less than the watch tolerates must not make a run end before it began.
  const at = Math.max(now, session.runningSince ?? now);
  const over = session.endsAt !== null && at >= session.endsAt;
  if (over && !worksAfterTheEnd.has(command.type)) {
    throw new BusinessError("session_over", { endedAt: new Date(session.endsAt as number).toISOString() });
  }

  switch (command.type) {
    case "start":
      refusePassOver(session, at);
      return { type: "started", at };
    case "pause":
      if (session.closesAt !== null) {
        throw new BusinessError("pass_cannot_pause", { closesAt: new Date(session.closesAt).toISOString() });
      }
      return { type: "paused", at };
    case "resume":
      refusePassOver(session, at);
      return { type: "resumed", at };
    case "move":
      return { type: "moved", at };
    case "terminate":
      return { type: "terminated", at };
    case "low_time":
      return { type: "low_time", at };
    case "expiry":
      return { type: "expired", at };
    case "force_complete":
      if (over) return { type: "completed", at: session.endsAt as number };
      // A pass that an outage paused is over with its window.
      if (session.status === "paused" && isPassOver(session, at)) {
        return { type: "force_completed", at: session.closesAt, writtenOffMs: remainingAt(session, at) };
      }
      return { type: "force_completed", at, writtenOffMs: remainingAt(session, at) };
    case "extend":
      if (session.grantedMs + command.addedMs > LARGEST_GRANT_MS) {
        throw new BusinessError("grant_too_long", { largestMinutes: LARGEST_GRANT_MS / MINUTE });
      }
      return { type: "extended", at, addedMs: command.addedMs };
    case "deadline":
      if (!over) throw new BusinessError("session_not_due");
      return { type: "completed", at: session.endsAt as number };
    case "outage": {
      const endsAt = session.endsAt as number;
      const seenAt = Math.max(session.runningSince as number, Math.min(command.lastSeenAt, endsAt));
      return { type: "outage", at: seenAt, givenBackMs: Math.max(0, Math.min(at, endsAt) - seenAt) };
    }
  }
}

/**
 * What a pass loses by what was decided: a session that starts or resumes is first cut to what is left of its window, so
 * that it never runs beyond. Null when it loses nothing.
 */
export function cutToWindow(session: SessionTime, event: SessionEvent): SessionEvent | null {
  if (session.closesAt === null || (event.type !== "started" && event.type !== "resumed")) return null;
  const cutMs = remainingAt(session, event.at) - (session.closesAt - event.at);
  return cutMs > 0 ? { type: "cut", at: event.at, cutMs } : null;
}

function isPassOver(session: SessionTime, at: number): session is SessionTime & { closesAt: number } {
  return session.closesAt !== null && at >= session.closesAt;
}

function refusePassOver(session: SessionTime, at: number): void {
  if (isPassOver(session, at + SHORTEST_PASS - 1)) {
    throw new BusinessError("pass_over", { closesAt: new Date(session.closesAt).toISOString() });
  }
}

/** The session after an event. Pure bookkeeping: whether the event may happen was decided before. */
export function apply(session: SessionTime, event: SessionEvent): SessionTime {
  switch (event.type) {
    case "created":
      return created(event);
    case "started":
      return run({ ...session, startedAt: event.at }, event.at);
    case "resumed":
      return run(session, event.at);
    case "paused":
    case "outage":
      return { ...stop(session, event.at), status: "paused" };
    case "extended": {
      const closesAt = session.closesAt === null ? null : session.closesAt + event.addedMs;
      const extended = { ...session, grantedMs: session.grantedMs + event.addedMs, closesAt };
      if (extended.endsAt === null) return extended;
      const endsAt = extended.endsAt + event.addedMs;
      return { ...extended, endsAt, lowTimeAt: warningInstant(extended.grantedMs, endsAt, event.at) };
    }
    case "cut":
      return { ...session, grantedMs: session.grantedMs - event.cutMs };
    case "imported":
      return { ...session, status: "paused", startedAt: event.at, usedMs: event.usedMs };
    case "moved":
      // It plays on elsewhere: its time knows nothing of where.
      return session;
    case "low_time":
      return { ...session, lowTimeAt: null };
    case "completed":
      return { ...stop(session, event.at), status: "completed", endedAt: event.at };
    case "terminated":
      return { ...stop(session, event.at), status: "terminated", endedAt: event.at };
    case "expired":
      return { ...session, status: "expired", endedAt: event.at };
    case "force_completed": {
      const stopped = stop(session, event.at);
      return {
        ...stopped,
        status: "completed",
        usedMs: stopped.usedMs + event.writtenOffMs,
        writtenOffMs: event.writtenOffMs,
        endedAt: event.at,
      };
    }
  }
}

/** The session that its events tell of. Throws when the first event is not `created`. */
export function replay(events: readonly SessionEvent[]): SessionTime {
  const [first, ...rest] = events;
  if (first?.type !== "created") throw new Error("A session's history begins with its creation.");
  return rest.reduce(apply, created(first));
}

function created(event: SessionEvent & { type: "created" }): SessionTime {
  return {
    status: "ready",
    grantedMs: event.grantedMs,
    usedMs: 0,
    writtenOffMs: 0,
    runningSince: null,
    endsAt: null,
    lowTimeAt: null,
    startedAt: null,
    endedAt: null,
    closesAt: event.closesAt ?? null,
  };
}

function run(session: SessionTime, at: number): SessionTime {
  const endsAt = at + session.grantedMs - session.usedMs;
  return {
    ...session,
    status: "active",
    runningSince: at,
    endsAt,
    lowTimeAt: warningInstant(session.grantedMs, endsAt, at),
  };
}

function stop(session: SessionTime, at: number): SessionTime {
  return { ...session, usedMs: usedAt(session, at), runningSince: null, endsAt: null, lowTimeAt: null };
}

/** When to warn, or null when the remaining time is already low. */
function warningInstant(grantedMs: number, endsAt: number, at: number): number | null {
  const instant = endsAt - lowTimeThreshold(grantedMs);
  return instant > at ? instant : null;
}
