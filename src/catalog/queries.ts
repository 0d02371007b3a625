import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Game, Package } from "./schema.ts";

export async function listGames(
  db: Db,
  venueId: number,
  query: PageQuery & { active?: boolean },
): Promise<Page<Game>> {
  const before = readCursor(query.cursor);
  const rows = await db
    .selectFrom("games")
    .select(["id", "name", "active"])
    .where("venue_id", "=", venueId)
    .$if(query.active !== undefined, (select) => select.where("active", "=", query.active as boolean))
    .$if(before !== null, (select) => select.where("id", "<", before as number))
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, (row) => row);
}

/** Packages with their game. Those for sale are the active packages of active games. */
export async function listPackages(
  db: Db,
  venueId: number,
  query: PageQuery & { active?: boolean; gameId?: number },
): Promise<Page<Package>> {
  const before = readCursor(query.cursor);
  const rows = await packages(db, venueId)
    .$if(query.active === true, (select) =>
      select.where("packages.active", "=", true).where("games.active", "=", true),
    )
    .$if(query.active === false, (select) => select.where("packages.active", "=", false))
    .$if(query.gameId !== undefined, (select) =>
      select.where("packages.game_id", "=", query.gameId as number),
    )
    .$if(before !== null, (select) => select.where("packages.id", "<", before as number))
    .orderBy("packages.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

export async function findPackage(
  db: Db | Transaction,
  venueId: number,
  id: number,
): Promise<Package | null> {
  const row = await packages(db, venueId).where("packages.id", "=", id).executeTakeFirst();
  return row ? present(row) : null;
}

/** A package as it can be sold now, or null when it or its game is not for sale. */
export async function findPackageForSale(
  tx: Transaction,
  venueId: number,
  id: number,
): Promise<Package | null> {
  const row = await packages(tx, venueId)
    .where("packages.id", "=", id)
    .where("packages.active", "=", true)
    .where("games.active", "=", true)
    .executeTakeFirst();
  return row ? present(row) : null;
}

function packages(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("packages")
    .innerJoin("games", (join) =>
      join.onRef("games.venue_id", "=", "packages.venue_id").onRef("games.id", "=", "packages.game_id"),
    )
    .select(["packages.id", "packages.game_id", "packages.name", "packages.minutes", "packages.price"])
    .select(["packages.active", "games.name as game_name"])
    .where("packages.venue_id", "=", venueId);
}

function present(row: {
  id: number;
  game_id: number;
  game_name: string;
  name: string;
  minutes: number;
  price: number;
  active: boolean;
}): Package {
  const { game_id, game_name, ...rest } = row;
  return { ...rest, gameId: game_id, gameName: game_name };
}
