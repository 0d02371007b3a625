import { idParams, withReason } from "../contract/fields.ts";
import { pageOf, pageQuery } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { giveSanction, liftSanction } from "./actions.ts";
import { listSanctions } from "./queries.ts";
import { newSanction, sanction, sanctionAnswer } from "./schema.ts";

const tags = ["Players"];

export const sanctionRoutes: Routes = (app, _options, done) => {
  app.get(
    "/players/:id/sanctions",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List a player’s sanctions, those that are over too",
        description: "A player sees only their own.",
        params: idParams,
        querystring: pageQuery,
        response: { 200: pageOf(sanction), ...refusals },
      },
    },
    (request) => listSanctions(app.db, request.actor, request.params.id, request.query),
  );
  app.post(
    "/players/:id/sanctions",
    {
      config: { access: staff, permission: "sanction_players" },
      schema: {
        tags,
        summary: "Warn, suspend or ban a player",
        description:
          "A suspended or banned player’s scan, start and resume are refused with `player_suspended` or `player_banned`; a session that runs goes on. A clerk may warn, and suspend for 24 hours at most: more is `sanction_reserved`.",
        params: idParams,
        body: newSanction,
        response: { 201: sanctionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => giveSanction(context, request.params.id, request.body), 201),
  );
  app.post(
    "/sanctions/:id/lift",
    {
      config: { access: staff, permission: "sanction_players" },
      schema: {
        tags,
        summary: "Lift a sanction that is in force",
        description: "A clerk may lift what a clerk may give; anything else is `sanction_reserved`.",
        params: idParams,
        body: withReason,
        response: { 200: sanctionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => liftSanction(context, request.params.id, request.body.reason)),
  );
  done();
};
