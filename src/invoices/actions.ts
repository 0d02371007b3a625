import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { type InvoiceStatus, type InvoiceTrigger, nextInvoiceStatus } from "../core/invoice-machine.ts";
import { CODE_BYTES, encodeBase32 } from "../core/validation-code.ts";
import { readTrustedClock } from "../db/clock.ts";
import { insertAtEnd } from "../db/ending.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readInvoice } from "./queries.ts";
import type { Invoice } from "./schema.ts";

/**
 * Issues the invoice of a purchase that was just paid, or that is paid at its end, in the same transaction. The number
 * comes from a counter row that stays locked until the commit: sequential for each venue and year (of the venue's time
 * zone), without gaps. That of a pass is valid until its window ends, however far ahead it was bought.
 */
export async function issueInvoice(
  context: ActionContext,
  purchaseId: number,
  now: Date,
  trigger: "payment" | "open_play" = "payment",
): Promise<number> {
  const { tx, actor } = context;
  const code = encodeBase32(randomBytes(CODE_BYTES));
  const { rows } = await sql<{ id: number }>`
    with venue as (
      select id, extract(year from ${now}::timestamptz at time zone time_zone)::int as year, invoice_lifetime_ms
      from venues where id = ${actor.venueId}
    ), counter as (
      insert into invoice_counters (venue_id, year, last_number) select id, year, 1 from venue
      on conflict (venue_id, year) do update set last_number = invoice_counters.last_number + 1
      returning year, last_number
    )
    insert into invoices
      (venue_id, purchase_id, year, sequence, number, validation_code, issued_at, expires_at)
    select venue.id, ${purchaseId}, counter.year, counter.last_number,
      invoice_number(counter.year, counter.last_number), ${code}, ${now},
      coalesce(p.pass_until, ${now}::timestamptz + venue.invoice_lifetime_ms * interval '1 millisecond')
    from venue, counter, purchases p where p.venue_id = venue.id and p.id = ${purchaseId}
    returning id`.execute(tx);
  const { id } = rows[0] as { id: number };
  logInvoiceChange(context, { invoiceId: id, from: null, to: "pending", trigger, at: now });
  return id;
}

/**
 * Moves a locked invoice through its machine and writes its history. Throws when the machine has no such
 * transition: callers check first and refuse in their own words. Answers the new status.
 */
export async function moveInvoice(
  context: ActionContext,
  invoice: { id: number; status: InvoiceStatus },
  trigger: InvoiceTrigger,
  at: Date,
): Promise<InvoiceStatus> {
  const { tx, actor } = context;
  const to = nextInvoiceStatus(invoice.status, trigger);
  if (to === null) throw new Error(`Invoice ${invoice.id} cannot go from ${invoice.status} by ${trigger}.`);
  await tx
    .updateTable("invoices")
    .set({ status: to })
    .$if(to === "active", (update) => update.set({ activated_at: at, activated_by: actor.userId }))
    .$if(to === "used", (update) => update.set({ used_at: at }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", invoice.id)
    .execute();
  logInvoiceChange(context, { invoiceId: invoice.id, from: invoice.status, to, trigger, at });
  return to;
}

/** Withdraws an invoice that nobody has used yet. Throws `not_found`, or why it cannot be withdrawn. */
export async function cancelInvoice(
  context: ActionContext,
  id: number,
  reason: string,
): Promise<{ invoice: Invoice }> {
  const { tx, actor } = context;
  const locked = await lockInvoice(context, id);
  if (nextInvoiceStatus(locked.status, "cancel") === null) {
    throw new BusinessError("invoice_not_cancellable", {
      invoiceStatus: locked.status,
      invoiceNumber: locked.number,
    });
  }
  await moveInvoice(context, locked, "cancel", locked.now);
  recordAudit(context, {
    action: "invoice.cancel",
    subject: "invoice",
    subjectId: id,
    details: { reason },
  });
  return { invoice: await readInvoice(tx, actor, id) };
}

/** For the doctor: uses an invoice up whose session has ended, through the machine, as of that end. */
export async function finishInvoice(context: ActionContext, id: number, endedAt: Date): Promise<void> {
  const invoice = await lockInvoice(context, id);
  const status =
    invoice.status === "pending" ? await moveInvoice(context, invoice, "scan", endedAt) : invoice.status;
  if (status === "active") await moveInvoice(context, { id, status }, "session_end", endedAt);
}

/** For the doctor: activates an invoice whose session is open already, as of when that was made. */
export async function activateForOpenSession(context: ActionContext, id: number, at: Date): Promise<void> {
  const invoice = await lockInvoice(context, id);
  if (invoice.status === "pending") await moveInvoice(context, invoice, "scan", at);
}

/** What the deadline worker does to one invoice that nobody brought in time, for the doctor. */
export async function expireDueInvoice(context: ActionContext, id: number): Promise<void> {
  await readTrustedClock(context.tx);
  const invoice = await lockInvoice(context, id);
  if (invoice.status === "pending") await moveInvoice(context, invoice, "expiry", invoice.expires_at);
}

/** For the doctor: puts the counter of a year back to the last number given out, so that the next one is free. */
export async function raiseInvoiceCounter({ tx, actor }: ActionContext, year: number): Promise<void> {
  await sql`
    insert into invoice_counters (venue_id, year, last_number)
    select venue_id, year, max(sequence) from invoices
    where venue_id = ${actor.venueId} and year = ${year} group by venue_id, year
    on conflict (venue_id, year)
    do update set last_number = greatest(invoice_counters.last_number, excluded.last_number)`.execute(tx);
}

async function lockInvoice({ tx, actor }: ActionContext, id: number) {
  const locked = await tx
    .selectFrom("invoices")
    .select(["id", "status", "number", "expires_at"])
    .select(sql<Date>`clock_now()`.as("now"))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!locked) throw new BusinessError("not_found");
  return locked;
}

function logInvoiceChange(
  { tx, actor }: ActionContext,
  change: { invoiceId: number; from: InvoiceStatus | null; to: InvoiceStatus; trigger: string; at: Date },
): void {
  insertAtEnd(tx, "invoice_audit_log", {
    venue_id: actor.venueId,
    invoice_id: change.invoiceId,
    from_status: change.from,
    to_status: change.to,
    trigger: change.trigger,
    at: change.at,
    actor_id: actor.userId,
    api_key_id: actor.apiKeyId,
  });
}
