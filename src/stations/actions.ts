import { type Expression, sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { announceChange } from "../db/announce.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { lockStation, readLiveSession, readStation } from "./queries.ts";
import { mapColumns, mapRows, type Station, type StationChanges } from "./schema.ts";

/** Adds a station at the first free place of the map. Throws `name_taken`, `not_found` for its zone. */
export async function createStation(
  context: ActionContext,
  input: { name: string } & StationChanges,
): Promise<Station> {
  const { tx, actor } = context;
  const { name, active = true, kind = "computer", controllers = 0, zoneId = null } = input;
  await lockMap(context);
  await checkZone(context, zoneId);
  const { id } = await tx
    .insertInto("stations")
    .values({
      venue_id: actor.venueId,
      name,
      active,
      kind,
      controllers,
      zone_id: zoneId,
      ...(active ? firstFreePlace(actor.venueId) : {}),
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("stations_by_name", () => new BusinessError("name_taken", { name })));
  return record(context, id, "station.create", input);
}

/**
 * Changes a station. One that goes out of service leaves the map, one that comes back gets the first free place.
 * Throws `not_found`, `name_taken`, `station_in_play` when somebody plays on the one that is to go.
 */
export async function changeStation(
  context: ActionContext,
  id: number,
  changes: StationChanges,
): Promise<Station> {
  const { tx, actor } = context;
  if (changes.active !== undefined) await lockMap(context);
  const before = await lockStation(tx, actor.venueId, id);
  const retires = before.active && changes.active === false;
  const returns = !before.active && changes.active === true;
  if (retires) await refuseWhileInPlay(context, id, before.name);
  await checkZone(context, changes.zoneId ?? null);
  const columns = {
    ...(changes.name !== undefined && { name: changes.name }),
    ...(changes.active !== undefined && { active: changes.active }),
    ...(changes.kind !== undefined && { kind: changes.kind }),
    ...(changes.controllers !== undefined && { controllers: changes.controllers }),
    ...(changes.zoneId !== undefined && { zone_id: changes.zoneId }),
    ...(retires && { place_x: null, place_y: null }),
    ...(returns && firstFreePlace(actor.venueId)),
  };
  if (Object.keys(columns).length > 0) {
    await tx
      .updateTable("stations")
      .set(columns)
      .where("venue_id", "=", actor.venueId)
      .where("id", "=", id)
      .execute()
      .catch(
        refuseDuplicate("stations_by_name", () => new BusinessError("name_taken", { name: changes.name })),
      );
  }
  return record(context, id, "station.change", changes);
}

/** Tells that a station is broken, also while somebody plays on it: nobody else can be seated there. Throws `not_found`. */
export async function declareBroken(context: ActionContext, id: number, fault: string): Promise<Station> {
  await setFault(context, id, fault);
  return record(context, id, "station.broken", { fault });
}

/** Tells that a station works again. Throws `not_found`. */
export async function declareMended(context: ActionContext, id: number): Promise<Station> {
  const fault = await setFault(context, id, null);
  return record(context, id, "station.mended", { fault });
}

/** Answers what was broken before. */
async function setFault({ tx, actor }: ActionContext, id: number, fault: string | null) {
  const before = await lockStation(tx, actor.venueId, id);
  await tx
    .updateTable("stations")
    .set({ fault })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute();
  return before.fault;
}

async function record(context: ActionContext, id: number, action: string, details: object): Promise<Station> {
  const { tx, actor } = context;
  recordAudit(context, { action, subject: "station", subjectId: id, details: { ...details } });
  announceChange(tx, { venueId: actor.venueId, kind: "station", id });
  return readStation(tx, actor.venueId, id);
}

async function refuseWhileInPlay({ tx, actor }: ActionContext, id: number, stationName: string) {
  const sessionId = await readLiveSession(tx, actor.venueId, id);
  if (sessionId !== null) throw new BusinessError("station_in_play", { stationName, sessionId });
}

/** Two who add stations at once must not be given the same place. */
async function lockMap({ tx, actor }: ActionContext): Promise<void> {
  await tx.selectFrom("venues").select("id").where("id", "=", actor.venueId).forNoKeyUpdate().execute();
}

async function checkZone({ tx, actor }: ActionContext, zoneId: number | null): Promise<void> {
  if (zoneId === null) return;
  const zone = await tx
    .selectFrom("zones")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", zoneId)
    .forKeyShare()
    .executeTakeFirst();
  if (!zone) throw new BusinessError("not_found", { field: "zoneId" });
}

/** Where a station is put that nobody has placed yet: rows of eight, so that a phone shows them too. */
const ROW = 8;

function firstFreePlace(venueId: number): {
  place_x: Expression<number | null>;
  place_y: Expression<number | null>;
} {
  const free = (coordinate: "x" | "y") => sql<number | null>`(
    select p.${sql.ref(coordinate)} from (
      select n % ${sql.lit(ROW)} as x, n / ${sql.lit(ROW)} as y, n
      from generate_series(0, ${sql.lit(Math.min(ROW, mapColumns) * mapRows - 1)}) n) p
    where not exists (select from stations s
      where s.venue_id = ${venueId} and s.place_x = p.x and s.place_y = p.y)
    order by p.n limit 1)`;
  return { place_x: free("x"), place_y: free("y") };
}
