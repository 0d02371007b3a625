import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import type { Price } from "../core/pricing.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readPlayer } from "../players/queries.ts";
import { type Choice, type Offer, readOffer } from "../tariffs/queries.ts";
import { readPurchase } from "./queries.ts";
import type { Purchase } from "./schema.ts";

/**
 * Sells a package to a player: its terms and price of this moment are kept and stay. Payment comes next. Throws
 * `player_inactive`, `package_sold_at_the_end` for open-ended play, and what {@link readOffer} refuses.
 */
export async function createPurchase(
  context: ActionContext,
  input: Choice & { playerId: number },
): Promise<Purchase> {
  const offer = await offerTo(context, input);
  if (offer.terms.kind === "open") {
    throw new BusinessError("package_sold_at_the_end", { packageId: input.packageId });
  }
  const id = await recordSale(context, input.playerId, offer, offer.price);
  return readPurchase(context.tx, context.actor, id);
}

/** The offer of a package to a player who may buy. Throws `not_found`, `player_inactive` and as {@link readOffer}. */
export async function offerTo(
  { tx, actor }: ActionContext,
  input: Choice & { playerId: number },
): Promise<Offer> {
  const [player, offer] = await Promise.all([
    readPlayer(tx, actor.venueId, input.playerId),
    readOffer(tx, actor.venueId, input),
  ]);
  if (!player.active) throw new BusinessError("player_inactive", { playerId: player.id });
  return offer;
}

/** Writes a sale, waiting for its payment, with the terms of the offer and the price that they make. Answers its id. */
export async function recordSale(
  context: ActionContext,
  playerId: number,
  offer: Offer,
  price: Price,
): Promise<number> {
  const { tx, actor } = context;
  const { terms } = offer;
  const { id } = await tx
    .insertInto("purchases")
    .values({
      venue_id: actor.venueId,
      player_id: playerId,
      package_id: offer.packageId,
      game_name: offer.gameName,
      package_name: offer.packageName,
      minutes: terms.minutes,
      price: price.total,
      currency: offer.currency,
      created_at: sql<Date>`clock_now()`,
      created_by: actor.userId,
      kind: terms.kind,
      terms: JSON.stringify(terms),
      price_lines: JSON.stringify(price.lines),
      zone_id: offer.zoneId,
      controllers: terms.controllers,
      pass_from: offer.pass?.from ?? null,
      pass_until: offer.pass?.until ?? null,
      player_membership_id: offer.playerMembershipId,
      membership_minutes: terms.membership?.minutes ?? 0,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  recordAudit(context, {
    action: "purchase.create",
    subject: "purchase",
    subjectId: id,
    details: { playerId, packageId: offer.packageId, price: price.total },
  });
  return id;
}
