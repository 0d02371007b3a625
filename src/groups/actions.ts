import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { toInstant } from "../contract/fields.ts";
import { BusinessError } from "../core/errors.ts";
import { type Settlement, settle } from "../core/settlement.ts";
import type { ActionContext } from "../db/transaction.ts";
import type { Invoice } from "../invoices/schema.ts";
import { createPurchase, payPurchase } from "../purchases/actions.ts";
import type { NewPayment, Purchase } from "../purchases/schema.ts";

import { scanCode } from "../scans/actions.ts";
import { startSession } from "../sessions/actions.ts";
import type { Session } from "../sessions/schema.ts";
import type { GroupAnswer, NewGroup, SaleGroup } from "./schema.ts";

/**
 * Sells the same to several players for one payment: each has a purchase, an invoice and later a session of their own,
 * so that one of them can be refunded, moved or helped alone. Throws what selling and paying throw.
 */
export async function sellToGroup(context: ActionContext, input: NewGroup): Promise<GroupAnswer> {
  const { playerIds, payment, ...what } = input;
  const purchases: Purchase[] = [];
  // Their memberships are locked: in one order, two groups of the same friends never wait in a circle.
  for (const playerId of playerIds.toSorted((one, other) => one - other)) {
    purchases.push(await createPurchase(context, { ...what, playerId }));
  }
  const [{ currency }] = purchases as [Purchase];
  const price = purchases.reduce((sum, purchase) => sum + purchase.price, 0);
  const group = await recordGroup(context, purchases, payment.method, settle(payment, { price, currency }));
  const invoices: Invoice[] = [];
  for (const purchase of purchases) {
    invoices.push((await payPurchase(context, purchase.id, shareOf(payment, purchase))).invoice);
  }
  return { group, invoices };
}

/**
 * Seats those of a group who still wait, one at each station: their invoices are activated and their sessions start,
 * all of them or none. Throws `not_found`, `group_seated`, and what a scan or a start refuses.
 */
export async function seatGroup(
  context: ActionContext,
  id: number,
  stationIds: readonly number[],
): Promise<{ sessions: Session[] }> {
  const codes = await readWaitingCodes(context, id);
  if (stationIds.length > codes.length) {
    throw new BusinessError("group_seated", { waiting: codes.length, stations: stationIds.length });
  }
  const sessions: Session[] = [];
  // Stations in one order, whoever asks: two groups that are seated at once never wait in a circle.
  for (const [index, stationId] of stationIds.toSorted((one, other) => one - other).entries()) {
    const scanned = await scanCode(context, { code: codes[index] as string, stationId });
    // Thrown and not returned: nobody is seated, so nothing was scanned.
    if (scanned instanceof BusinessError) throw scanned;
    sessions.push((await startSession(context, scanned.session.id, { stationId })).session);
  }
  return { sessions };
}

/** What one of a group pays: the change is the group's. */
function shareOf(payment: NewPayment, { price }: Purchase): NewPayment {
  if (payment.method !== "cash") return { ...payment, amount: price };
  return { method: "cash", amount: price, tillId: payment.tillId };
}

async function recordGroup(
  context: ActionContext,
  purchases: readonly Purchase[],
  method: NewPayment["method"],
  money: Settlement,
): Promise<SaleGroup> {
  const { tx, actor } = context;
  const { id, paid_at: paidAt } = await tx
    .insertInto("sale_groups")
    .values({
      venue_id: actor.venueId,
      method,
      ...money,
      paid_at: sql<Date>`clock_now()`,
      paid_by: actor.userId,
    })
    .returning(["id", "paid_at"])
    .executeTakeFirstOrThrow();
  const purchaseIds = purchases.map((purchase) => purchase.id);
  await tx
    .updateTable("purchases")
    .set({ group_id: id })
    .where("venue_id", "=", actor.venueId)
    .where("id", "in", purchaseIds)
    .execute();
  recordAudit(context, {
    action: "group.sell",
    subject: "group",
    subjectId: id,
    details: { purchaseIds, method, ...money },
  });
  return { id, method, ...money, paidAt: toInstant(paidAt) };
}

async function readWaitingCodes({ tx, actor }: ActionContext, id: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("purchases as p")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "p.venue_id").onRef("i.purchase_id", "=", "p.id"),
    )
    .select(["i.validation_code", "i.status"])
    .where("p.venue_id", "=", actor.venueId)
    .where("p.group_id", "=", id)
    .orderBy("p.id")
    .execute();
  if (rows.length === 0) throw new BusinessError("not_found");
  return rows.filter(({ status }) => status === "pending").map((row) => row.validation_code);
}
