import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type SqlBool, sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { type Actor, isStaff, ownRow } from "../core/actor.ts";
import type { InvoiceStatus } from "../core/invoice-machine.ts";
import { searchWords } from "../core/search-text.ts";
import {
  encodeBase32,
  formatValidationCode,
  parseValidationCode,
  qrPayload,
} from "../core/validation-code.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Invoice } from "./schema.ts";

/** Invoices, newest first; a player sees only their own. */
export async function listInvoices(
  db: Db,
  actor: Actor,
  query: PageQuery & { status?: InvoiceStatus; playerId?: number; search?: string },
): Promise<Page<Invoice>> {
  const before = readCursor(query.cursor);
  const playerId = isStaff(actor) ? query.playerId : actor.userId;
  const rows = await invoices(db, actor.venueId)
    .$if(query.search !== undefined, (select) => select.where(isFoundBy(query.search as string)))
    .$if(query.status !== undefined, (select) => select.where("i.status", "=", query.status as InvoiceStatus))
    .$if(playerId !== undefined, (select) => select.where("p.player_id", "=", playerId as number))
    .$if(before !== null, (select) => select.where("i.id", "<", before as number))
    .orderBy("i.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Part of a number when it looks like one (`2026-00012`, `12`), otherwise words of the player, all of them. */
function isFoundBy(search: string) {
  const typed = search.trim();
  const isNumber = /^\d{1,4}-?\d*$/.test(typed);
  return sql.join<SqlBool>(
    isNumber
      ? [sql`(i.number like ${`%${typed}%`} or replace(i.number, '-', '') like ${`${typed}%`})`]
      : [sql`true`, ...searchWords(typed).map((word) => sql`u.search_text like ${`%${word}%`}`)],
    sql` and `,
  );
}

/** Throws `not_found`, also when the invoice belongs to another player. */
export async function readInvoice(db: Db | Transaction, actor: Actor, id: number): Promise<Invoice> {
  const row = await invoices(db, actor.venueId).where("i.id", "=", id).executeTakeFirst();
  return present(ownRow(actor, row));
}

/** The invoice of a purchase. Throws `not_found`, also when it belongs to another player. */
export async function readInvoiceOfPurchase(
  db: Db | Transaction,
  actor: Actor,
  purchaseId: number,
): Promise<Invoice> {
  const row = await invoices(db, actor.venueId).where("i.purchase_id", "=", purchaseId).executeTakeFirst();
  return present(ownRow(actor, row));
}

/**
 * What the QR of an invoice carries: the signed code; for an invoice of the old system whose code has another shape,
 * that code alone. Throws `not_found`.
 */
export async function readQrPayload(db: Db, actor: Actor, id: number): Promise<string> {
  const invoice = await readInvoice(db, actor, id);
  const { qr_secret } = await db
    .selectFrom("venues")
    .select("qr_secret")
    .where("id", "=", actor.venueId)
    .executeTakeFirstOrThrow();
  const code = parseValidationCode(invoice.validationCode);
  if (code === null) return invoice.validationCode;
  return qrPayload(code, signCode(qr_secret, code));
}

/** Signs a code with the venue's secret: 80 bits of HMAC-SHA-256 in base 32. */
export function signCode(secret: Buffer, code: string): string {
  return encodeBase32(createHmac("sha256", secret).update(`GZ1:${code}`).digest().subarray(0, 10));
}

/** How `old_codes` knows the text of an old QR, which may be long and holds the code: by its SHA-256. */
export function oldQrKey(text: string): string {
  return createHash("sha256").update(text.trim()).digest("hex");
}

/** Compares in constant time. */
export function isSignedBy(secret: Buffer, code: string, signature: string): boolean {
  const expected = Buffer.from(signCode(secret, code));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function invoices(db: Db | Transaction, venueId: number) {
  return (
    db
      .selectFrom("invoices as i")
      .innerJoin("purchases as p", (join) =>
        join.onRef("p.venue_id", "=", "i.venue_id").onRef("p.id", "=", "i.purchase_id"),
      )
      .innerJoin("users as u", "u.id", "p.player_id")
      .leftJoin("all_sessions as s", (join) =>
        join.onRef("s.venue_id", "=", "i.venue_id").onRef("s.invoice_id", "=", "i.id"),
      )
      // One row of each, and that said: on a new database, of which PostgreSQL knows nothing yet, it would otherwise
      // read all that the venue ever took, and did, for each invoice.
      .leftJoinLateral(
        (join) =>
          join
            .selectFrom("payments")
            .select(["method", "amount", "tendered", "change"])
            .whereRef("venue_id", "=", "p.venue_id")
            .whereRef("purchase_id", "=", "p.id")
            .where("kind", "=", "payment")
            .limit(1)
            .as("y"),
        (join) => join.onTrue(),
      )
      .leftJoin("users as a", "a.id", "i.activated_by")
      // The payment says when and how much; why, and a program that did it, stand in the audit log alone.
      .leftJoinLateral(
        (join) =>
          join
            .selectFrom("audit_entries as e")
            .leftJoin("users as eu", "eu.id", "e.actor_id")
            .leftJoin("api_keys as ek", "ek.id", "e.api_key_id")
            .select(sql<string | null>`coalesce(eu.name, ek.name)`.as("by"))
            .select(sql<string | null>`e.details ->> 'reason'`.as("reason"))
            .whereRef("e.venue_id", "=", "p.venue_id")
            .where("e.subject", "=", "purchase")
            .whereRef("e.subject_id", "=", "p.id")
            .where("e.action", "=", "purchase.refund")
            .where("p.payment_status", "=", "refunded")
            .limit(1)
            .as("f"),
        (join) => join.onTrue(),
      )
      .select(["p.refunded_at", "f.by as refunded_by", "f.reason as refund_reason"])
      .select([
        "i.id",
        "i.number",
        "i.validation_code",
        "i.status",
        "i.purchase_id",
        "i.issued_at",
        "i.expires_at",
      ])
      .select(["i.activated_at", "i.used_at", "a.name as activated_by_name", "s.id as session_id"])
      .select(["p.player_id", "p.game_name", "p.package_name", "p.minutes", "p.price", "p.currency"])
      .select(["p.kind", "p.billed_at"])
      .select(["u.name as player_name", "u.username as player_username"])
      .select(["y.method", "y.amount", "y.tendered", "y.change"])
      .where("i.venue_id", "=", venueId)
  );
}

type InvoiceRow = Awaited<ReturnType<ReturnType<typeof invoices>["executeTakeFirstOrThrow"]>>;

function present(row: InvoiceRow): Invoice {
  return {
    id: row.id,
    number: row.number,
    validationCode: formatValidationCode(row.validation_code),
    status: row.status,
    purchaseId: row.purchase_id,
    sessionId: row.session_id,
    player: { id: row.player_id, name: row.player_name, username: row.player_username },
    gameName: row.game_name,
    packageName: row.package_name,
    minutes: row.minutes,
    price: row.price,
    billed: row.kind !== "open" || row.billed_at !== null,
    currency: row.currency,
    payment:
      row.method === null
        ? null
        : { method: row.method, amount: row.amount as number, tendered: row.tendered, change: row.change },
    issuedAt: toInstant(row.issued_at),
    expiresAt: toInstant(row.expires_at),
    activatedAt: toInstant(row.activated_at),
    activatedBy: row.activated_by_name,
    usedAt: toInstant(row.used_at),
    refund:
      row.refunded_at === null
        ? null
        : { at: toInstant(row.refunded_at), by: row.refunded_by, reason: row.refund_reason },
  };
}
