import {
  apply,
  replay,
  type SessionEvent,
  type SessionEventType,
  type SessionTime,
} from "./session-clock.ts";
import { nextSessionStatus, type SessionTrigger } from "./session-machine.ts";

/** A session's event and its place in the history. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: SessionEvent;
}

const triggers: Readonly<Record<Exclude<SessionEventType, "created" | "imported">, SessionTrigger>> = {
  started: "start",
  paused: "pause",
  outage: "outage",
  resumed: "resume",
  extended: "extend",
  cut: "cut",
  moved: "move",
  low_time: "low_time",
  completed: "deadline",
  force_completed: "force_complete",
  terminated: "terminate",
  expired: "expiry",
};

/**
 * The session that a history tells of, or null when no session can have had that history: a number is missing, or an
 * event came where the machine has no such transition. What the old system had closed is closed right after it came
 * over, and a pass is cut only to run at once. The doctor's SQL (src/doctor/checks/history.ts) asks the same of all sessions at once.
 */
export function replayStrictly(history: readonly NumberedEvent[]): SessionTime | null {
  const [first, ...rest] = history;
  if (first?.number !== 1 || first.event.type !== "created") return null;
  let session = replay([first.event]);
  let before: SessionEventType = "created";
  for (const [index, { number, event }] of rest.entries()) {
    if (number !== index + 2 || !mayFollow(session, before, event.type)) return null;
    session = apply(session, event);
    before = event.type;
  }
  return before === "cut" ? null : session;
}

function mayFollow(session: SessionTime, before: SessionEventType, type: SessionEventType): boolean {
  if (type === "created") return false;
  if (before === "cut" && type !== "started" && type !== "resumed") return false;
  if (type === "imported") return before === "created";
  if (type === "completed" && before === "imported") return true;
  return nextSessionStatus(session.status, triggers[type]) !== null;
}
