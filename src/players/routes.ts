import { makePassword } from "../accounts/actions.ts";
import { idParams, nothing } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { changePlayer, createPlayer, givePlayerPassword } from "./actions.ts";
import { listPlayers, readPlayer } from "./queries.ts";
import { newPlayer, player, playerChanges, playerQuery, playerWithPassword } from "./schema.ts";

const tags = ["Players"];

export const playerRoutes: Routes = (app, _options, done) => {
  app.get(
    "/players",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Find players",
        description:
          "Every word of `search` must be in the username, the name or the phone; accents do not matter.",
        querystring: playerQuery,
        response: { 200: pageOf(player), ...refusals },
      },
    },
    (request) => listPlayers(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/players",
    {
      config: { access: staff, permission: "manage_players" },
      schema: { tags, summary: "Create a player", body: newPlayer, response: { 201: player, ...refusals } },
    },
    (request, reply) => reply.act((context) => createPlayer(context, request.body), 201),
  );
  app.get(
    "/players/:id",
    {
      config: { access: staff },
      schema: { tags, summary: "Read a player", params: idParams, response: { 200: player, ...refusals } },
    },
    (request) => readPlayer(app.db, request.actor.venueId, request.params.id),
  );
  app.patch(
    "/players/:id",
    {
      config: { access: staff, permission: "manage_players" },
      schema: {
        tags,
        summary: "Change a player",
        params: idParams,
        body: playerChanges,
        response: { 200: player, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changePlayer(context, request.params.id, request.body)),
  );
  app.post(
    "/players/:id/password",
    {
      config: { access: staff, permission: "manage_players" },
      schema: {
        tags,
        summary: "Give a player a new password",
        description: "Answered once; the player’s sign-ins end.",
        params: idParams,
        body: nothing,
        response: { 200: playerWithPassword, ...refusals },
      },
    },
    async (request, reply) => {
      const made = await makePassword();
      return reply.act((context) => givePlayerPassword(context, request.params.id, made));
    },
  );
  done();
};
