import type { Violation } from "./notes.ts";
import { replay } from "./replay.ts";
import type { Row, Tables } from "./tables.ts";

/** How late, in milliseconds of the database's clock, a session may be closed before it counts as forgotten. */
const CLOSE_WITHIN_MS = 5_000;

/** A session's row, runs and grants against its events, replayed. Times in milliseconds. */
export function checkSession(session: Row, tables: Tables): Violation[] {
  const { id } = session;
  const wrong: Violation[] = [];
  const say = (kind: string, text: string) => wrong.push(`${kind}: session ${id}: ${text}`);
  const mine = (rows: Row[]) => rows.filter((row) => row.session_id === id);
  const events = mine(tables.events);
  const gap = events.findIndex((event, index) => event.number !== index + 1);
  if (gap >= 0 || events[0]?.type !== "created") say("history", `event ${gap + 1} is missing`);
  if (session.last_event !== events.length)
    say("history", `counts ${session.last_event} events, ${events.length} there`);

  const told = replay(events);
  for (const [kind, text] of told.wrong) say(kind, text);
  const { status, granted, used, since, ended, closes } = told;
  if (session.status !== status) say("history", `the row says ${session.status}, the events ${status}`);
  if (session.granted_ms !== granted)
    say("time", `granted ${session.granted_ms} ms, by the events ${granted}`);
  if (session.used_ms !== used) say("time", `used ${session.used_ms} ms, by the events ${used}`);
  if (session.written_off_ms !== told.writtenOff)
    say("time", `written off ${session.written_off_ms}, by the events ${told.writtenOff}`);
  if (instant(session.running_since) !== since)
    say("history", "runs since another instant than its events say");
  if (instant(session.completed_at) !== ended) say("history", "ended at another instant than its events say");
  if (instant(session.closes_at) !== closes)
    say("pass", `its window ends at ${instant(session.closes_at)}, by the events at ${closes}`);
  if (used < 0 || used > granted) say("time", `used ${used} of ${granted} ms`);
  if (status === "completed" && used !== granted) say("time", `completed with ${granted - used} ms left`);

  const invoice = tables.invoices.find((row) => row.id === session.invoice_id);
  const purchase = tables.purchases.find((row) => row.id === invoice?.purchase_id);
  if (events[0]?.duration_ms !== purchase?.minutes * 60_000)
    say("time", "did not begin with the minutes that were sold");
  if (instant(events[0]?.closes_at) !== instant(purchase?.pass_until))
    say("pass", "did not begin with the window that was sold");
  const grants = mine(tables.grants).reduce((sum, row) => sum + row.granted_ms, 0);
  if (grants !== granted) say("time", `grants sum to ${grants} ms, the events to ${granted}`);
  const kept = mine(tables.runs).map((row) => [row.started_at.getTime(), instant(row.ended_at)]);
  if (inOrder(kept) !== inOrder(told.runs)) say("time", `the runs are not those that its events tell`);
  if (session.ends_at && session.ends_at.getTime() !== (since ?? Number.NaN) + granted - used)
    say("deadline", "ends at another instant than is due");
  const late = tables.now.now.getTime() - (dueAt(session) ?? Number.POSITIVE_INFINITY);
  if (late > CLOSE_WITHIN_MS && tables.now.stopped_at === null)
    say("deadline", `is due since ${late} ms and still open`);
  if (ended !== null && invoice?.status === "used" && invoice.used_at?.getTime() !== ended)
    say("invoice", "was used up at another instant than the session ended");
  return wrong;
}

/** When a session ends by itself: what runs at its end, a pass that is paused with its window, what is ready in time. */
function dueAt({ status, ends_at, closes_at, ready_expires_at }: Row): number | null {
  if (status === "active") return instant(ends_at);
  if (status === "paused") return instant(closes_at);
  return status === "ready" ? instant(ready_expires_at) : null;
}

function instant(at: Date | null | undefined): number | null {
  return at?.getTime() ?? null;
}

function inOrder(runs: ReadonlyArray<ReadonlyArray<number | null>>): string {
  return JSON.stringify(runs.map((run) => run.join()).sort());
}
