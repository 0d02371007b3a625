import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { announceChange } from "../db/announce.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readFloor, readZone } from "./queries.ts";
import type { Floor, Places, Zone } from "./schema.ts";

/** Adds a zone. Throws `name_taken`. */
export async function createZone(context: ActionContext, input: { name: string }): Promise<Zone> {
  const { tx, actor } = context;
  const { id } = await tx
    .insertInto("zones")
    .values({ venue_id: actor.venueId, ...input })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("zones_by_name", () => new BusinessError("name_taken", { name: input.name })));
  recordChange(context, "zone.create", id, input);
  return readZone(tx, actor.venueId, id);
}

/** Renames a zone. Throws `not_found`, `name_taken`. */
export async function renameZone(context: ActionContext, id: number, input: { name: string }): Promise<Zone> {
  const { tx, actor } = context;
  const renamed = await tx
    .updateTable("zones")
    .set(input)
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst()
    .catch(refuseDuplicate("zones_by_name", () => new BusinessError("name_taken", { name: input.name })));
  if (!renamed) throw new BusinessError("not_found");
  recordChange(context, "zone.change", id, input);
  return readZone(tx, actor.venueId, id);
}

/** Removes a zone in which nothing stands. Throws `not_found`, `zone_in_use`. */
export async function removeZone(context: ActionContext, id: number): Promise<Zone> {
  const { tx, actor } = context;
  await tx
    .selectFrom("zones")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .execute();
  const zone = await readZone(tx, actor.venueId, id);
  if (zone.stations > 0) throw new BusinessError("zone_in_use", { zoneName: zone.name });
  await tx.deleteFrom("zones").where("venue_id", "=", actor.venueId).where("id", "=", id).execute();
  recordChange(context, "zone.remove", id, { name: zone.name });
  return zone;
}

/**
 * Puts stations where the owner dragged them, all at once, so that two may change places. Throws `not_found` for a
 * station that is not in service, `place_taken` when another stands there.
 */
export async function placeStations(context: ActionContext, places: Places): Promise<Floor> {
  const { tx, actor } = context;
  const ids = places.map(({ stationId }) => stationId);
  const { rows } = await sql<{ id: number }>`
    update stations s set place_x = p.x, place_y = p.y
    from (
      select s.id, p.x, p.y from stations s
      join unnest(${ids}::bigint[], ${places.map(({ x }) => x)}::smallint[], ${places.map(({ y }) => y)}::smallint[])
        as p (id, x, y) on p.id = s.id
      where s.venue_id = ${actor.venueId} and s.active
      order by s.id for update of s
    ) p
    where s.venue_id = ${actor.venueId} and s.id = p.id
    returning s.id`.execute(tx);
  if (rows.length !== new Set(ids).size) throw new BusinessError("not_found", { field: "stationId" });
  await sql`set constraints one_station_a_place immediate`
    .execute(tx)
    .catch(refuseDuplicate("one_station_a_place", () => new BusinessError("place_taken")));
  recordChange(context, "floor.place", null, { places });
  return readFloor(tx, actor.venueId);
}

function recordChange(context: ActionContext, action: string, id: number | null, details: object): void {
  const { tx, actor } = context;
  recordAudit(context, {
    action,
    subject: id === null ? "floor" : "zone",
    subjectId: id,
    details: { ...details },
  });
  announceChange(tx, { venueId: actor.venueId, kind: "station", id: id ?? actor.venueId });
}
