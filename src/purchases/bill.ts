import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { priceOf } from "../core/pricing.ts";
import { isOpen } from "../core/session-machine.ts";
import type { ActionContext } from "../db/transaction.ts";

/**
 * The price of open-ended play that has ended: worked out from the terms it was begun on and the time that was played to
 * the millisecond, written the first time somebody asks, and the same ever after. The caller holds the purchase. Answers
 * minor units. Throws `session_still_runs`.
 */
export async function billEndedPlay(context: ActionContext, purchaseId: number): Promise<number> {
  const { tx, actor } = context;
  const play = await tx
    .selectFrom("purchases as p")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "p.venue_id").onRef("i.purchase_id", "=", "p.id"),
    )
    .innerJoin("all_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "i.venue_id").onRef("s.invoice_id", "=", "i.id"),
    )
    .select(["p.terms", "p.price", "p.billed_at", "s.id as session_id", "s.status"])
    .select(["s.used_ms", "s.written_off_ms"])
    .where("p.venue_id", "=", actor.venueId)
    .where("p.id", "=", purchaseId)
    .executeTakeFirst();
  if (!play?.terms) throw new BusinessError("not_open_play", { purchaseId });
  if (play.billed_at !== null) return play.price;
  if (isOpen(play.status)) throw new BusinessError("session_still_runs", { sessionId: play.session_id });
  const playedMs = play.used_ms - play.written_off_ms;
  const { lines, total } = priceOf(play.terms, playedMs);
  await tx
    .updateTable("purchases")
    .set({ price: total, price_lines: JSON.stringify(lines), billed_at: sql<Date>`clock_now()` })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", purchaseId)
    .execute();
  recordAudit(context, {
    action: "purchase.bill",
    subject: "purchase",
    subjectId: purchaseId,
    details: { price: total, playedMs },
  });
  return total;
}
