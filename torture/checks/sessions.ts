import type { Violation } from "./notes.ts";
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

  let status = "ready";
  let granted = 0;
  let used = 0;
  let since: number | null = null;
  let ended: number | null = null;
  let writtenOff = 0;
  const runs: Array<[number, number | null]> = [];
  const may: Record<string, readonly string[]> = {
    started: ["ready"],
    paused: ["active"],
    outage: ["active"],
    resumed: ["paused"],
    extended: ["ready", "active", "paused"],
    moved: ["ready", "active", "paused"],
    low_time: ["active"],
    completed: ["active"],
    force_completed: ["active", "paused"],
    terminated: ["ready", "active", "paused"],
    expired: ["ready"],
  };
  const stop = (at: number) => {
    if (since === null) return;
    used += at - since;
    (runs.at(-1) as [number, number | null])[1] = at;
    since = null;
  };
  for (const event of events.slice(1)) {
    const at = event.at.getTime();
    if (!may[event.type]?.includes(status)) say("history", `${event.type} while ${status}`);
    if (event.type === "started" || event.type === "resumed") {
      status = "active";
      since = at;
      runs.push([at, null]);
    } else if (event.type === "paused" || event.type === "outage") {
      stop(at);
      status = "paused";
    } else if (event.type === "extended") granted += event.duration_ms;
    else if (event.type !== "low_time" && event.type !== "moved") {
      const deadline = since === null ? null : since + granted + events[0].duration_ms - used;
      if (event.type === "completed" && at !== deadline)
        say("deadline", `closed as of ${at}, was due at ${deadline}`);
      stop(at);
      writtenOff = event.type === "force_completed" ? event.duration_ms : 0;
      used += writtenOff;
      status = event.type === "force_completed" ? "completed" : event.type;
      ended = at;
    }
  }
  granted += events[0]?.duration_ms ?? 0;

  if (session.status !== status) say("history", `the row says ${session.status}, the events ${status}`);
  if (session.granted_ms !== granted)
    say("time", `granted ${session.granted_ms} ms, by the events ${granted}`);
  if (session.used_ms !== used) say("time", `used ${session.used_ms} ms, by the events ${used}`);
  if (session.written_off_ms !== writtenOff)
    say("time", `written off ${session.written_off_ms}, by the events ${writtenOff}`);
  if ((session.running_since?.getTime() ?? null) !== since)
    say("history", "runs since another instant than its events say");
  if ((session.completed_at?.getTime() ?? null) !== ended)
    say("history", "ended at another instant than its events say");
  if (used < 0 || used > granted) say("time", `used ${used} of ${granted} ms`);
  if (status === "completed" && used !== granted) say("time", `completed with ${granted - used} ms left`);
  const invoice = tables.invoices.find((row) => row.id === session.invoice_id);
  const purchase = tables.purchases.find((row) => row.id === invoice?.purchase_id);
  if (events[0]?.duration_ms !== purchase?.minutes * 60_000)
    say("time", "did not begin with the minutes that were sold");
  const grants = mine(tables.grants).reduce((sum, row) => sum + row.granted_ms, 0);
  if (grants !== granted) say("time", `grants sum to ${grants} ms, the events to ${granted}`);
  const kept = mine(tables.runs).map((row) => [row.started_at.getTime(), row.ended_at?.getTime() ?? null]);
  const inOrder = (list: Array<Array<number | null>>) => JSON.stringify(list.map((run) => run.join()).sort());
  if (inOrder(kept) !== inOrder(runs)) say("time", `the runs are not those that its events tell`);
  if (session.ends_at && session.ends_at.getTime() !== since! + granted - used)
    say("deadline", "ends at another instant than is due");
  const late = session.ends_at && tables.now.now.getTime() - session.ends_at.getTime();
  if (late > CLOSE_WITHIN_MS && tables.now.stopped_at === null)
    say("deadline", `is due since ${late} ms and still open`);
  if (ended !== null && invoice?.status === "used" && invoice.used_at?.getTime() !== ended)
    say("invoice", "was used up at another instant than the session ended");
  return wrong;
}
