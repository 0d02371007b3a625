import { idParams } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { changeGame, changePackage, createGame, createPackage } from "./actions.ts";
import { listGames, listPackages } from "./queries.ts";
import {
  game,
  gameChanges,
  gameQuery,
  newGame,
  newPackage,
  package_,
  packageChanges,
  packageQuery,
  packagesMade,
  severalPackages,
} from "./schema.ts";
import { createSeveralPackages } from "./several.ts";

const tags = ["Catalogue"];

export const catalogRoutes: Routes = (app, _options, done) => {
  app.get(
    "/games",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List games",
        querystring: gameQuery,
        response: { 200: pageOf(game), ...refusals },
      },
    },
    (request) => listGames(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/games",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: { tags, summary: "Add a game", body: newGame, response: { 201: game, ...refusals } },
    },
    (request, reply) => reply.act((context) => createGame(context, request.body), 201),
  );
  app.patch(
    "/games/:id",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Change a game",
        params: idParams,
        body: gameChanges,
        response: { 200: game, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeGame(context, request.params.id, request.body)),
  );
  app.get(
    "/packages",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List packages",
        querystring: packageQuery,
        response: { 200: pageOf(package_), ...refusals },
      },
    },
    (request) => listPackages(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/packages",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: { tags, summary: "Add a package", body: newPackage, response: { 201: package_, ...refusals } },
    },
    (request, reply) => reply.act((context) => createPackage(context, request.body), 201),
  );
  app.post(
    "/packages/several",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Put a game on sale with its packages",
        description: "What exists already stays as it is; answers the new packages.",
        body: severalPackages,
        response: { 201: packagesMade, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => createSeveralPackages(context, request.body), 201),
  );
  app.patch(
    "/packages/:id",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Change a package",
        description: "Counts from the next sale on; what was sold stays as it was.",
        params: idParams,
        body: packageChanges,
        response: { 200: package_, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changePackage(context, request.params.id, request.body)),
  );
  done();
};
