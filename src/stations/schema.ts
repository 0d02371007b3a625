import { z } from "zod";
import { flag, id, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";

export const station = z
  .object({
    id,
    name: z.string(),
    active: z.boolean(),
    sessionId: id.nullable().describe("The session that is active or paused on it"),
  })
  .meta({ id: "Station" });
export type Station = z.output<typeof station>;

export const newStation = z.strictObject({ name: text(40), active: z.boolean().default(true) });
export const stationChanges = z.strictObject({ name: text(40), active: z.boolean() }).partial();
export const stationQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });

const howMany = z.int().min(0).max(100);
export const severalStations = z.strictObject({ computers: howMany, consoles: howMany });
export const stationsMade = z.object({ stations: z.array(station) });
