import { refusals } from "../contract/problem.ts";
import { administrators, everyone, type Routes } from "../contract/route.ts";
import { changeVenue } from "./actions.ts";
import { readVenue } from "./queries.ts";
import { venue, venueChanges } from "./schema.ts";

export const venueRoutes: Routes = (app, _options, done) => {
  app.get(
    "/venue",
    {
      config: { access: everyone },
      schema: { tags: ["Venue"], summary: "The venue and its clock", response: { 200: venue, ...refusals } },
    },
    (request) => readVenue(app.db, request.actor.venueId),
  );
  app.patch(
    "/venue",
    {
      config: { access: administrators },
      schema: {
        tags: ["Venue"],
        summary: "Change the venue’s settings",
        body: venueChanges,
        response: { 200: venue, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeVenue(context, request.body)),
  );
  done();
};
