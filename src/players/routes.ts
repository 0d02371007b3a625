import { createHash } from "node:crypto";
import { z } from "zod";
import { makePassword } from "../accounts/actions.ts";
import { idParams, nothing } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { LARGEST_PHOTO } from "../core/photo.ts";
import { changePhoto, changePlayer, createPlayer, givePlayerPassword, removePhoto } from "./actions.ts";
import { listPlayers, readPhoto, readPlayer } from "./queries.ts";
import { newPhoto, newPlayer, player, playerChanges, playerQuery, playerWithPassword } from "./schema.ts";

const tags = ["Players"];

/** A photo in base64 and its wrapping; every other body has the limit of the whole API. */
const PHOTO_BODY = Math.ceil(LARGEST_PHOTO / 3) * 4 + 1024;
const image = { schema: z.any() };
const photo = {
  description: "The photo",
  content: { "image/jpeg": image, "image/png": image, "image/webp": image },
};

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
        description:
          "Photo and date of birth are kept with the player’s consent only; `consent: false` deletes both. A date of birth without consent is refused with `consent_needed`.",
        params: idParams,
        body: playerChanges,
        response: { 200: player, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changePlayer(context, request.params.id, request.body)),
  );
  app.get(
    "/players/:id/photo",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "A player’s photo",
        description:
          "A player sees only their own. Asked with its `ETag`, an unchanged photo is answered 304.",
        params: idParams,
        response: { 200: photo, ...refusals },
      },
    },
    async (request, reply) => {
      const found = await readPhoto(app.db, request.actor, request.params.id);
      const tag = `"${createHash("sha256").update(found.image).digest("base64url").slice(0, 22)}"`;
      // Asked for again each time, so that a photo whose consent was withdrawn is seen nowhere any more.
      reply.header("cache-control", "private, no-cache").header("etag", tag);
      if (request.headers["if-none-match"] === tag) return reply.code(304 as 200).send();
      return reply.type(found.type).header("content-disposition", "inline").send(found.image);
    },
  );
  app.put(
    "/players/:id/photo",
    {
      config: { access: staff, permission: "manage_players" },
      bodyLimit: PHOTO_BODY,
      schema: {
        tags,
        summary: "Keep a photo of a player",
        description:
          "Refused with `consent_needed` without the player’s consent, `photo_refused` for what is no photo.",
        params: idParams,
        body: newPhoto,
        response: { 200: player, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changePhoto(context, request.params.id, request.body.image)),
  );
  app.delete(
    "/players/:id/photo",
    {
      config: { access: staff, permission: "manage_players" },
      schema: {
        tags,
        summary: "Remove a player’s photo",
        params: idParams,
        body: nothing,
        response: { 200: player, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => removePhoto(context, request.params.id)),
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
