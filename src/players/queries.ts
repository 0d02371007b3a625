import { sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { type Actor, ownRow } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import { ageAt, isMinorAt } from "../core/minors.ts";
import { conductAt, stopsPlay } from "../core/sanction.ts";
import { searchWords } from "../core/search-text.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { type StandingRow, toStanding } from "../sanctions/queries.ts";
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
    select = select.where("u.search_text", "like", `%${word}%`);
  if (before !== null) select = select.where("u.id", "<", before);
  const rows = await select
    .orderBy("u.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readPlayer(db: Db | Transaction, venueId: number, id: number): Promise<Player> {
  const row = await players(db, venueId).where("u.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

/** What a change of a player starts from. */
export type LockedPlayer = Pick<Player, "id" | "username" | "name" | "phone" | "active">;

/**
 * Locks a player's row until the transaction ends: for a change that depends on what is there, and for what a scan or a
 * start must not overlook. Throws `not_found`.
 */
export async function lockPlayer(tx: Transaction, venueId: number, id: number): Promise<LockedPlayer> {
  const row = await tx
    .selectFrom("users")
    .select(["id", "username", "name", "phone", "active"])
    .where("venue_id", "=", venueId)
    .where("role", "=", "player")
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return row;
}

/** A player's photo. Throws `not_found`, also for another player's. */
export async function readPhoto(
  db: Db,
  actor: Actor,
  playerId: number,
): Promise<{ image: Buffer; type: string }> {
  const row = await db
    .selectFrom("player_photos")
    .select(["player_id", "image", "type"])
    .where("venue_id", "=", actor.venueId)
    .where("player_id", "=", playerId)
    .executeTakeFirst();
  return ownRow(actor, row);
}

function players(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("users as u")
    .leftJoin("player_profiles as p", (join) =>
      join.onRef("p.venue_id", "=", "u.venue_id").onRef("p.player_id", "=", "u.id"),
    )
    .leftJoin("users as c", "c.id", "p.consented_by")
    .leftJoin("player_photos as f", (join) =>
      join.onRef("f.venue_id", "=", "u.venue_id").onRef("f.player_id", "=", "u.id"),
    )
    .select(["u.id", "u.username", "u.name", "u.phone", "u.active", "u.created_at"])
    .select(["p.consented_at", "c.name as consented_by_name", "p.notes", "p.guardian_phone"])
    .select("f.updated_at as photo_at")
    .select(sql<StandingRow>`player_standing(u.venue_id, u.id)`.as("standing"))
    .select(sql<Date>`clock_now()`.as("now"))
    .where("u.venue_id", "=", venueId)
    .where("u.role", "=", "player");
}

type PlayerRow = Awaited<ReturnType<ReturnType<typeof players>["executeTakeFirstOrThrow"]>>;

function present(row: PlayerRow): Player {
  const { birthDate, minors, sanctions } = toStanding(row.standing);
  const now = row.now.getTime();
  const suspendedUntil = stopsPlay(sanctions, now)?.until ?? null;
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    phone: row.phone,
    active: row.active,
    createdAt: toInstant(row.created_at),
    photoAt: toInstant(row.photo_at),
    birthDate,
    age: birthDate === null ? null : ageAt(birthDate, now, minors.timeZone),
    minor: isMinorAt(birthDate, now, minors),
    guardianPhone: row.guardian_phone,
    consentedAt: toInstant(row.consented_at),
    consentedBy: row.consented_by_name,
    notes: row.notes ?? "",
    conduct: conductAt(sanctions, now),
    suspendedUntil: suspendedUntil === null ? null : new Date(suspendedUntil).toISOString(),
  };
}
