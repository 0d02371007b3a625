import { type Asked, acknowledged, checkCount, ofAction, subjectOf, type Violation } from "./notes.ts";
import { STOPPED_TO_PAY } from "./open-play.ts";
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

export function checkCommands(tables: Tables, notes: readonly Asked[]): Violation[] {
  const { events, grants } = tables;
  const wrong: Violation[] = [];
  const byReason = Map.groupBy(
    events.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  );
  const reasons = new Set<string>();
  for (const one of notes) {
    const types = eventOf[one.action];
    const reason = one.body.reason;
    if (typeof reason === "string") reasons.add(reason);
    if (!types || typeof reason !== "string") continue;
    const id = subjectOf(one);
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
  wrong.push(...checkRuns(tables, notes));
  for (const [reason, rows] of byReason) {
    if (reason === PASS_OVER || reason === STOPPED_TO_PAY) continue;
    if (!reasons.has(reason))
      wrong.push(`invented: ${rows.length} events for the reason ${reason}, which nobody gave`);
  }
  return wrong;
}

/** A start and a resumption carry no reason: for each session they are counted. */
function checkRuns(tables: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const counts = Map.groupBy(tables.events, (row) => `${row.session_id}/${row.type}`);
  const purchaseOf = new Map(tables.purchases.map((row) => [row.id, row]));
  const invoiceOf = new Map(tables.invoices.map((row) => [row.id, row]));
  const seats = ofAction(notes, "seat");
  const all = ofAction(notes, "resume-all");
  for (const [action, together] of [
    ["start", seats],
    ["resume", all],
  ] as const) {
    const type = eventOf[action]?.[0];
    const single = Map.groupBy(ofAction(notes, action), subjectOf);
    const ids = new Set([...single.keys(), ...tables.sessions.map((row) => row.id)]);
    const sessionOf = new Map(tables.sessions.map((row) => [row.id, row]));
    for (const id of ids) {
      const purchase = purchaseOf.get(invoiceOf.get(sessionOf.get(id)?.invoice_id)?.purchase_id);
      const others = together.filter((one) =>
        one.verdict === "unknown"
          ? action === "resume" || subjectOf(one) === purchase?.group_id
          : acknowledged(one)?.sessions.some((session: Row) => session.id === id),
      );
      // Play that is paid at its end runs from its beginning.
      const begun = action === "start" && purchase?.kind === "open" ? 1 : 0;
      const there = (counts.get(`${id}/${type}`)?.length ?? 0) - begun;
      wrong.push(...checkCount(`${type} of session ${id}`, there, [...(single.get(id) ?? []), ...others]));
    }
  }
  return wrong;
}
