import type { CopiedRow, Copy } from "../db/copy.ts";
import type { ActionContext } from "../db/transaction.ts";
import { cleanText, mendText } from "./mend-text.ts";
import type { Notebook } from "./notebook.ts";
import { readId } from "./old-records.ts";
import type { OldCalendar } from "./old-time.ts";
import { historyTables, type OldRow, type OldTable, type RowSource } from "./row-source.ts";

const ROWS_AT_ONCE = 5_000;

interface HistoryTable {
  readonly kind: "session_event" | "invoice_scan" | "invoice_audit";
  readonly owner: "session_id" | "invoice_id";
  readonly at: string;
  readonly type: string;
  readonly message: string;
}

const tables: Readonly<Record<(typeof historyTables)[number], HistoryTable>> = {
  session_events: {
    kind: "session_event",
    owner: "session_id",
    at: "created_at",
    type: "event_type",
    message: "event_message",
  },
  invoice_scans: {
    kind: "invoice_scan",
    owner: "invoice_id",
    at: "scanned_at",
    type: "scan_result",
    message: "scan_message",
  },
  invoice_audit_log: {
    kind: "invoice_audit",
    owner: "invoice_id",
    at: "created_at",
    type: "action",
    message: "action_details",
  },
};

/** The ids that old invoices and sessions have here. */
export interface NewIds {
  readonly invoices: ReadonlyMap<number, number>;
  readonly sessions: ReadonlyMap<number, number>;
  /** The invoice of each session, by the session's id here. */
  readonly invoiceOfSession: ReadonlyMap<number, number>;
}

/**
 * Copies the old events, scans and audit as they are, linked to what they are about. What an earlier run copied stays.
 * Answers how many rows each table had and how many were new.
 */
export async function importHistory(
  { tx, actor }: ActionContext,
  source: RowSource,
  given: {
    readonly copy: Copy;
    readonly name: string;
    readonly ids: NewIds;
    readonly calendar: OldCalendar;
    readonly notebook: Notebook;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<Map<OldTable, { found: number; taken: number }>> {
  const counts = new Map<OldTable, { found: number; taken: number }>();
  const cameBefore = await readKnownHistory(tx, actor.venueId, given.name);
  const orphans = new Map<OldTable, number>();
  // The database writes some rows while the next ones are read.
  let writing = Promise.resolve();
  let waiting: CopiedRow[] = [];
  const write = async () => {
    const rows = waiting;
    waiting = [];
    await writing;
    writing = given.copy("imported_history", rows);
    // Told by the next await; until then it must not count as nobody's.
    writing.catch(() => {});
  };
  for await (const { table, rows } of source.read(historyTables, given.onProgress)) {
    const described = tables[table as keyof typeof tables];
    const known = cameBefore[described.kind];
    const count = counts.get(table) ?? { found: 0, taken: 0 };
    let taken = 0;
    for (const row of rows) {
      const oldId = readId(row.id);
      if (oldId === null) given.notebook.refuse("no_id", table, null, row.id);
      if (oldId === null || known.has(oldId)) continue;
      known.add(oldId);
      const owner = findOwner(row, described, given.ids);
      if (owner.isLost) orphans.set(table, (orphans.get(table) ?? 0) + 1);
      taken += 1;
      waiting.push({
        venue_id: actor.venueId,
        source: given.name,
        kind: described.kind,
        old_id: oldId,
        invoice_id: owner.invoiceId,
        session_id: owner.sessionId,
        ...tell(row, described, given.calendar),
      });
    }
    counts.set(table, { found: count.found + rows.length, taken: count.taken + taken });
    if (waiting.length >= ROWS_AT_ONCE) await write();
  }
  await write();
  await writing;
  for (const [table, count] of orphans) {
    given.notebook.note("history_without_owner", table, null, count);
  }
  return counts;
}

function findOwner(
  row: OldRow,
  { owner }: HistoryTable,
  { invoices, sessions, invoiceOfSession }: NewIds,
): { invoiceId: number | null; sessionId: number | null; isLost: boolean } {
  const oldOwner = readId(row[owner]);
  if (oldOwner === null) return { invoiceId: null, sessionId: null, isLost: false };
  if (owner === "invoice_id") {
    const invoiceId = invoices.get(oldOwner) ?? null;
    return { invoiceId, sessionId: null, isLost: invoiceId === null };
  }
  const sessionId = sessions.get(oldOwner) ?? null;
  const invoiceId = sessionId === null ? null : (invoiceOfSession.get(sessionId) ?? null);
  return { invoiceId, sessionId, isLost: sessionId === null };
}

/** What the row says: its own columns for what all have, everything else as details. */
function tell(row: OldRow, described: HistoryTable, calendar: OldCalendar): CopiedRow {
  const message = row[described.message] ?? null;
  const details: Record<string, string> = {};
  for (const [column, value] of Object.entries(row)) {
    if (value === null || column === "id" || column === described.type || column === described.message)
      continue;
    details[column] = readable(value);
  }
  const { at } = calendar.read(row[described.at] ?? null);
  return {
    at: at === null ? null : new Date(at).toISOString(),
    type: readable(row[described.type] ?? ""),
    message: message === null ? null : readable(message),
    details,
  };
}

const PLAIN = /^[ -~]*$/;

function readable(text: string): string {
  return PLAIN.test(text) ? text : cleanText(mendText(text));
}

/** The old ids of what an earlier run copied. */
async function readKnownHistory(
  tx: ActionContext["tx"],
  venueId: number,
  source: string,
): Promise<Record<HistoryTable["kind"], Set<number>>> {
  const known = {
    session_event: new Set<number>(),
    invoice_scan: new Set<number>(),
    invoice_audit: new Set<number>(),
  };
  const rows = await tx
    .selectFrom("imported_history")
    .select(["kind", "old_id"])
    .where("venue_id", "=", venueId)
    .where("source", "=", source)
    .execute();
  for (const { kind, old_id } of rows) known[kind].add(old_id);
  return known;
}
