import { BusinessError } from "../core/errors.ts";
import { readTrustedClock } from "../db/clock.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { issueInvoice, moveInvoice } from "../invoices/actions.ts";
import { readInvoice } from "../invoices/queries.ts";
import { billEndedPlay, offerTo, recordSale } from "../purchases/actions.ts";
import { readPurchase } from "../purchases/queries.ts";
import { createSession, endIfLive, startSession } from "../sessions/actions.ts";
import { readSession } from "../sessions/queries.ts";
import { readStation } from "../stations/queries.ts";
import { lockOpenPlay } from "./queries.ts";
import type { NewOpenPlay, OpenPlayAnswer } from "./schema.ts";

/** The reason in the history of a session that was stopped to be paid. */
const STOPPED_TO_PAY = "Jeu libre : arrêté et facturé";

/**
 * Seats a player who pays at the end: the purchase on the terms of this moment, its invoice and its session begin
 * together, running, for no longer than the tariff's minutes. The zone is that of the station. Throws `not_open_play` for
 * a package that is paid before, `open_play_unpaid`, and why a package cannot be sold or a session cannot start.
 */
export async function startOpenPlay(context: ActionContext, input: NewOpenPlay): Promise<OpenPlayAnswer> {
  const { tx, actor } = context;
  const { playerId, packageId, stationId, controllers } = input;
  const [now, station] = await Promise.all([readTrustedClock(tx), readStation(tx, actor.venueId, stationId)]);
  const zoneId = station.zone?.id ?? null;
  const offer = await offerTo(context, { playerId, packageId, zoneId, controllers });
  if (offer.terms.kind !== "open") throw new BusinessError("not_open_play", { packageId });
  const purchaseId = await recordSale(context, playerId, offer, { lines: [], total: 0 }).catch(
    refuseDuplicate(
      "one_unpaid_open_play_a_player",
      () => new BusinessError("open_play_unpaid", { playerId }),
    ),
  );
  const invoiceId = await issueInvoice(context, purchaseId, now, "open_play");
  await moveInvoice(context, { id: invoiceId, status: "pending" }, "scan", now);
  const { minutes } = offer.terms;
  const sessionId = await createSession(
    context,
    { invoiceId, playerId, stationId, minutes, window: null },
    now,
  );
  const { session } = await startSession(context, sessionId, { stationId });
  return {
    purchase: await readPurchase(tx, actor, purchaseId),
    invoice: await readInvoice(tx, actor, invoiceId),
    session,
  };
}

/**
 * Ends open-ended play, if it still runs, and works out what it costs. Whoever asks again, or while somebody else does,
 * is answered the same bill. Throws `not_found`, `not_open_play`.
 */
export async function billOpenPlay(context: ActionContext, sessionId: number): Promise<OpenPlayAnswer> {
  const { tx, actor } = context;
  const { purchaseId, invoiceId } = await lockOpenPlay(tx, actor.venueId, sessionId);
  await endIfLive(context, sessionId, STOPPED_TO_PAY);
  await billEndedPlay(context, purchaseId);
  return {
    purchase: await readPurchase(tx, actor, purchaseId),
    invoice: await readInvoice(tx, actor, invoiceId),
    session: await readSession(tx, actor, sessionId),
  };
}
