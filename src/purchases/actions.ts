import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { isRefundAtDiscretion, nextInvoiceStatus } from "../core/invoice-machine.ts";
import { formatMoney } from "../core/money.ts";
import type { PackageKind } from "../core/pricing.ts";
import { nextPaymentStatus, type PaymentStatus } from "../core/purchase-machine.ts";
import { settle } from "../core/settlement.ts";
import { announceChange } from "../db/announce.ts";
import { readClock } from "../db/clock.ts";
import { writeEnding } from "../db/ending.ts";
import type { ActionContext } from "../db/transaction.ts";
import { issueInvoice, moveInvoice } from "../invoices/actions.ts";
import { readInvoice, readInvoiceOfPurchase } from "../invoices/queries.ts";
import type { Invoice } from "../invoices/schema.ts";
import { terminateForRefund } from "../sessions/actions.ts";
import { readSession } from "../sessions/queries.ts";
import type { Session } from "../sessions/schema.ts";
import { readVenue } from "../venues/queries.ts";
import { billEndedPlay } from "./bill.ts";
import { enterIntoLedger } from "./ledger.ts";
import { readPayment, readPurchase } from "./queries.ts";
import type { NewPayment, Payment, Purchase } from "./schema.ts";

export { billEndedPlay } from "./bill.ts";
export { createPurchase, offerTo, recordSale } from "./sale.ts";

/**
 * Takes the payment of a purchase, completes it and issues its invoice, all at once.
 * Open-ended play has its invoice already: its price is what was played. Throws `session_still_runs`, `pass_over`,
 * `purchase_not_payable` (with the `invoiceId` of one that is paid), `amount_mismatch`, `tendered_too_small`,
 * `no_open_shift`, `till_needed`.
 */
export async function payPurchase(
  context: ActionContext,
  id: number,
  input: NewPayment,
): Promise<{ payment: Payment; purchase: Purchase; invoice: Invoice }> {
  const { tx, actor } = context;
  const purchase = await lockPurchase(context, id);
  const paid = nextPaymentStatus(purchase.payment_status, "pay");
  if (paid === null) {
    // Most often a payment whose answer was lost: its invoice is what the clerk looks for.
    const { invoice } = await readPurchase(tx, actor, id);
    throw new BusinessError("purchase_not_payable", {
      paymentStatus: purchase.payment_status,
      ...(invoice && { invoiceId: invoice.id }),
    });
  }
  const { now } = purchase;
  if (purchase.pass_until !== null && purchase.pass_until <= now) {
    throw new BusinessError("pass_over", { closesAt: purchase.pass_until.toISOString() });
  }
  const isOpen = purchase.kind === "open";
  const price = isOpen ? await billEndedPlay(context, id) : purchase.price;
  const money = settle(input, { ...purchase, price });
  const [payment, , , sold, invoice] = await Promise.all([
    enterIntoLedger(context, {
      purchaseId: id,
      kind: "payment",
      method: input.method,
      ...money,
      reference: input.method === "mobile_money" ? (input.reference ?? null) : null,
      at: now,
      tillId: input.tillId,
    }),
    movePurchase(context, id, paid, { completed_at: now }),
    // Last of what is written: until the commit no other invoice of the venue gets its number.
    isOpen ? null : issueInvoice(context, id, now),
    readPurchase(tx, actor, id),
    readInvoiceOfPurchase(tx, actor, id),
  ]);
  recordAudit(context, {
    action: "purchase.pay",
    subject: "purchase",
    subjectId: id,
    details: { method: input.method, ...money, invoiceId: invoice.id, shiftId: payment.shiftId },
  });
  return { payment, purchase: sold, invoice };
}

export interface RefundOrder {
  readonly reason: string;
  /** The administrator whose PIN was found right. */
  readonly approvedBy?: number | null;
  readonly tillId?: number | undefined;
}

/**
 * Gives up a purchase of open-ended play that was played and that nobody paid: it leaves the list of what is to be paid
 * and stays in the books as unpaid. Throws `not_found`, `not_open_play`, `session_still_runs`, `purchase_not_payable`.
 */
export async function leaveUnpaid(
  context: ActionContext,
  id: number,
  reason: string,
): Promise<{ purchase: Purchase }> {
  const purchase = await lockPurchase(context, id);
  if (purchase.kind !== "open") throw new BusinessError("not_open_play", { purchaseId: id });
  const failed = nextPaymentStatus(purchase.payment_status, "fail");
  if (failed === null) {
    throw new BusinessError("purchase_not_payable", { paymentStatus: purchase.payment_status });
  }
  const amount = await billEndedPlay(context, id);
  await movePurchase(context, id, failed, {});
  recordAudit(context, {
    action: "purchase.unpaid",
    subject: "purchase",
    subjectId: id,
    details: { reason, amount },
  });
  return { purchase: await readPurchase(context.tx, context.actor, id) };
}

/** Drops a purchase that nobody paid. Throws `not_found`, `purchase_not_cancellable`. */
export async function cancelPurchase(
  context: ActionContext,
  id: number,
  reason: string,
): Promise<{ purchase: Purchase }> {
  const purchase = await lockPurchase(context, id);
  const cancelled = nextPaymentStatus(purchase.payment_status, "cancel");
  if (cancelled === null || purchase.kind === "open") {
    throw new BusinessError("purchase_not_cancellable", { paymentStatus: purchase.payment_status });
  }
  await movePurchase(context, id, cancelled, {});
  recordAudit(context, {
    action: "purchase.cancel",
    subject: "purchase",
    subjectId: id,
    details: { reason },
  });
  return { purchase: await readPurchase(context.tx, context.actor, id) };
}

/**
 * Pays a purchase back in full: its invoice can no longer be used and its session, if any, ends. Once the time is
 * over there is nothing to give back; when the invoice expired or was withdrawn, only an administrator decides.
 * A clerk needs an administrator's approval above the venue's limit. What the old system took, nobody knows how, is paid
 * back in cash.
 * Throws `not_found`, `purchase_not_refundable`, `not_allowed`, `approval_needed`, `no_open_shift`, `till_needed`,
 * `till_short` for more cash than should lie there.
 */
export async function refundPurchase(
  context: ActionContext,
  id: number,
  { reason, approvedBy = null, tillId }: RefundOrder,
): Promise<{ payment: Payment; purchase: Purchase; invoice: Invoice; session: Session | null }> {
  const { tx, actor } = context;
  const purchase = await lockPurchase(context, id);
  const refunded = nextPaymentStatus(purchase.payment_status, "refund");
  if (refunded === null) {
    throw new BusinessError("purchase_not_refundable", { paymentStatus: purchase.payment_status });
  }
  const invoice = await tx
    .selectFrom("invoices")
    .select(["id", "status"])
    .where("venue_id", "=", actor.venueId)
    .where("purchase_id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (nextInvoiceStatus(invoice.status, "refund") === null) {
    throw new BusinessError("purchase_not_refundable", { invoiceStatus: invoice.status });
  }
  if (isRefundAtDiscretion(invoice.status) && actor.role !== "administrator") {
    throw new BusinessError("not_allowed", { role: actor.role, invoiceStatus: invoice.status });
  }
  await refuseUnapproved(context, purchase, approvedBy);
  const sessionId = await terminateForRefund(context, invoice.id, reason);
  const now = await readClock(tx);
  await moveInvoice(context, invoice, "refund", now);
  await movePurchase(context, id, refunded, { refunded_at: now });
  const { method, amount } = await readPayment(tx, actor.venueId, id, "payment");
  const payment = await enterIntoLedger(context, {
    purchaseId: id,
    kind: "refund",
    method: method === "unknown" ? "cash" : method,
    amount,
    tendered: null,
    change: null,
    reference: null,
    at: now,
    tillId,
  });
  recordAudit(context, {
    action: "purchase.refund",
    subject: "purchase",
    subjectId: id,
    details: {
      reason,
      amount,
      sessionId,
      shiftId: payment.shiftId,
      ...(approvedBy !== null && { approvedBy }),
    },
  });
  // The invoice tells why it was refunded, from the audit log.
  await writeEnding(tx);
  return {
    payment,
    purchase: await readPurchase(tx, actor, id),
    invoice: await readInvoice(tx, actor, invoice.id),
    session: sessionId === null ? null : await readSession(tx, actor, sessionId),
  };
}

/** The amount is the price, paid once. */
async function refuseUnapproved(
  { tx, actor }: ActionContext,
  { price, currency }: LockedPurchase,
  approvedBy: number | null,
): Promise<void> {
  if (actor.role === "administrator" || approvedBy !== null) return;
  const { refundApprovalAbove: limit } = await readVenue(tx, actor.venueId);
  if (limit === null || price <= limit) return;
  throw new BusinessError("approval_needed", {
    amount: formatMoney(price, currency),
    limit: formatMoney(limit, currency),
  });
}

/**
 * For the doctor: issues the invoice that a paid purchase lacks. Answers false, and writes nothing, where no payment of
 * the price was recorded: whether the customer paid is then for people to say. Throws `not_found`.
 */
export async function issueMissingInvoice(context: ActionContext, id: number): Promise<boolean> {
  const { tx, actor } = context;
  const purchase = await lockPurchase(context, id);
  const payments = await tx
    .selectFrom("payments")
    .select(["kind", "amount"])
    .where("venue_id", "=", actor.venueId)
    .where("purchase_id", "=", id)
    .execute();
  const [payment, ...others] = payments;
  const isPaid = payment?.kind === "payment" && payment.amount === purchase.price && others.length === 0;
  if (purchase.payment_status !== "completed" || !isPaid) return false;
  await issueInvoice(context, id, await readClock(tx));
  return true;
}

interface LockedPurchase {
  readonly kind: PackageKind;
  /** Of a pass: when its window ends. */
  readonly pass_until: Date | null;
  readonly payment_status: PaymentStatus;
  readonly price: number;
  readonly currency: string;
  /** The clock as it stood once the lock was held. */
  readonly now: Date;
}

async function lockPurchase({ tx, actor }: ActionContext, id: number): Promise<LockedPurchase> {
  const purchase = await tx
    .with(
      (cte) => cte("locked").materialized(),
      (query) =>
        query
          .selectFrom("purchases")
          .select(["payment_status", "price", "currency", "kind", "pass_until"])
          .where("venue_id", "=", actor.venueId)
          .where("id", "=", id)
          .forUpdate(),
    )
    .selectFrom("locked")
    .selectAll("locked")
    .select(sql<Date>`clock_now()`.as("now"))
    .executeTakeFirst();
  if (!purchase) throw new BusinessError("not_found");
  return purchase;
}

async function movePurchase(
  { tx, actor }: ActionContext,
  id: number,
  status: PaymentStatus,
  instants: { completed_at?: Date; refunded_at?: Date },
): Promise<void> {
  const { player_id: playerId } = await tx
    .updateTable("purchases")
    .set({ payment_status: status, ...instants })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning("player_id")
    .executeTakeFirstOrThrow();
  announceChange(tx, { venueId: actor.venueId, kind: "purchase", id, playerId });
}
