import { type SqlBool, sql } from "kysely";
import { foldOldCode, readScannedText } from "../core/validation-code.ts";
import type { Db } from "../db/pool.ts";
import { oldQrKey } from "../invoices/queries.ts";
import type { Case } from "./scope.ts";

/** The case that a reference names: every id that belongs to one purchase. */
export interface FoundCase extends Case {
  readonly purchaseId: number;
}

const kinds = ["session", "invoice", "purchase"] as const;
type Kind = (typeof kinds)[number];
/** What an operator writes before a number that is not a session's. */
const prefixes: Readonly<Record<string, Kind>> = {
  session: "session",
  invoice: "invoice",
  facture: "invoice",
  purchase: "purchase",
  achat: "purchase",
};

/**
 * Finds what a customer shows or an operator knows: an invoice number (of ours or of the old system), a validation code
 * or the text of a QR, a session's id; also `invoice:12`, `purchase:12` and `old:12` (the old system's session). Null
 * when it names nothing. Without a venue it looks in all of them.
 */
export async function findCase(db: Db, venueId: number | null, reference: string): Promise<FoundCase | null> {
  const typed = reference.trim();
  return (
    (await byInvoice(db, venueId, sql<SqlBool>`lower(i.number) = lower(${typed})`)) ??
    (await byCode(db, venueId, typed)) ??
    (await byId(db, venueId, typed))
  );
}

async function byCode(db: Db, venueId: number | null, typed: string): Promise<FoundCase | null> {
  const scanned = readScannedText(typed);
  const ours =
    scanned === null ? null : await byInvoice(db, venueId, sql<SqlBool>`i.validation_code = ${scanned.code}`);
  if (ours !== null) return ours;
  const keys = [foldOldCode(typed), oldQrKey(typed)];
  return byInvoice(
    db,
    venueId,
    sql<SqlBool>`(i.venue_id, i.id) in (
      select venue_id, invoice_id from old_codes where key in (${sql.join(keys)}))`,
  );
}

async function byId(db: Db, venueId: number | null, typed: string): Promise<FoundCase | null> {
  const [, prefix, digits] = /^(?:([a-zà-ÿ]+)\s*[:#]?\s*|#)?(\d{1,15})$/i.exec(typed) ?? [];
  if (digits === undefined) return null;
  const id = Number(digits);
  const word = prefix?.toLowerCase();
  if (word === "old" || word === "ancien") return byOldSession(db, venueId, id);
  const kind = word === undefined ? "session" : prefixes[word];
  if (kind === undefined) return null;
  if (kind === "purchase") return byPurchase(db, venueId, sql<SqlBool>`p.id = ${id}`);
  if (kind === "invoice") return byInvoice(db, venueId, sql<SqlBool>`i.id = ${id}`);
  const found = await byInvoice(
    db,
    venueId,
    sql<SqlBool>`(i.venue_id, i.id) in (select venue_id, invoice_id from all_sessions where id = ${id})`,
  );
  return found ?? (word === undefined ? byOldSession(db, venueId, id) : null);
}

function byOldSession(db: Db, venueId: number | null, oldId: number): Promise<FoundCase | null> {
  return byInvoice(
    db,
    venueId,
    sql<SqlBool>`(i.venue_id, i.id) in (select s.venue_id, s.invoice_id from imported_records r
      join all_sessions s on s.venue_id = r.venue_id and s.id = r.new_id
      where r.kind = 'session' and r.old_id = ${oldId})`,
  );
}

async function byInvoice(db: Db, venueId: number | null, which: ReturnType<typeof sql<SqlBool>>) {
  return byPurchase(
    db,
    venueId,
    sql<SqlBool>`(p.venue_id, p.id) in (select i.venue_id, i.purchase_id from invoices i where ${which})`,
  );
}

async function byPurchase(
  db: Db,
  venueId: number | null,
  which: ReturnType<typeof sql<SqlBool>>,
): Promise<FoundCase | null> {
  const { rows } = await sql<FoundCase>`
    select p.venue_id as "venueId", p.id as "purchaseId", i.id as "invoiceId", s.id as "sessionId"
    from purchases p
    left join invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
    left join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id
    where ${which} and ${venueId === null ? sql`true` : sql`p.venue_id = ${venueId}`}
    order by p.id desc limit 1`.execute(db);
  return rows[0] ?? null;
}
