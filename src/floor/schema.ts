import { z } from "zod";
import { id, text } from "../contract/fields.ts";
import { mapColumns, mapRows, place, station } from "../stations/schema.ts";

export const zone = z
  .object({ id, name: z.string(), stations: z.int().describe("How many stations stand in it") })
  .meta({ id: "Zone" });
export type Zone = z.output<typeof zone>;

export const zones = z.object({ items: z.array(zone), nextCursor: z.null() });
export const namedZone = z.strictObject({ name: text(40) });

export const floor = z
  .object({
    zones: z.array(zone),
    stations: z.array(station).describe("Those in service, by their place"),
  })
  .meta({ id: "Floor" });
export type Floor = z.output<typeof floor>;

/** What the owner dragged: the stations that are not named stay where they are. */
export const places = z.strictObject({
  places: z
    .array(z.strictObject({ stationId: id, ...place.shape }))
    .min(1)
    .max(mapColumns * mapRows),
});
export type Places = z.output<typeof places>["places"];
