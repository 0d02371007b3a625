import { idParams, nothing } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { listUnpaidSessions } from "../sessions/queries.ts";
import { session } from "../sessions/schema.ts";
import { billOpenPlay, startOpenPlay } from "./actions.ts";
import { newOpenPlay, openPlayAnswer } from "./schema.ts";

const tags = ["Open-ended play"];

export const openPlayRoutes: Routes = (app, _options, done) => {
  app.post(
    "/open-play",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Seat a player who pays at the end",
        description:
          "Purchase, invoice and session begin together and run at once. Refused with `open_play_unpaid` while the player has one that is not paid.",
        body: newOpenPlay,
        response: { 201: openPlayAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => startOpenPlay(context, request.body), 201),
  );
  app.get(
    "/open-play/to-pay",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Open-ended play that has ended and waits for its money, oldest first",
        response: { 200: pageOf(session), ...refusals },
      },
    },
    (request) => listUnpaidSessions(app.db, request.actor.venueId),
  );
  app.post(
    "/sessions/:id/bill",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Stop open-ended play and work out what it costs",
        description:
          "One that has ended already is billed as it ended; asked again, it answers the same bill.",
        params: idParams,
        body: nothing,
        response: { 200: openPlayAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => billOpenPlay(context, request.params.id)),
  );
  done();
};
