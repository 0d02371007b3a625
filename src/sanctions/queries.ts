import { sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { type Actor, ownRow } from "../core/actor.ts";
import type { PlayerStanding } from "../core/admission.ts";
import { BusinessError } from "../core/errors.ts";
import type { SanctionKind } from "../core/sanction.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { SanctionAnswer } from "./schema.ts";

/** A player's sanctions, those that are over too, newest first. Throws `not_found`, also for another player's. */
export async function listSanctions(
  db: Db,
  actor: Actor,
  playerId: number,
  query: PageQuery,
): Promise<Page<SanctionAnswer>> {
  const player = await db
    .selectFrom("users")
    .select("id as player_id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", playerId)
    .where("role", "=", "player")
    .executeTakeFirst();
  ownRow(actor, player);
  const before = readCursor(query.cursor);
  const rows = await sanctions(db, actor.venueId)
    .where("s.player_id", "=", playerId)
    .$if(before !== null, (select) => select.where("s.id", "<", before as number))
    .orderBy("s.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readSanction(
  db: Db | Transaction,
  venueId: number,
  id: number,
): Promise<SanctionAnswer> {
  const row = await sanctions(db, venueId).where("s.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

/** What `player_standing()` and `hold_player_standing()` answer. */
export interface StandingRow {
  readonly sanctions: ReadonlyArray<{
    id: number;
    kind: SanctionKind;
    reason: string;
    givenAt: string;
    until: string | null;
  }>;
  readonly birthDate: string | null;
  readonly minorAge: number;
  readonly minorsFrom: string | null;
  readonly minorsUntil: string | null;
  readonly timeZone: string;
}

/** How a player stands, as the core decides about it. */
export function toStanding(row: StandingRow): PlayerStanding {
  const { minorsFrom: from, minorsUntil: until } = row;
  return {
    sanctions: row.sanctions.map(({ givenAt, until: end, ...rest }) => ({
      ...rest,
      givenAt: Date.parse(givenAt),
      until: end === null ? null : Date.parse(end),
    })),
    birthDate: row.birthDate,
    minors: {
      minorAge: row.minorAge,
      hours: from === null || until === null ? null : { from, until },
      timeZone: row.timeZone,
    },
  };
}

/**
 * How the player of a session stands, held until the transaction ends: nobody is sanctioned meanwhile. The player's row
 * is locked after the session's and before the station's.
 */
export async function holdStandingOfSession(
  tx: Transaction,
  venueId: number,
  sessionId: number,
): Promise<{ playerId: number; standing: PlayerStanding } | null> {
  const { rows } = await sql<{ player_id: number; standing: StandingRow }>`
    select player_id, hold_player_standing(venue_id, player_id) as standing
    from play_sessions where venue_id = ${venueId} and id = ${sessionId}`.execute(tx);
  const row = rows[0];
  return row ? { playerId: row.player_id, standing: toStanding(row.standing) } : null;
}

function sanctions(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("sanctions as s")
    .leftJoin("users as g", "g.id", "s.given_by")
    .leftJoin("users as l", "l.id", "s.lifted_by")
    .select(["s.id", "s.player_id", "s.kind", "s.reason", "s.given_at", "s.until", "s.lifted_at"])
    .select(["s.lift_reason", "g.name as given_by_name", "l.name as lifted_by_name"])
    .select(sql<Date>`clock_now()`.as("now"))
    .where("s.venue_id", "=", venueId);
}

type SanctionRow = Awaited<ReturnType<ReturnType<typeof sanctions>["executeTakeFirstOrThrow"]>>;

function present(row: SanctionRow): SanctionAnswer {
  return {
    id: row.id,
    playerId: row.player_id,
    kind: row.kind,
    reason: row.reason,
    inForce: row.lifted_at === null && (row.until === null || row.now < row.until),
    givenAt: toInstant(row.given_at),
    givenBy: row.given_by_name,
    until: toInstant(row.until),
    liftedAt: toInstant(row.lifted_at),
    liftedBy: row.lifted_by_name,
    liftReason: row.lift_reason,
  };
}
