import type { InvoiceStatus } from "../core/invoice-machine.ts";
import type { PaymentStatus } from "../core/purchase-machine.ts";
import type { InconsistencyKind, RefusalReason } from "./notebook.ts";

/**
 * What an old purchase, its invoice and its session become, so that the three agree.
 *
 * | the old system says | ours |
 * |---|---|
 * | payment pending, processing, failed, cancelled | the same (processing: pending); its invoice and session are not taken, for nobody proved a payment |
 * | … but a payment date, and no end, or an invoice that the counter activated | completed at that date |
 * | refunded | refunded, invoice refunded, session terminated |
 * | completed, no invoice, nothing played | an invoice of ours, so that the customer can play |
 * | completed, no invoice, but a session, or a purchase that says it was played | an invoice for the record |
 * | a session over (completed, expired, terminated, or all of its time used) | invoice used |
 * | a session with time left, whatever its invoice says | invoice active, session ready or paused |
 * | invoice active or used without session; the purchase says it ended, or the invoice is used | deleted by the old clean-up: the session is made anew, its time written off |
 * | invoice active without session otherwise | session ready, with all of its time |
 * | invoice refunded, purchase completed | money first: no refund is invented; the invoice is cancelled, or used when there is a session, and somebody must look |
 * | session active, time left | paused |
 * | session completed, less used than granted | completed, the rest written off |
 * | session expired although it was played | terminated |
 */
export interface OldSale {
  readonly paymentStatus: string;
  readonly hasPaidAt: boolean;
  /** The copy of the session's status that the purchase holds: known to lag behind. */
  readonly sessionStatusOfPurchase: string;
  readonly invoice: { readonly status: string; readonly wasActivated: boolean } | null;
  readonly session: OldSaleSession | null;
}

export interface OldSaleSession {
  readonly status: string;
  readonly grantedMs: number;
  /** As the old system counted: may be negative, or more than was granted. */
  readonly usedMs: number;
}

export type SessionEnd = "ready" | "paused" | "completed" | "force_completed" | "expired" | "terminated";

export interface ResolvedSession {
  readonly end: SessionEnd;
  /** Played, of the time granted. */
  readonly usedMs: number;
  /** False when the session has to be made: the old one was deleted or never was. */
  readonly isOld: boolean;
}

export interface ResolvedSale {
  readonly payment: PaymentStatus;
  readonly invoice: null | {
    readonly status: InvoiceStatus;
    /** The old invoice, one of ours with the next number, or one that only records what was. */
    readonly origin: "old" | "ours" | "record";
  };
  readonly session: ResolvedSession | null;
  readonly notes: readonly SaleNote[];
  /** Why the old invoice and session are left out, where they are. */
  readonly leftOut: RefusalReason | null;
}

export interface SaleNote {
  readonly kind: InconsistencyKind;
  readonly about: "purchases" | "invoices" | "active_game_sessions_v2";
  readonly found: string;
  readonly became?: string;
}

const ended = new Set(["completed", "expired", "terminated"]);
const known = new Set(["ready", "active", "paused", "completed", "expired", "terminated"]);
const unpaid: Readonly<Record<string, PaymentStatus>> = {
  pending: "pending",
  processing: "pending",
  failed: "failed",
  cancelled: "cancelled",
};

export function resolveSale(sale: OldSale): ResolvedSale {
  const notes: SaleNote[] = [];
  const payment = resolvePayment(sale, notes);
  if (payment === "completed" || payment === "refunded") {
    const played = sale.session === null ? null : resolveSession(sale.session, notes);
    const resolved = payment === "refunded" ? refunded(sale, played, notes) : completed(sale, played, notes);
    if (sale.session !== null) notePurchaseOutOfStep(sale, notes);
    return { payment, ...resolved, notes, leftOut: null };
  }
  return { payment, invoice: null, session: null, notes, leftOut: whyUnpaidIsLeftOut(sale, payment) };
}

function resolvePayment(sale: OldSale, notes: SaleNote[]): PaymentStatus {
  const status = sale.paymentStatus;
  if (status === "completed" || status === "refunded") return status;
  const plain = unpaid[status];
  if (plain === undefined) {
    notes.push({
      kind: "payment_status_unknown",
      about: "purchases",
      found: status || "''",
      became: "pending",
    });
  }
  const wasGivenUp = plain === "failed" || plain === "cancelled";
  const wasUsed = sale.session !== null || sale.invoice?.wasActivated === true;
  if (sale.hasPaidAt && (!wasGivenUp || wasUsed)) {
    notes.push({ kind: "paid_at_but_unpaid", about: "purchases", found: status, became: "completed" });
    return "completed";
  }
  if (status === "processing") {
    notes.push({ kind: "payment_processing", about: "purchases", found: status, became: "pending" });
  }
  return plain ?? "pending";
}

/** An invoice that was never used, of a sale that was given up, harms nobody; any other must be looked at. */
function whyUnpaidIsLeftOut(sale: OldSale, payment: PaymentStatus): RefusalReason {
  const { invoice, session } = sale;
  const isDead = invoice === null || ["cancelled", "expired", "refunded"].includes(invoice.status);
  return session === null && invoice?.wasActivated !== true && isDead && payment !== "pending"
    ? "never_paid"
    : "unpaid";
}

function resolveSession(session: OldSaleSession, notes: SaleNote[]): ResolvedSession {
  const { grantedMs } = session;
  const usedMs = Math.min(Math.max(session.usedMs, 0), grantedMs);
  const minutes = `${session.usedMs / 60_000}/${grantedMs / 60_000} min`;
  const note = (kind: InconsistencyKind, became?: string) =>
    notes.push({
      kind,
      about: "active_game_sessions_v2",
      found: `${session.status || "''"}, ${minutes}`,
      ...(became && { became }),
    });
  const is = (end: SessionEnd): ResolvedSession => ({ end, usedMs, isOld: true });

  if (session.usedMs > grantedMs || session.usedMs < 0)
    note("used_more_than_total", `${usedMs / 60_000} min`);
  const isFull = usedMs === grantedMs;
  switch (session.status) {
    case "completed":
      if (isFull) return is("completed");
      note("session_completed_early", "completed");
      return is("force_completed");
    case "terminated":
      return is("terminated");
    case "expired":
      if (usedMs === 0) return is("expired");
      note("session_expired_but_played", isFull ? "completed" : "terminated");
      return is(isFull ? "completed" : "terminated");
    case "active":
    case "paused":
      if (isFull) {
        note("session_full_but_open", "completed");
        return is("completed");
      }
      if (session.status === "active") note("session_was_running", "paused");
      return is("paused");
    default: {
      const end = isFull ? "completed" : usedMs > 0 ? "paused" : "ready";
      if (session.status !== "ready") note("session_status_unknown", end);
      else if (usedMs > 0) note("session_ready_but_played", end);
      return is(end);
    }
  }
}

function refunded(
  sale: OldSale,
  played: ResolvedSession | null,
  notes: SaleNote[],
): Pick<ResolvedSale, "invoice" | "session"> {
  if (sale.invoice === null) {
    notes.push({ kind: "invoice_missing_for_the_past", about: "purchases", found: "refunded" });
  } else noteInvoice(sale.invoice.status, "refunded", notes);
  if (played && played.end !== "terminated") {
    const found = sale.session?.status ?? "";
    notes.push({
      kind: "session_open_but_refunded",
      about: "active_game_sessions_v2",
      found,
      became: "terminated",
    });
  }
  return {
    invoice: { status: "refunded", origin: sale.invoice === null ? "record" : "old" },
    session: played && { ...played, end: "terminated" },
  };
}

function completed(
  sale: OldSale,
  played: ResolvedSession | null,
  notes: SaleNote[],
): Pick<ResolvedSale, "invoice" | "session"> {
  const { invoice } = sale;
  if (invoice?.status === "refunded") return refundUnclear(played, notes);
  if (played !== null) {
    const status = ended.has(endedAs(played.end)) ? "used" : "active";
    if (invoice === null) {
      notes.push({
        kind: "invoice_missing_for_the_past",
        about: "purchases",
        found: played.end,
        became: status,
      });
    } else noteInvoice(invoice.status, status, notes);
    return { invoice: { status, origin: invoice === null ? "record" : "old" }, session: played };
  }
  if (invoice === null) return withoutInvoice(sale, notes);
  return withoutSession(sale, invoice, notes);
}

function endedAs(end: SessionEnd): string {
  return end === "force_completed" ? "completed" : end;
}

function refundUnclear(
  played: ResolvedSession | null,
  notes: SaleNote[],
): Pick<ResolvedSale, "invoice" | "session"> {
  const status = played === null ? "cancelled" : "used";
  notes.push({ kind: "refund_unclear", about: "invoices", found: "refunded", became: status });
  const isOver = played !== null && ended.has(endedAs(played.end));
  const session = played === null || isOver ? played : { ...played, end: "terminated" as const };
  return { invoice: { status, origin: "old" }, session };
}

function withoutInvoice(sale: OldSale, notes: SaleNote[]): Pick<ResolvedSale, "invoice" | "session"> {
  const was = sale.sessionStatusOfPurchase;
  if (!ended.has(was)) {
    notes.push({ kind: "invoice_missing", about: "purchases", found: sale.paymentStatus, became: "pending" });
    return { invoice: { status: "pending", origin: "ours" }, session: null };
  }
  notes.push({ kind: "invoice_missing_for_the_past", about: "purchases", found: was, became: "used" });
  return { invoice: { status: "used", origin: "record" }, session: madeAnew(was) };
}

function withoutSession(
  sale: OldSale,
  invoice: { status: string; wasActivated: boolean },
  notes: SaleNote[],
): Pick<ResolvedSale, "invoice" | "session"> {
  const was = sale.sessionStatusOfPurchase;
  const isOver = invoice.status === "used" || (invoice.wasActivated && ended.has(was));
  if (isOver) {
    const session = madeAnew(was);
    noteInvoice(invoice.status, "used", notes);
    notes.push({ kind: "session_deleted", about: "invoices", found: invoice.status, became: session.end });
    return { invoice: { status: "used", origin: "old" }, session };
  }
  switch (invoice.status) {
    case "expired":
    case "cancelled":
      return { invoice: { status: invoice.status, origin: "old" }, session: null };
    case "pending":
      return { invoice: { status: "pending", origin: "old" }, session: null };
    default: {
      const status = invoice.status === "active" || invoice.wasActivated ? "active" : "pending";
      noteInvoice(invoice.status, status, notes);
      if (status === "pending") return { invoice: { status, origin: "old" }, session: null };
      notes.push({ kind: "session_missing", about: "invoices", found: invoice.status, became: "ready" });
      return { invoice: { status, origin: "old" }, session: { end: "ready", usedMs: 0, isOld: false } };
    }
  }
}

/** Nothing tells any more how much was played: the time is written off, not claimed to be played. */
function madeAnew(was: string): ResolvedSession {
  const end = was === "terminated" || was === "expired" ? was : "force_completed";
  return { end, usedMs: 0, isOld: false };
}

function noteInvoice(was: string, is: InvoiceStatus, notes: SaleNote[]): void {
  if (was !== is) {
    notes.push({ kind: "invoice_status_differs", about: "invoices", found: was || "''", became: is });
  }
}

/** `purchases.session_status` against the session: only the session counts. */
function notePurchaseOutOfStep(sale: OldSale, notes: SaleNote[]): void {
  const session = sale.session as OldSaleSession;
  const was = sale.sessionStatusOfPurchase;
  if (was === "" || was === session.status || !known.has(session.status)) return;
  notes.push({ kind: "purchase_out_of_step", about: "purchases", found: was, became: session.status });
}
