import { sql } from "kysely";
import type { ActionContext } from "../db/transaction.ts";
import { lockVenue } from "../venues/queries.ts";
import { createGame, createPackage } from "./actions.ts";
import type { Game, Package } from "./schema.ts";

/**
 * Puts a game on sale with its packages, all or none. A game of this name and packages of this length that exist
 * already stay as they are, so that asking twice makes nothing twice. Answers the game and the new packages.
 */
export async function createSeveralPackages(
  context: ActionContext,
  input: { gameName: string; packages: ReadonlyArray<{ minutes: number; price: number }> },
): Promise<{ game: Game; packages: Package[] }> {
  const { tx, actor } = context;
  // Two who ask at once: the second finds what the first made.
  await lockVenue(tx, actor.venueId);
  const known = await tx
    .selectFrom("games")
    .select(["id", "name", "active"])
    .where("venue_id", "=", actor.venueId)
    .where(sql`lower(name)`, "=", sql`lower(${input.gameName})`)
    .executeTakeFirst();
  const game = known ?? (await createGame(context, { name: input.gameName, active: true }));
  const existing = await tx
    .selectFrom("packages")
    .select("minutes")
    .where("venue_id", "=", actor.venueId)
    .where("game_id", "=", game.id)
    .execute();
  const sold = new Set(existing.map(({ minutes }) => minutes));
  const packages: Package[] = [];
  for (const { minutes, price } of input.packages) {
    if (sold.has(minutes)) continue;
    sold.add(minutes);
    packages.push(await createPackage(context, { gameId: game.id, minutes, price, active: true }));
  }
  return { game, packages };
}
