import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { BusinessError } from "../core/errors.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Station } from "./schema.ts";

export async function listStations(
  db: Db,
  venueId: number,
  query: PageQuery & { active?: boolean },
): Promise<Page<Station>> {
  const before = readCursor(query.cursor);
  const rows = await stations(db, venueId)
    .$if(query.active !== undefined, (select) =>
      select.where("stations.active", "=", query.active as boolean),
    )
    .$if(before !== null, (select) => select.where("stations.id", "<", before as number))
    .orderBy("stations.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readStation(db: Db | Transaction, venueId: number, id: number): Promise<Station> {
  const row = await stations(db, venueId).where("stations.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

/**
 * Locks a station on which a session is about to run, so that two clerks cannot seat two players on it.
 * Throws `not_found`, `station_out_of_service`, `station_busy`.
 */
export async function lockFreeStation(
  tx: Transaction,
  venueId: number,
  id: number,
  sessionId: number,
): Promise<void> {
  const station = await tx
    .selectFrom("stations")
    .select(["name", "active"])
    .where("venue_id", "=", venueId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!station) throw new BusinessError("not_found", { field: "stationId" });
  if (!station.active) throw new BusinessError("station_out_of_service", { stationName: station.name });
  const other = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", venueId)
    .where("station_id", "=", id)
    .where("status", "in", ["active", "paused"])
    .where("id", "<>", sessionId)
    .executeTakeFirst();
  if (other) throw new BusinessError("station_busy", { stationName: station.name, sessionId: other.id });
}

function stations(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("stations")
    .leftJoin("play_sessions", (join) =>
      join
        .onRef("play_sessions.venue_id", "=", "stations.venue_id")
        .onRef("play_sessions.station_id", "=", "stations.id")
        .on("play_sessions.status", "in", ["active", "paused"]),
    )
    .select(["stations.id", "stations.name", "stations.active", "play_sessions.id as session_id"])
    .where("stations.venue_id", "=", venueId);
}

function present(row: { id: number; name: string; active: boolean; session_id: number | null }): Station {
  return { id: row.id, name: row.name, active: row.active, sessionId: row.session_id };
}
