import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { BusinessError } from "../core/errors.ts";
import { searchWords } from "../core/search-text.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Player } from "./schema.ts";

/** Players, newest first; every word searched for must be in the username, the name or the phone. */
export async function listPlayers(
  db: Db,
  venueId: number,
  query: PageQuery & { search?: string },
): Promise<Page<Player>> {
  const before = readCursor(query.cursor);
  let select = players(db, venueId);
  for (const word of searchWords(query.search ?? ""))
    select = select.where("search_text", "like", `%${word}%`);
  if (before !== null) select = select.where("id", "<", before);
  const rows = await select
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readPlayer(db: Db | Transaction, venueId: number, id: number): Promise<Player> {
  const row = await players(db, venueId).where("id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

/** The same, with the row locked until the transaction ends: for a change that depends on what is there. */
export async function lockPlayer(tx: Transaction, venueId: number, id: number): Promise<Player> {
  const row = await players(tx, venueId).where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

function players(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("users")
    .select(["id", "username", "name", "phone", "active", "created_at"])
    .where("venue_id", "=", venueId)
    .where("role", "=", "player");
}

function present(row: {
  id: number;
  username: string;
  name: string;
  phone: string | null;
  active: boolean;
  created_at: Date;
}): Player {
  const { created_at, ...rest } = row;
  return { ...rest, createdAt: toInstant(created_at) };
}
