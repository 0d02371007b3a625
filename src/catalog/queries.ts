import { presentWindow, type WindowColumns } from "../calendar/queries.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { OpenRule } from "../core/pricing.ts";
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

function packages(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("packages")
    .innerJoin("games", (join) =>
      join.onRef("games.venue_id", "=", "packages.venue_id").onRef("games.id", "=", "packages.game_id"),
    )
    .select(["packages.id", "packages.game_id", "packages.name", "packages.minutes", "packages.price"])
    .select(["packages.active", "games.name as game_name", "packages.kind"])
    .select(["window_from", "window_until", "window_days", "window_on_holidays"])
    .select(["step_minutes", "minimum_price", "ceiling_price"])
    .where("packages.venue_id", "=", venueId);
}

type PackageRow = Awaited<ReturnType<ReturnType<typeof packages>["executeTakeFirstOrThrow"]>>;

function present(row: PackageRow): Package {
  return {
    id: row.id,
    gameId: row.game_id,
    gameName: row.game_name,
    name: row.name,
    kind: row.kind,
    minutes: row.minutes,
    price: row.price,
    window: row.kind === "pass" ? presentWindow(row as WindowColumns) : null,
    open: presentOpenRule(row),
    active: row.active,
  };
}

/** The columns of a package that say how open-ended play is billed; null in those of other kinds. */
export interface OpenRuleColumns {
  readonly step_minutes: number | null;
  readonly minimum_price: number | null;
  readonly ceiling_price: number | null;
}

export function presentOpenRule(row: OpenRuleColumns): OpenRule | null {
  const { step_minutes: stepMinutes, minimum_price: minimumPrice, ceiling_price: ceilingPrice } = row;
  return stepMinutes === null || minimumPrice === null ? null : { stepMinutes, minimumPrice, ceilingPrice };
}
