import { MINUTE } from "../core/duration.ts";
import { LARGEST_AMOUNT } from "../core/money.ts";
import type { Notebook } from "./notebook.ts";
import { readAmount } from "./old-money.ts";
import type { OldInvoice, OldPurchase, OldSession } from "./old-records.ts";
import type { PlannedInvoice, PlannedPurchase, PlannedSession, Reference } from "./plan.ts";
import { areSellableMinutes, type Catalogue } from "./plan-catalogue.ts";
import { type ResolvedSale, resolveSale } from "./resolve-sale.ts";
import { tellSession } from "./session-history.ts";

/** A purchase with the invoice and the session that belong to it. */
export interface OldSaleRows {
  readonly purchase: OldPurchase;
  readonly invoice: OldInvoice | null;
  readonly session: OldSession | null;
}

export interface SaleSurroundings {
  readonly catalogue: Catalogue;
  /** The person of an old id; makes one up when there is none any more. `about` is the old purchase. */
  playerOf(oldUserId: number | null, about: number): Reference;
  /** Whom an old id names, if anybody. */
  findUser(oldUserId: number | null): Reference | null;
  readonly currency: string;
  readonly minorDigits: number;
  readonly invoiceLifetimeMs: number;
  readonly readyLifetimeMs: number;
  readonly now: number;
  readonly notebook: Notebook;
}

export interface PlannedSale {
  readonly purchase: PlannedPurchase;
  readonly invoice: PlannedInvoice | null;
  readonly session: PlannedSession | null;
}

/** Decides what a sale becomes. Null when it cannot be taken; the notebook says why. */
export function planSale(rows: OldSaleRows, around: SaleSurroundings): PlannedSale | null {
  const sold = readSold(rows, around);
  if (sold === null) return null;
  const times = readTimes(rows.session);
  noteTimes(rows.session, times, sold.minutes, around.notebook);
  const resolved = resolve(rows, times);
  noteResolution(rows, resolved, around.notebook);
  noteOwners(rows, around.notebook);
  return build(rows, sold, resolved, times?.grantedMs ?? sold.minutes * MINUTE, around);
}

/**
 * For a purchase that an earlier import took: its invoice or session that did not come with it is refused again, for
 * the reason it was refused then, or because it appeared there since.
 */
export function refuseLateRows(
  rows: OldSaleRows,
  late: { readonly invoice: boolean; readonly session: boolean },
  notebook: Notebook,
): void {
  const times = readTimes(rows.session);
  const reason = resolve(rows, times).leftOut ?? "purchase_came_before";
  const { invoice, session } = rows;
  if (invoice && late.invoice)
    notebook.refuse(reason, "invoices", invoice.id, `${invoice.number} ${invoice.status}`);
  if (session && late.session && times === null) noteTimes(session, times, 0, notebook);
  else if (session && late.session)
    notebook.refuse(reason, "active_game_sessions_v2", session.id, session.status);
}

function resolve({ purchase, invoice, session }: OldSaleRows, times: SessionTimes | null): ResolvedSale {
  return resolveSale({
    paymentStatus: purchase.paymentStatus,
    hasPaidAt: purchase.paidAt !== null,
    // A session whose time cannot be taken still tells how it ended.
    sessionStatusOfPurchase: session !== null && times === null ? session.status : purchase.sessionStatus,
    invoice: invoice && { status: invoice.status, wasActivated: wasActivated(invoice) },
    session: session && times && { status: session.status, ...times },
  });
}

function wasActivated({ activatedAt, usedAt, status }: OldInvoice): boolean {
  return activatedAt !== null || usedAt !== null || status === "active" || status === "used";
}

interface Sold {
  readonly minutes: number;
  readonly price: number;
}

/** What was sold and for how much. Null, and the whole sale refused, when that cannot be a sale here. */
function readSold(rows: OldSaleRows, { notebook, currency, minorDigits }: SaleSurroundings): Sold | null {
  const { purchase, invoice, session } = rows;
  const refuse = (reason: Parameters<Notebook["refuse"]>[0], found: unknown) => {
    notebook.refuse(reason, "purchases", purchase.id, found);
    if (invoice) notebook.refuse("purchase_refused", "invoices", invoice.id, invoice.number);
    if (session) notebook.refuse("purchase_refused", "active_game_sessions_v2", session.id, session.status);
    return null;
  };
  if (purchase.currency !== "" && purchase.currency !== currency) {
    return refuse("other_currency", `${purchase.price} ${purchase.currency}`);
  }
  const minutes = [purchase.minutes, invoice?.minutes ?? null, session?.totalMinutes ?? null].find(
    areSellableMinutes,
  );
  if (minutes === undefined) return refuse("minutes_out_of_range", `${purchase.minutes} min`);

  const invoiced = readAmount(invoice?.amount ?? null, minorDigits);
  const asked = readAmount(purchase.price, minorDigits);
  const price = asked ?? invoiced;
  if (price === null || price.minor < 0n || price.minor > LARGEST_AMOUNT) {
    return refuse("amount_out_of_range", purchase.price);
  }
  if (asked === null)
    notebook.note("price_unreadable", "purchases", purchase.id, purchase.price, price.minor);
  if (!price.exact) notebook.note("rounded_amount", "purchases", purchase.id, purchase.price, price.minor);
  if (invoice && invoiced !== null && invoiced.minor !== price.minor) {
    notebook.note("amount_differs", "invoices", invoice.id, invoice.amount, price.minor);
  }
  if (minutes !== purchase.minutes) {
    notebook.note("minutes_differ", "purchases", purchase.id, `${purchase.minutes} min`, `${minutes} min`);
  }
  return { minutes, price: Number(price.minor) };
}

interface SessionTimes {
  readonly grantedMs: number;
  readonly usedMs: number;
}

/** The session's time; null when there is none, or none that a session here could have. */
function readTimes(session: OldSession | null): SessionTimes | null {
  const total = session?.totalMinutes ?? null;
  if (session === null || total === null || total <= 0 || total > 1440) return null;
  return { grantedMs: Math.round(total * MINUTE), usedMs: Math.round((session.usedMinutes ?? 0) * MINUTE) };
}

function noteTimes(
  session: OldSession | null,
  times: SessionTimes | null,
  soldMinutes: number,
  notebook: Notebook,
): void {
  if (session === null) return;
  const { id, totalMinutes, usedMinutes } = session;
  const table = "active_game_sessions_v2";
  if (times === null) {
    notebook.refuse("minutes_out_of_range", table, id, `${totalMinutes} min`);
    return;
  }
  if (totalMinutes !== soldMinutes) {
    notebook.note("minutes_differ", table, id, `${soldMinutes} min`, `${totalMinutes} min`);
  }
  if (usedMinutes === null) notebook.note("used_unreadable", table, id, "", "0 min");
}

function noteResolution(rows: OldSaleRows, resolved: ResolvedSale, notebook: Notebook): void {
  const ids = {
    purchases: rows.purchase.id,
    invoices: rows.invoice?.id ?? null,
    active_game_sessions_v2: rows.session?.id ?? null,
  };
  for (const { kind, about, found, became } of resolved.notes) {
    notebook.note(kind, about, ids[about], found, became);
  }
  if (resolved.leftOut === null) return;
  const { invoice, session } = rows;
  if (invoice)
    notebook.refuse(resolved.leftOut, "invoices", invoice.id, `${invoice.number} ${invoice.status}`);
  if (session) notebook.refuse(resolved.leftOut, "active_game_sessions_v2", session.id, session.status);
}

function noteOwners({ purchase, invoice, session }: OldSaleRows, notebook: Notebook): void {
  const differs = (userId: number | null | undefined) => userId && userId !== purchase.userId;
  if (differs(invoice?.userId)) {
    notebook.note("owner_differs", "invoices", invoice?.id ?? null, invoice?.userId, purchase.userId);
  }
  if (differs(session?.userId)) {
    notebook.note(
      "owner_differs",
      "active_game_sessions_v2",
      session?.id ?? null,
      session?.userId,
      purchase.userId,
    );
  }
}

function build(
  rows: OldSaleRows,
  sold: Sold,
  resolved: ResolvedSale,
  grantedMs: number,
  around: SaleSurroundings,
): PlannedSale {
  const { now } = around;
  const { purchase: old, invoice: oldInvoice, session: oldSession } = rows;
  const createdAt = first(
    old.createdAt,
    old.paidAt,
    oldInvoice?.issuedAt,
    old.updatedAt,
    oldSession?.readyAt,
    now,
  );
  const isPaid = resolved.payment === "completed" || resolved.payment === "refunded";
  const completedAt = isPaid ? Math.max(createdAt, first(old.paidAt, oldInvoice?.issuedAt, createdAt)) : null;
  const refundedAt =
    resolved.payment === "refunded"
      ? Math.max(completedAt as number, first(old.updatedAt, completedAt))
      : null;
  const purchase: PlannedPurchase = {
    id: 0,
    oldId: old.id,
    player: around.playerOf(old.userId, old.id),
    package: around.catalogue.packageOf({ ...old, oldId: old.id, ...sold }),
    gameName: old.gameName || "—",
    packageName: old.packageName || `${sold.minutes} min`,
    minutes: sold.minutes,
    price: sold.price,
    status: resolved.payment,
    reference: old.reference || null,
    createdAt,
    completedAt,
    refundedAt,
  };
  if (resolved.invoice === null) return { purchase, invoice: null, session: null };

  const issuedAt = resolved.invoice.origin === "ours" ? now : first(oldInvoice?.issuedAt, completedAt);
  const activation = first(
    oldInvoice?.activatedAt,
    oldSession?.readyAt,
    oldSession?.startedAt,
    oldInvoice?.usedAt,
    issuedAt,
  );
  const history =
    resolved.session &&
    tellSession({
      ...resolved.session,
      grantedMs,
      createdAt: first(oldSession?.readyAt, activation),
      startedAt: oldSession?.startedAt ?? null,
      endedAt: first(
        refundedAt,
        oldSession?.completedAt,
        oldInvoice?.usedAt,
        oldSession?.lastSeenAt,
        oldSession?.startedAt,
        activation,
      ),
      now,
    });
  const invoice = buildInvoice(
    rows,
    resolved.invoice,
    purchase,
    { issuedAt, activation, endedAt: history?.row.endedAt ?? null },
    around,
  );
  if (history === null) return { purchase, invoice, session: null };
  const isReady = history.row.status === "ready";
  const session: PlannedSession = {
    id: 0,
    oldId: resolved.session?.isOld ? (oldSession?.id ?? null) : null,
    invoice,
    history,
    readyExpiresAt: isReady ? Math.max(oldSession?.expiresAt ?? 0, now + around.readyLifetimeMs) : null,
  };
  return { purchase, invoice, session };
}

function buildInvoice(
  { invoice: old }: OldSaleRows,
  { status: resolved, origin }: NonNullable<ResolvedSale["invoice"]>,
  purchase: PlannedPurchase,
  times: { issuedAt: number; activation: number; endedAt: number | null },
  around: SaleSurroundings,
): PlannedInvoice {
  const { now, invoiceLifetimeMs, notebook } = around;
  const isOpen = resolved === "pending" || resolved === "active";
  // Without a date of its end it lasts as long as one that is issued now.
  const expiresAt = old?.expiresAt ?? (isOpen ? now : times.issuedAt) + invoiceLifetimeMs;
  const isPast = resolved === "pending" && expiresAt <= now;
  if (isPast) {
    notebook.note(
      "invoice_past_its_date",
      "invoices",
      old?.id ?? null,
      new Date(expiresAt).toISOString(),
      "expired",
    );
  }
  const status = isPast ? "expired" : resolved;
  const wasActivated = status === "active" || status === "used";
  const activatedAt = wasActivated
    ? times.activation
    : status === "refunded"
      ? (old?.activatedAt ?? null)
      : null;
  const usedAt =
    status === "used" ? Math.max(times.activation, times.endedAt ?? old?.usedAt ?? times.activation) : null;
  return {
    id: 0,
    oldId: origin === "old" ? (old?.id ?? null) : null,
    purchase,
    status,
    issuedAt: Math.min(times.issuedAt, activatedAt ?? times.issuedAt),
    expiresAt,
    activatedAt,
    activatedBy: activatedAt === null ? null : around.findUser(old?.activatedBy ?? null),
    usedAt,
    oldNumber: origin === "ours" ? null : (old?.number ?? ""),
    oldCode: old?.code ?? null,
    oldQr: old?.qr || null,
  };
}

/** The first instant that is known; the last of them always is. */
function first(...instants: Array<number | null | undefined>): number {
  return instants.find((at) => at !== null && at !== undefined) as number;
}
