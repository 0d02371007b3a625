import { BusinessError } from "../core/errors.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { listAllStations } from "../stations/queries.ts";
import type { Floor, Zone } from "./schema.ts";

/** The zones of a venue by name. */
export async function listZones(db: Db | Transaction, venueId: number): Promise<Zone[]> {
  return zones(db, venueId).orderBy("z.name").execute();
}

/** Throws `not_found`. */
export async function readZone(db: Db | Transaction, venueId: number, id: number): Promise<Zone> {
  const zone = await zones(db, venueId).where("z.id", "=", id).executeTakeFirst();
  if (!zone) throw new BusinessError("not_found");
  return zone;
}

/** Everything that stands on the map, in two statements whatever there is. */
export async function readFloor(db: Db | Transaction, venueId: number): Promise<Floor> {
  const [zones, stations] = await Promise.all([listZones(db, venueId), listAllStations(db, venueId)]);
  return { zones, stations };
}

function zones(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("zones as z")
    .select(["z.id", "z.name"])
    .select((builder) =>
      builder
        .selectFrom("stations as t")
        .select(({ fn }) => fn.countAll<number>().as("stations"))
        .whereRef("t.venue_id", "=", "z.venue_id")
        .whereRef("t.zone_id", "=", "z.id")
        .$asScalar()
        .$notNull()
        .as("stations"),
    )
    .where("z.venue_id", "=", venueId);
}
