import { nothing } from "../contract/fields.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { endFirstSteps } from "./actions.ts";
import { readFirstSteps } from "./queries.ts";
import { firstSteps } from "./schema.ts";

const tags = ["Venue"];

export const welcomeRoutes: Routes = (app, _options, done) => {
  app.get(
    "/first-steps",
    {
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags,
        summary: "How far a new venue is on its way to the first sale",
        response: { 200: firstSteps, ...refusals },
      },
    },
    (request) => readFirstSteps(app.db, request.actor.venueId),
  );
  app.post(
    "/first-steps/end",
    {
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags,
        summary: "End the first steps, done or skipped",
        body: nothing,
        response: { 200: firstSteps, ...refusals },
      },
    },
    (_request, reply) => reply.act((context) => endFirstSteps(context)),
  );
  done();
};
