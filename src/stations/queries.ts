import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { BusinessError } from "../core/errors.ts";
import { stationState } from "../core/station.ts";
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
    .$if(query.active !== undefined, (select) => select.where("t.active", "=", query.active as boolean))
    .$if(before !== null, (select) => select.where("t.id", "<", before as number))
    .orderBy("t.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Every station in service, by its place: what the map shows. */
export async function listAllStations(db: Db | Transaction, venueId: number): Promise<Station[]> {
  const rows = await stations(db, venueId)
    .where("t.active", "=", true)
    .orderBy("t.place_y")
    .orderBy("t.place_x")
    .orderBy("t.id")
    .execute();
  return rows.map(present);
}

/** Throws `not_found`. */
export async function readStation(db: Db | Transaction, venueId: number, id: number): Promise<Station> {
  const row = await stations(db, venueId).where("t.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

interface LockedStation {
  readonly name: string;
  readonly active: boolean;
  readonly fault: string | null;
}

/** Locks a station until the end of the transaction. Throws `not_found`. */
export async function lockStation(tx: Transaction, venueId: number, id: number): Promise<LockedStation> {
  const station = await tx
    .selectFrom("stations")
    .select(["name", "active", "fault"])
    .where("venue_id", "=", venueId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!station) throw new BusinessError("not_found", { field: "stationId" });
  return station;
}

/**
 * Locks a station on which a session is about to run, so that two clerks cannot seat two players on it.
 * Throws `not_found`, `station_out_of_service`, `station_out_of_order`.
 */
export async function lockWorkingStation(
  tx: Transaction,
  venueId: number,
  id: number,
): Promise<LockedStation> {
  const station = await lockStation(tx, venueId, id);
  if (!station.active) throw new BusinessError("station_out_of_service", { stationName: station.name });
  if (station.fault !== null) {
    throw new BusinessError("station_out_of_order", { stationName: station.name, fault: station.fault });
  }
  return station;
}

/** The same for one that nobody else may be on. Throws `station_busy` besides. */
export async function lockFreeStation(
  tx: Transaction,
  venueId: number,
  id: number,
  sessionId: number,
): Promise<void> {
  const station = await lockWorkingStation(tx, venueId, id);
  const other = await readLiveSession(tx, venueId, id);
  if (other !== null && other !== sessionId) {
    throw new BusinessError("station_busy", { stationName: station.name, sessionId: other });
  }
}

/** The session that is active or paused on a station, if any. */
export async function readLiveSession(tx: Transaction, venueId: number, id: number): Promise<number | null> {
  const session = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", venueId)
    .where("station_id", "=", id)
    .where("status", "in", ["active", "paused"])
    .executeTakeFirst();
  return session?.id ?? null;
}

function stations(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("stations as t")
    .leftJoin("zones as z", (join) =>
      join.onRef("z.venue_id", "=", "t.venue_id").onRef("z.id", "=", "t.zone_id"),
    )
    .leftJoin("play_sessions as s", (join) =>
      join
        .onRef("s.venue_id", "=", "t.venue_id")
        .onRef("s.station_id", "=", "t.id")
        .on("s.status", "in", ["active", "paused"]),
    )
    .leftJoinLateral(
      (query) =>
        query
          .selectFrom("play_sessions as w")
          .select("w.id")
          .whereRef("w.venue_id", "=", "t.venue_id")
          .whereRef("w.station_id", "=", "t.id")
          .where("w.status", "=", "ready")
          .orderBy("w.id")
          .limit(1)
          .as("r"),
      (join) => join.onTrue(),
    )
    .select(["t.id", "t.name", "t.active", "t.kind", "t.controllers", "t.fault", "t.place_x", "t.place_y"])
    .select(["z.id as zone_id", "z.name as zone_name", "s.id as session_id", "r.id as reserved_for"])
    .where("t.venue_id", "=", venueId);
}

type StationRow = Awaited<ReturnType<ReturnType<typeof stations>["executeTakeFirstOrThrow"]>>;

function present(row: StationRow): Station {
  const { id, name, active, kind, controllers, fault } = row;
  const standing = { active, fault, sessionId: row.session_id, reservedFor: row.reserved_for };
  return {
    id,
    name,
    kind,
    controllers,
    ...standing,
    zone: row.zone_id === null ? null : { id: row.zone_id, name: row.zone_name as string },
    place: row.place_x === null || row.place_y === null ? null : { x: row.place_x, y: row.place_y },
    state: stationState(standing),
  };
}
