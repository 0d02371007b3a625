import { z } from "zod";
import { flag, id, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { stationKinds, stationStates } from "../core/station.ts";

export const mapColumns = 16;
export const mapRows = 64;

/** A square of the floor map, counted from its top left. */
export const place = z.object({
  x: z
    .int()
    .min(0)
    .max(mapColumns - 1),
  y: z
    .int()
    .min(0)
    .max(mapRows - 1),
});

export const station = z
  .object({
    id,
    name: z.string(),
    active: z.boolean().describe("Whether the venue uses it at all"),
    kind: z.enum(stationKinds),
    controllers: z.int().describe("How many game controllers belong to it"),
    zone: z.object({ id, name: z.string() }).nullable(),
    fault: z.string().nullable().describe("What is broken; null while it works"),
    place: place.nullable().describe("Where it stands on the floor map; null when it stands nowhere"),
    state: z
      .enum(stationStates)
      .describe(
        "`in_play` also while its session pauses; `reserved` when a session that is ready waits for it",
      ),
    sessionId: id.nullable().describe("The session that is active or paused on it"),
    reservedFor: id.nullable().describe("The session, ready to start, that waits for it"),
  })
  .meta({ id: "Station" });
export type Station = z.output<typeof station>;

const fields = {
  name: text(40),
  active: z.boolean(),
  kind: z.enum(stationKinds),
  controllers: z.int().min(0).max(8),
  zoneId: id.nullable(),
};
export const newStation = z.strictObject({
  name: fields.name,
  active: fields.active.default(true),
  kind: fields.kind.default("computer"),
  controllers: fields.controllers.default(0),
  zoneId: fields.zoneId.default(null),
});
export const stationChanges = z.strictObject(fields).partial();
export type StationChanges = z.output<typeof stationChanges>;
export const stationQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });
export const brokenStation = z.strictObject({ fault: text(120, 3) });
