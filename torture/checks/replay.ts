import type { Row } from "./tables.ts";

/** A session as its events tell it. Instants and durations in milliseconds. */
export interface Replayed {
  readonly status: string;
  readonly granted: number;
  readonly used: number;
  readonly writtenOff: number;
  readonly since: number | null;
  readonly ended: number | null;
  /** Of a pass: the end of its window. */
  readonly closes: number | null;
  readonly runs: ReadonlyArray<readonly [from: number, until: number | null]>;
  /** What must not have happened so, by its kind. */
  readonly wrong: ReadonlyArray<readonly [kind: string, text: string]>;
}

/** What the product writes when it closes a pass that an outage paused until its window was over. */
export const PASS_OVER = "Forfait terminé : fin de sa plage horaire";

const may: Record<string, readonly string[]> = {
  started: ["ready"],
  paused: ["active"],
  outage: ["active"],
  resumed: ["paused"],
  extended: ["ready", "active", "paused"],
  cut: ["ready", "paused"],
  moved: ["ready", "active", "paused"],
  low_time: ["active"],
  completed: ["active"],
  force_completed: ["active", "paused"],
  terminated: ["ready", "active", "paused"],
  expired: ["ready"],
};

/** Reckons a session out of its events, from the first to the last. */
export function replay([created, ...events]: readonly Row[]): Replayed {
  const wrong: Array<[string, string]> = [];
  let status = "ready";
  let granted: number = created?.duration_ms ?? 0;
  let closes: number | null = created?.closes_at?.getTime() ?? null;
  let used = 0;
  let since: number | null = null;
  let ended: number | null = null;
  let writtenOff = 0;
  const runs: Array<[number, number | null]> = [];
  const run = (at: number) => {
    status = "active";
    since = at;
    runs.push([at, null]);
    if (closes !== null && at + granted - used > closes)
      wrong.push(["pass", `runs from ${at} with ${granted - used} ms, beyond its window until ${closes}`]);
  };
  const stop = (at: number) => {
    if (since === null) return;
    used += at - since;
    (runs.at(-1) as [number, number | null])[1] = at;
    since = null;
    if (closes !== null && at > closes)
      wrong.push(["pass", `played until ${at}, beyond its window until ${closes}`]);
  };
  const cut = (event: Row, next: Row | undefined) => {
    const over = event.at.getTime() + granted - used - (closes ?? Number.POSITIVE_INFINITY);
    if (event.duration_ms !== over)
      wrong.push(["pass", `was cut by ${event.duration_ms} ms and not by the ${over} beyond its window`]);
    if (!["started", "resumed"].includes(next?.type) || next.at.getTime() !== event.at.getTime())
      wrong.push(["pass", "was cut without running on at that instant"]);
    granted -= event.duration_ms;
  };
  for (const [index, event] of events.entries()) {
    const at = event.at.getTime();
    if (!may[event.type]?.includes(status)) wrong.push(["history", `${event.type} while ${status}`]);
    if (event.type === "started" || event.type === "resumed") run(at);
    else if (event.type === "paused" && closes !== null) wrong.push(["pass", "was paused by somebody"]);
    else if (event.type === "cut") cut(event, events[index + 1]);
    if (event.type === "paused" || event.type === "outage") {
      stop(at);
      status = "paused";
    } else if (event.type === "extended") {
      granted += event.duration_ms;
      if (closes !== null) closes += event.duration_ms;
    } else if (["completed", "force_completed", "terminated", "expired"].includes(event.type)) {
      const deadline = since === null ? null : since + granted - used;
      if (event.type === "completed" && at !== deadline)
        wrong.push(["deadline", `closed as of ${at}, was due at ${deadline}`]);
      if (event.type === "expired" && closes !== null && at > closes)
        wrong.push(["deadline", `expired as of ${at}, after its window until ${closes}`]);
      if (event.type === "force_completed" && since === null && closes !== null && at > closes)
        wrong.push(["deadline", `closed as of ${at}, after its window until ${closes}`]);
      if (event.reason === PASS_OVER && (since !== null || at !== closes))
        wrong.push(["deadline", `closed as of ${at} as a pass that is over, its window ends at ${closes}`]);
      stop(at);
      writtenOff = event.type === "force_completed" ? event.duration_ms : 0;
      used += writtenOff;
      status = event.type === "force_completed" ? "completed" : event.type;
      ended = at;
    }
  }
  return { status, granted, used, writtenOff, since, ended, closes, runs, wrong };
}
