import { BusinessError } from "../core/errors.ts";
import type { Transaction } from "../db/transaction.ts";

/** Locks the purchase of a session that is paid at its end. Throws `not_found`, `not_open_play`. */
export async function lockOpenPlay(
  tx: Transaction,
  venueId: number,
  sessionId: number,
): Promise<{ purchaseId: number; invoiceId: number }> {
  const play = await tx
    .selectFrom("purchases as p")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "p.venue_id").onRef("i.purchase_id", "=", "p.id"),
    )
    .innerJoin("all_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "i.venue_id").onRef("s.invoice_id", "=", "i.id"),
    )
    .select(["p.id as purchaseId", "p.kind", "i.id as invoiceId"])
    .where("s.venue_id", "=", venueId)
    .where("s.id", "=", sessionId)
    .forUpdate("p")
    .executeTakeFirst();
  if (!play) throw new BusinessError("not_found");
  if (play.kind !== "open") throw new BusinessError("not_open_play", { sessionId });
  return play;
}
