import { idParams } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { changeStation, createStation } from "./actions.ts";
import { listStations } from "./queries.ts";
import {
  newStation,
  severalStations,
  station,
  stationChanges,
  stationQuery,
  stationsMade,
} from "./schema.ts";
import { createSeveralStations } from "./several.ts";

const tags = ["Stations"];

export const stationRoutes: Routes = (app, _options, done) => {
  app.get(
    "/stations",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List stations and who is on them",
        querystring: stationQuery,
        response: { 200: pageOf(station), ...refusals },
      },
    },
    (request) => listStations(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/stations",
    {
      config: { access: staff, permission: "manage_stations" },
      schema: { tags, summary: "Add a station", body: newStation, response: { 201: station, ...refusals } },
    },
    (request, reply) => reply.act((context) => createStation(context, request.body), 201),
  );
  app.post(
    "/stations/several",
    {
      config: { access: staff, permission: "manage_stations" },
      schema: {
        tags,
        summary: "Add PC 1 to PC n and PS 1 to PS m",
        description: "Those that exist already stay as they are; answers the new ones.",
        body: severalStations,
        response: { 201: stationsMade, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => createSeveralStations(context, request.body), 201),
  );
  app.patch(
    "/stations/:id",
    {
      config: { access: staff, permission: "manage_stations" },
      schema: {
        tags,
        summary: "Change a station",
        params: idParams,
        body: stationChanges,
        response: { 200: station, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeStation(context, request.params.id, request.body)),
  );
  done();
};
