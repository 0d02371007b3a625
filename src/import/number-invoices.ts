import { foldOldCode, parseValidationCode } from "../core/validation-code.ts";
import { oldQrKey } from "../invoices/queries.ts";
import type { Notebook } from "./notebook.ts";
import type { PlannedInvoice } from "./plan.ts";

/** How far our own numbering of a year has come, and where it began. */
export interface Counter {
  readonly firstNumber: number;
  readonly lastNumber: number;
}

export interface NumberedInvoice {
  readonly invoice: PlannedInvoice;
  readonly number: string;
}

const LONGEST_NUMBER = 60;
const OWN_SHAPE = /^(\d{4})-(\d{5,9})$/;

/** The year and sequence that a number of our own shape stands for: `2025-00012`. */
export function readOwnShape(number: string): { year: number; sequence: number } | null {
  const match = OWN_SHAPE.exec(number);
  if (!match) return null;
  const [, year, sequence] = match as unknown as [string, string, string];
  const isOurs = sequence === String(Number(sequence)).padStart(5, "0") && Number(sequence) > 0;
  return isOurs ? { year: Number(year), sequence: Number(sequence) } : null;
}

/**
 * Gives every old invoice a number that nobody else has: its own wherever that is possible. `raised` are the counters
 * of years that have not begun here, as they must stand so that our numbers go on after the old ones.
 */
export function numberInvoices(
  invoices: readonly PlannedInvoice[],
  taken: ReadonlySet<string>,
  counters: ReadonlyMap<number, Counter>,
  notebook: Notebook,
): { numbered: NumberedInvoice[]; raised: Map<number, number> } {
  const used = new Set(taken);
  const raised = new Map<number, number>();
  const hasBegun = (year: number) => {
    const counter = counters.get(year);
    return counter !== undefined && counter.lastNumber >= counter.firstNumber;
  };
  const collides = (number: string) => {
    const own = readOwnShape(number);
    return own !== null && hasBegun(own.year) && own.sequence >= (counters.get(own.year)?.firstNumber ?? 0);
  };
  const numbered = invoices.map((invoice) => {
    const wanted = wantedNumber(invoice, notebook);
    let number = wanted;
    if (collides(wanted)) {
      number = suffix(wanted, 2, used);
      notebook.note("number_beyond_counter", "invoices", invoice.oldId, wanted, number);
    } else if (used.has(wanted)) {
      number = suffix(wanted, 2, used);
      notebook.note("number_duplicate", "invoices", invoice.oldId, wanted, number);
    }
    used.add(number);
    const own = readOwnShape(number);
    if (own && !hasBegun(own.year)) raised.set(own.year, Math.max(raised.get(own.year) ?? 0, own.sequence));
    return { invoice, number };
  });
  return { numbered, raised };
}

function wantedNumber({ oldNumber, oldId, purchase }: PlannedInvoice, notebook: Notebook): string {
  const number = oldNumber ?? "";
  if (number === "") {
    const made = `ANCIEN-${purchase.oldId}`;
    if (oldId !== null) notebook.note("number_missing", "invoices", oldId, "", made);
    return made;
  }
  const letters = [...number];
  if (letters.length <= LONGEST_NUMBER) return number;
  const cut = letters.slice(0, LONGEST_NUMBER).join("").trim();
  notebook.note("number_too_long", "invoices", oldId, number, cut);
  return cut;
}

function suffix(number: string, from: number, used: ReadonlySet<string>): string {
  for (let next = from; ; next += 1) {
    const end = `-${next}`;
    const free = [...number].slice(0, LONGEST_NUMBER - end.length).join("") + end;
    if (!used.has(free)) return free;
  }
}

export interface CodedInvoice {
  /** Null when a new code of ours must be made. */
  readonly code: string | null;
  /** How the old code, and the text of the old QR, are found; see `old_codes`. */
  readonly keys: readonly string[];
}

/**
 * Keeps every old code that can be kept. When several invoices bear one code, the one that still waits for its scan
 * has it; the others get a new one.
 */
export function codeInvoices(
  invoices: readonly PlannedInvoice[],
  taken: { readonly codes: ReadonlySet<string>; readonly keys: ReadonlySet<string> },
  notebook: Notebook,
): Map<PlannedInvoice, CodedInvoice> {
  const keys = new Set(taken.keys);
  const coded = new Map<PlannedInvoice, CodedInvoice>();
  const waitingFirst = [...invoices].sort((one, other) => urgency(one) - urgency(other));
  for (const invoice of waitingFirst) {
    const own: string[] = [];
    const code = keepCode(invoice, taken.codes, keys, notebook);
    if (code !== null) own.push(foldOldCode(code));
    const qr = invoice.oldQr === null ? null : oldQrKey(invoice.oldQr);
    if (qr !== null && keys.has(qr)) notebook.note("qr_duplicate", "invoices", invoice.oldId, "QR");
    else if (qr !== null) own.push(qr);
    for (const key of own) keys.add(key);
    coded.set(invoice, { code, keys: own });
  }
  return coded;
}

function keepCode(
  { oldCode, oldId }: PlannedInvoice,
  codes: ReadonlySet<string>,
  keys: ReadonlySet<string>,
  notebook: Notebook,
): string | null {
  if (oldCode === null) return null;
  const printed = parseValidationCode(oldCode) ?? oldCode;
  const key = foldOldCode(printed);
  if (key.length < 4 || [...printed].length > 120) {
    notebook.note("code_unusable", "invoices", oldId, `${[...printed].length}`);
    return null;
  }
  if (keys.has(key) || codes.has(printed)) {
    notebook.note("code_duplicate", "invoices", oldId, `${printed.slice(0, 4)}…`);
    return null;
  }
  return printed;
}

function urgency({ status }: PlannedInvoice): number {
  return status === "pending" ? 0 : status === "active" ? 1 : 2;
}
