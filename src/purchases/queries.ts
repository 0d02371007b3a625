import { type RawBuilder, type SqlBool, sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { type Actor, isStaff, ownRow } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { PaymentStatus } from "../core/purchase-machine.ts";
import type { Db } from "../db/pool.ts";
import type { SyncStatus } from "../db/schema.ts";
import type { Transaction } from "../db/transaction.ts";
import { presentPriceLines } from "../tariffs/schema.ts";
import type { OverviewRow, Payment, Purchase, Stage } from "./schema.ts";

const stage = sql<Stage>`case
  when o.payment_status in ('failed', 'cancelled', 'refunded') then 'completed'
  when o.session_status in ('active', 'paused') then 'active'
  when o.session_status in ('completed', 'expired', 'terminated') then 'completed'
  when o.payment_status = 'pending' or o.invoice_status in ('pending', 'active') or o.session_status = 'ready'
    then 'waiting'
  else 'completed' end`;

/**
 * Whether a purchase is in a stage, looking first at the few that may be, from the rows that are still open: working
 * out the stage of every purchase takes seconds once there are some hundred thousand. "Completed" is most of them,
 * which PostgreSQL only believes of a negation.
 */
function isIn(venueId: number, wanted: Stage): RawBuilder<SqlBool> {
  const ofSessions = (statuses: RawBuilder<unknown>) => sql`
    select i.purchase_id from play_sessions s
    join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
    where s.venue_id = ${venueId} and s.status in (${statuses})`;
  switch (wanted) {
    case "active":
      return sql`${stage} = 'active' and p.id in (${ofSessions(sql`'active', 'paused'`)})`;
    case "waiting":
      return sql`${stage} = 'waiting' and p.id in (
        select id from purchases where venue_id = ${venueId} and payment_status = 'pending'
        union all
        select purchase_id from invoices where venue_id = ${venueId} and status in ('pending', 'active')
        union all
        ${ofSessions(sql`'ready'`)})`;
    case "completed":
      return sql`${stage} not in ('active', 'waiting')`;
  }
}

/** Purchases, newest first; a player sees only their own. */
export async function listPurchases(
  db: Db,
  actor: Actor,
  query: PageQuery & { stage?: Stage; paymentStatus?: PaymentStatus; playerId?: number },
): Promise<Page<Purchase>> {
  const before = readCursor(query.cursor);
  const playerId = isStaff(actor) ? query.playerId : actor.userId;
  const rows = await purchases(db, actor.venueId)
    .$if(query.stage !== undefined, (select) => select.where(isIn(actor.venueId, query.stage as Stage)))
    .$if(query.paymentStatus !== undefined, (select) =>
      select.where("p.payment_status", "=", query.paymentStatus as PaymentStatus),
    )
    .$if(playerId !== undefined, (select) => select.where("p.player_id", "=", playerId as number))
    .$if(before !== null, (select) => select.where("p.id", "<", before as number))
    .orderBy("p.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`, also when the purchase belongs to another player. */
export async function readPurchase(db: Db | Transaction, actor: Actor, id: number): Promise<Purchase> {
  const row = await purchases(db, actor.venueId).where("p.id", "=", id).executeTakeFirst();
  return present(ownRow(actor, row));
}

/** What {@link presentPayment} needs of a payment's row. */
const paymentColumns = [
  "id",
  "kind",
  "method",
  "amount",
  "tendered",
  "change",
  "reference",
  "received_at",
  "shift_id",
] as const;

/** A payment's row as the API answers it. */
export function presentPayment({
  received_at,
  shift_id,
  ...rest
}: Omit<Payment, "receivedAt" | "shiftId"> & { received_at: Date; shift_id: number }): Payment {
  return { ...rest, receivedAt: toInstant(received_at), shiftId: shift_id };
}

export async function readPayment(
  tx: Transaction,
  venueId: number,
  purchaseId: number,
  kind: "payment" | "refund",
): Promise<Payment> {
  const row = await tx
    .selectFrom("payments")
    .select(paymentColumns)
    .where("venue_id", "=", venueId)
    .where("purchase_id", "=", purchaseId)
    .where("kind", "=", kind)
    .executeTakeFirstOrThrow();
  return presentPayment(row);
}

/** Purchase, invoice and session side by side, and whether they agree. */
export async function listOverview(
  db: Db,
  venueId: number,
  query: PageQuery & { syncStatus?: SyncStatus },
): Promise<Page<OverviewRow>> {
  const before = readCursor(query.cursor);
  const rows = await db
    .selectFrom("purchase_session_overview")
    .selectAll()
    .select("purchase_id as id")
    .where("venue_id", "=", venueId)
    .$if(query.syncStatus !== undefined, (select) =>
      select.where("sync_status", "=", query.syncStatus as SyncStatus),
    )
    .$if(before !== null, (select) => select.where("purchase_id", "<", before as number))
    .orderBy("purchase_id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, (row) => ({
    purchaseId: row.purchase_id,
    playerId: row.player_id,
    paymentStatus: row.payment_status,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
    invoiceStatus: row.invoice_status,
    sessionId: row.session_id,
    sessionStatus: row.session_status,
    syncStatus: row.sync_status,
    createdAt: toInstant(row.created_at),
  }));
}

/**
 * Refuses to seat a session in a zone whose surcharge is higher than what its purchase paid for; the zone that was paid
 * for stays paid when it becomes dearer. Throws `zone_not_paid`.
 */
export async function refuseUnpaidZone(
  tx: Transaction,
  venueId: number,
  sessionId: number,
  stationId: number,
): Promise<void> {
  const unpaid = await tx
    .selectFrom("stations as t")
    .innerJoin("zones as z", (join) =>
      join.onRef("z.venue_id", "=", "t.venue_id").onRef("z.id", "=", "t.zone_id"),
    )
    .innerJoin("play_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "t.venue_id").on("s.id", "=", sessionId),
    )
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "s.venue_id").onRef("i.id", "=", "s.invoice_id"),
    )
    .innerJoin("purchases as p", (join) =>
      join.onRef("p.venue_id", "=", "i.venue_id").onRef("p.id", "=", "i.purchase_id"),
    )
    .select("z.name")
    .where("t.venue_id", "=", venueId)
    .where("t.id", "=", stationId)
    .where(sql<SqlBool>`p.zone_id is distinct from z.id
      and z.surcharge_per_hour > coalesce((p.terms -> 'zone' ->> 'surchargePerHour')::bigint, 0)`)
    .executeTakeFirst();
  if (unpaid) throw new BusinessError("zone_not_paid", { zoneName: unpaid.name });
}

function purchases(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("purchases as p")
    .innerJoin("purchase_session_overview as o", (join) =>
      join.onRef("o.venue_id", "=", "p.venue_id").onRef("o.purchase_id", "=", "p.id"),
    )
    .innerJoin("users as u", "u.id", "p.player_id")
    .select(["p.id", "p.package_id", "p.game_name", "p.package_name", "p.minutes", "p.price", "p.currency"])
    .select(["p.payment_status", "p.created_at", "p.completed_at", "p.refunded_at", "p.player_id"])
    .select(["o.invoice_id", "o.invoice_number", "o.invoice_status", "o.session_id", "o.session_status"])
    .select([
      "p.kind",
      "p.billed_at",
      "p.price_lines",
      "p.zone_id",
      "p.controllers",
      "p.pass_from",
      "p.pass_until",
    ])
    .select(sql<string | null>`p.terms -> 'zone' ->> 'name'`.as("zone_name"))
    .select(["u.name as player_name", "u.username as player_username"])
    .select(stage.as("stage"))
    .where("p.venue_id", "=", venueId);
}

type PurchaseRow = Awaited<ReturnType<ReturnType<typeof purchases>["executeTakeFirstOrThrow"]>>;

function present(row: PurchaseRow): Purchase {
  const { invoice_id, invoice_number, invoice_status, session_id, session_status } = row;
  return {
    id: row.id,
    player: { id: row.player_id, name: row.player_name, username: row.player_username },
    packageId: row.package_id,
    gameName: row.game_name,
    packageName: row.package_name,
    kind: row.kind,
    minutes: row.minutes,
    price: row.price,
    currency: row.currency,
    priceLines: presentPriceLines(row.price_lines, row.currency),
    zone: row.zone_id === null || row.zone_name === null ? null : { id: row.zone_id, name: row.zone_name },
    controllers: row.controllers,
    passFrom: toInstant(row.pass_from),
    passUntil: toInstant(row.pass_until),
    paymentStatus: row.payment_status,
    stage: row.stage,
    invoice:
      invoice_id === null || invoice_number === null || invoice_status === null
        ? null
        : { id: invoice_id, number: invoice_number, status: invoice_status },
    session:
      session_id === null || session_status === null ? null : { id: session_id, status: session_status },
    createdAt: toInstant(row.created_at),
    billedAt: toInstant(row.billed_at),
    completedAt: toInstant(row.completed_at),
    refundedAt: toInstant(row.refunded_at),
  };
}
