import { idParams } from "../contract/fields.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import { createZone, placeStations, removeZone, renameZone } from "./actions.ts";
import { listZones, readFloor } from "./queries.ts";
import { floor, namedZone, places, zone, zones } from "./schema.ts";

const tags = ["Floor"];

export const floorRoutes: Routes = (app, _options, done) => {
  app.get(
    "/floor",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "The floor map: zones, and the stations in service where they stand",
        response: { 200: floor, ...refusals },
      },
    },
    (request) => readFloor(app.db, request.actor.venueId),
  );
  app.post(
    "/floor/places",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Put stations elsewhere on the map",
        description: "All at once, so that two may change places. Those that are not named stay.",
        body: places,
        response: { 200: floor, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => placeStations(context, request.body.places)),
  );
  app.get(
    "/zones",
    {
      config: { access: staff },
      schema: { tags, summary: "List zones", response: { 200: zones, ...refusals } },
    },
    async (request) => ({ items: await listZones(app.db, request.actor.venueId), nextCursor: null }),
  );
  app.post(
    "/zones",
    {
      config: { access: administrators },
      schema: { tags, summary: "Add a zone", body: namedZone, response: { 201: zone, ...refusals } },
    },
    (request, reply) => reply.act((context) => createZone(context, request.body), 201),
  );
  app.patch(
    "/zones/:id",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Rename a zone",
        params: idParams,
        body: namedZone,
        response: { 200: zone, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => renameZone(context, request.params.id, request.body)),
  );
  app.delete(
    "/zones/:id",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Remove a zone in which nothing stands",
        params: idParams,
        response: { 200: zone, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => removeZone(context, request.params.id)),
  );
  done();
};
