import type { Explanation } from "./queries.ts";

/** What the address names: by ids and invoice numbers only, for an address is kept in histories and logs. */
export interface CaseInAddress {
  readonly session?: number;
  readonly purchase?: number;
  readonly invoice?: number | string;
}

/** Digits and a dash or two, as invoices are numbered; what looks like a validation code does not stay in the address. */
const INVOICE_NUMBER = /^\d{1,15}(-\d{1,15})?$/;

export function readAddress(search: Record<string, unknown>): CaseInAddress {
  const { session, invoice, purchase } = search;
  if (typeof session === "number") return { session };
  if (typeof purchase === "number") return { purchase };
  if (typeof invoice === "number" || (typeof invoice === "string" && INVOICE_NUMBER.test(invoice))) {
    return { invoice };
  }
  return {};
}

/** As the server asks for it, or null when the address names no case. */
export function referenceOf({ session, invoice, purchase }: CaseInAddress): string | null {
  if (session !== undefined) return `session:${session}`;
  if (purchase !== undefined) return `purchase:${purchase}`;
  if (typeof invoice === "number") return `invoice:${invoice}`;
  return invoice ?? null;
}

/** Where an explained case is found again. */
export function addressOf({ invoiceId, purchaseId }: Explanation): CaseInAddress {
  return invoiceId === null ? { purchase: purchaseId } : { invoice: invoiceId };
}
