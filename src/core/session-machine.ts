import { type Machine, transition } from "./machine.ts";

export const sessionStatuses = ["ready", "active", "paused", "completed", "expired", "terminated"] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

export const sessionTriggers = [
  "start",
  "pause",
  "outage",
  "resume",
  "extend",
  "cut",
  "move",
  "low_time",
  "deadline",
  "force_complete",
  "terminate",
  "expiry",
] as const;
export type SessionTrigger = (typeof sessionTriggers)[number];

/** Everything that can happen to a play session. No other code decides a status. */
export const sessionMachine: Machine<SessionStatus, SessionTrigger> = {
  start: { ready: "active" },
  pause: { active: "paused" },
  outage: { active: "paused" },
  resume: { paused: "active" },
  extend: { ready: "ready", active: "active", paused: "paused" },
  cut: { ready: "ready", paused: "paused" },
  move: { ready: "ready", active: "active", paused: "paused" },
  low_time: { active: "active" },
  deadline: { active: "completed" },
  force_complete: { active: "completed", paused: "completed" },
  terminate: { ready: "terminated", active: "terminated", paused: "terminated" },
  expiry: { ready: "expired" },
};

/** The status after a trigger; null when the machine has no such transition. */
export function nextSessionStatus(status: SessionStatus, trigger: SessionTrigger): SessionStatus | null {
  return transition(sessionMachine, status, trigger);
}

/** True until a session has ended. */
export function isOpen(status: SessionStatus | null): boolean {
  return status === "ready" || status === "active" || status === "paused";
}

/** True when the customer is at a station, playing or pausing. */
export function isLive(status: SessionStatus): boolean {
  return status === "active" || status === "paused";
}
