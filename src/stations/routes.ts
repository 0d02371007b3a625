import { idParams, nothing } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import { changeStation, createStation, declareBroken, declareMended } from "./actions.ts";
import { listStations } from "./queries.ts";
import { brokenStation, newStation, station, stationChanges, stationQuery } from "./schema.ts";

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
      config: { access: administrators },
      schema: { tags, summary: "Add a station", body: newStation, response: { 201: station, ...refusals } },
    },
    (request, reply) => reply.act((context) => createStation(context, request.body), 201),
  );
  app.patch(
    "/stations/:id",
    {
      config: { access: administrators },
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
  app.post(
    "/stations/:id/broken",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Tell that a station is out of order",
        description: "Nobody can be seated there until it is mended; who plays on it plays on.",
        params: idParams,
        body: brokenStation,
        response: { 200: station, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => declareBroken(context, request.params.id, request.body.fault)),
  );
  app.post(
    "/stations/:id/mended",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Tell that a station works again",
        params: idParams,
        body: nothing,
        response: { 200: station, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => declareMended(context, request.params.id)),
  );
  done();
};
