import type { OldTable } from "./row-source.ts";

/** What the old data got wrong, by kind; the words for each say how it is resolved. */
export const inconsistencyKinds = [
  "double_encoded",
  "wrong_encoding",
  "text_cut",
  "zero_date",
  "unreadable_date",
  "future_date",
  "rounded_amount",
  "role_unknown",
  "username_changed",
  "email_dropped",
  "phone_dropped",
  "password_not_kept",
  "user_missing",
  "package_missing",
  "package_renamed",
  "price_unreadable",
  "payment_status_unknown",
  "payment_processing",
  "paid_at_but_unpaid",
  "purchase_out_of_step",
  "owner_differs",
  "minutes_differ",
  "amount_differs",
  "invoice_missing",
  "invoice_missing_for_the_past",
  "invoice_status_differs",
  "refund_unclear",
  "invoice_past_its_date",
  "session_missing",
  "session_deleted",
  "session_full_but_open",
  "session_was_running",
  "session_ready_but_played",
  "session_completed_early",
  "session_expired_but_played",
  "session_open_but_refunded",
  "session_status_unknown",
  "used_more_than_total",
  "used_unreadable",
  "number_missing",
  "number_too_long",
  "number_duplicate",
  "number_beyond_counter",
  "code_unusable",
  "code_duplicate",
  "qr_duplicate",
  "history_without_owner",
] as const;
export type InconsistencyKind = (typeof inconsistencyKinds)[number];

export interface Inconsistency {
  readonly kind: InconsistencyKind;
  readonly table: OldTable;
  readonly oldId: number | null;
  /** What stood there, in the old system's words. */
  readonly found: string;
  /** What it is now, where that is a value. */
  readonly became: string | null;
}

/** Why a row was not taken. */
export const refusalReasons = [
  "no_id",
  "minutes_out_of_range",
  "amount_out_of_range",
  "other_currency",
  "purchase_missing",
  "purchase_refused",
  "unpaid",
  "never_paid",
  "second_of_its_purchase",
  "purchase_came_before",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface RefusedRow {
  readonly reason: RefusalReason;
  readonly table: OldTable;
  readonly oldId: number | null;
  readonly found: string;
}

/** Nothing is at stake with these: no money was taken, and the old system itself had given them up. */
const harmless: ReadonlySet<RefusalReason> = new Set(["never_paid"]);
/** These are resolved, and still somebody must look. */
const undecided: ReadonlySet<InconsistencyKind> = new Set(["refund_unclear"]);

/** True when the import cannot settle it alone. */
export function needsHuman(entry: RefusedRow | Inconsistency): boolean {
  return "reason" in entry ? !harmless.has(entry.reason) : undecided.has(entry.kind);
}

/** Everything that an import has to tell about the old rows. */
export class Notebook {
  readonly inconsistencies: Inconsistency[] = [];
  readonly refused: RefusedRow[] = [];

  note(
    kind: InconsistencyKind,
    table: OldTable,
    oldId: number | null,
    found: unknown,
    became?: unknown,
  ): void {
    const text = became === undefined || became === null ? null : String(became);
    this.inconsistencies.push({ kind, table, oldId, found: String(found ?? ""), became: text });
  }

  refuse(reason: RefusalReason, table: OldTable, oldId: number | null, found: unknown): void {
    this.refused.push({ reason, table, oldId, found: String(found ?? "") });
  }
}
