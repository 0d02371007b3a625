import { type Asked, acknowledged, checkCount, groupBy, ofAction, type Violation } from "./notes.ts";
import { PASS_OVER } from "./replay.ts";
import type { Row, Tables } from "./tables.ts";

const eventOf: Readonly<Record<string, readonly string[]>> = {
  start: ["started"],
  pause: ["paused"],
  resume: ["resumed"],
  extend: ["extended"],
  terminate: ["terminated"],
  // What was due already is closed as of its deadline, with the clerk's reason.
  "force-complete": ["force_completed", "completed"],
};

export function checkCommands({ events, grants }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const byReason = groupBy(
    events.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  );
  const byType = groupBy(events, (row) => `${row.session_id}/${row.type}`);
  const reasons = new Set<string>();
  for (const one of notes) {
    const types = eventOf[one.action];
    const reason = one.body.reason;
    if (typeof reason === "string") reasons.add(reason);
    if (!types || typeof reason !== "string") continue;
    const id = Number(one.path.split("/")[2]);
    const there = (byReason.get(reason) ?? []).filter(
      (row) => row.session_id === id && types.includes(row.type),
    );
    wrong.push(...checkCount(`${one.action} of session ${id} (${one.key})`, there.length, [one]));
    if (one.action !== "extend") continue;
    const given = grants.filter((row) => row.reason === reason && row.kind === "added");
    wrong.push(...checkCount(`grant of ${one.key}`, given.length, [one]));
    if (given.some(({ granted_ms }) => granted_ms !== one.body.minutes * 60_000))
      wrong.push(`time: grant of ${one.key} is not ${one.body.minutes} minutes`);
  }
  // A start and a resumption carry no reason: they are counted, and an answer's own event is looked up by its version.
  const all = ofAction(notes, "resume-all");
  const commands = groupBy(
    ofAction(notes, "start", "resume"),
    (one) => `${one.path.split("/")[2]}/${eventOf[one.action]?.[0]}`,
  );
  const mayBeResumed = all.filter(({ verdict }) => verdict === "unknown").length;
  for (const [what, rows] of byType) {
    const [id, type] = what.split("/");
    if (type !== "started" && type !== "resumed") continue;
    const mine = commands.get(what) ?? [];
    const together =
      type === "resumed"
        ? all.filter((one) => acknowledged(one)?.sessions.some((s: Row) => s.id === Number(id)))
        : [];
    const least = mine.filter(({ verdict }) => verdict === "acknowledged").length + together.length;
    const most =
      least +
      mine.filter(({ verdict }) => verdict === "unknown").length +
      (type === "resumed" ? mayBeResumed : 0);
    if (rows.length > most)
      wrong.push(`invented: ${type} of session ${id}: ${rows.length} there, at most ${most} asked`);
    if (rows.length < least)
      wrong.push(`lost: ${type} of session ${id}: ${least} acknowledged, ${rows.length} there`);
  }
  for (const [what, mine] of commands) {
    if (!byType.has(what))
      wrong.push(...checkCount(`${what.split("/")[1]} of session ${what.split("/")[0]}`, 0, mine));
  }
  for (const [reason, rows] of byReason) {
    if (reason === PASS_OVER) continue;
    if (!reasons.has(reason))
      wrong.push(`invented: ${rows.length} events for the reason ${reason}, which nobody gave`);
  }
  return wrong;
}
