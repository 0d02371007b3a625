import { type RawBuilder, type SqlBool, sql } from "kysely";
import { foldOldCode, readScannedText } from "../core/validation-code.ts";
import type { Db } from "../db/pool.ts";
import { oldQrKey } from "../invoices/queries.ts";
import type { Case } from "./scope.ts";

/** The case that a reference names: every id that belongs to one purchase. */
export interface FoundCase extends Case {
  readonly purchaseId: number;
}

/** What an operator writes before an id that is not a session's, and before one that the old system gave. */
const prefixes: Readonly<Record<string, { kind: "session" | "invoice" | "purchase"; isOld: boolean }>> = {
  session: { kind: "session", isOld: false },
  invoice: { kind: "invoice", isOld: false },
  facture: { kind: "invoice", isOld: false },
  purchase: { kind: "purchase", isOld: false },
  achat: { kind: "purchase", isOld: false },
  old: { kind: "session", isOld: true },
  ancien: { kind: "session", isOld: true },
  "old-session": { kind: "session", isOld: true },
  "ancienne-session": { kind: "session", isOld: true },
  "old-invoice": { kind: "invoice", isOld: true },
  "ancienne-facture": { kind: "invoice", isOld: true },
  "old-purchase": { kind: "purchase", isOld: true },
  "ancien-achat": { kind: "purchase", isOld: true },
};

type Condition = RawBuilder<SqlBool>;

/**
 * Finds what a customer shows or an operator knows: an invoice number (of ours or of the old system), a validation code
 * or the text of a QR, a session's id; also `invoice:12`, `purchase:12`, and by the ids of the old system `old:12` (a
 * session), `old-invoice:12`, `old-purchase:12`. Null when it names nothing. Without a venue it looks in all of them.
 */
export async function findCase(db: Db, venueId: number | null, reference: string): Promise<FoundCase | null> {
  const typed = reference.trim();
  const scanned = readScannedText(typed);
  // Every key begins with the venue, so that each of these is found by its index.
  const at = (alias: string): Condition =>
    venueId === null
      ? sql`${sql.ref(`${alias}.venue_id`)} in (select id from venues)`
      : sql`${sql.ref(`${alias}.venue_id`)} = ${venueId}`;
  const byId = toId(typed);
  return (
    (await find(
      db,
      sql`select i.venue_id, i.purchase_id from invoices i
      where ${at("i")} and i.number in (${typed}, ${typed.toUpperCase()})`,
    )) ??
    (scanned &&
      (await find(
        db,
        sql`select i.venue_id, i.purchase_id from invoices i
        where ${at("i")} and i.validation_code = ${scanned.code}`,
      ))) ??
    (await find(
      db,
      sql`select i.venue_id, i.purchase_id from old_codes o
      join invoices i on i.venue_id = o.venue_id and i.id = o.invoice_id
      where ${at("o")} and o.key in (${foldOldCode(typed)}, ${oldQrKey(typed)})`,
    )) ??
    (byId && (await findById(db, at, byId)))
  );
}

interface TypedId {
  readonly kind: "session" | "invoice" | "purchase";
  readonly id: number;
  /** Null where nothing was said: of two sessions ours comes first. */
  readonly isOld: boolean | null;
}

function toId(typed: string): TypedId | null {
  const [, prefix, digits] = /^(?:([a-z-]+)\s*[:#]?\s*|#)?(\d{1,15})$/i.exec(typed) ?? [];
  if (digits === undefined) return null;
  const id = Number(digits);
  if (prefix === undefined) return { kind: "session", id, isOld: null };
  const named = prefixes[prefix.toLowerCase()];
  return named === undefined ? null : { ...named, id };
}

async function findById(db: Db, at: (alias: string) => Condition, { kind, id, isOld }: TypedId) {
  const ours = isOld === true ? null : await find(db, purchaseOf(kind, sql`${at("x")} and x.id = ${id}`));
  if (ours !== null || isOld === false) return ours;
  return find(
    db,
    purchaseOf(
      kind,
      sql`(x.venue_id, x.id) in (select r.venue_id, r.new_id from imported_records r
        where ${at("r")} and r.kind = ${kind} and r.old_id = ${id})`,
    ),
  );
}

/** The purchase that rows of a kind, known as `x`, belong to. */
function purchaseOf(kind: TypedId["kind"], which: Condition): RawBuilder<unknown> {
  if (kind === "purchase") return sql`select x.venue_id, x.id as purchase_id from purchases x where ${which}`;
  if (kind === "invoice") return sql`select x.venue_id, x.purchase_id from invoices x where ${which}`;
  return sql`select i.venue_id, i.purchase_id from all_sessions x
    join invoices i on i.venue_id = x.venue_id and i.id = x.invoice_id where ${which}`;
}

async function find(db: Db, purchase: RawBuilder<unknown>): Promise<FoundCase | null> {
  const { rows } = await sql<FoundCase>`
    with one as materialized (select * from (${purchase}) f limit 1)
    select one.venue_id as "venueId", one.purchase_id as "purchaseId", i.id as "invoiceId", s.id as "sessionId"
    from one
    left join invoices i on i.venue_id = one.venue_id and i.purchase_id = one.purchase_id
    left join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id`.execute(db);
  return rows[0] ?? null;
}
