import { nothing } from "../contract/fields.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { venue } from "../venues/schema.ts";
import { acknowledgeClock } from "./actions.ts";

export const clockRoutes: Routes = (app, _options, done) => {
  app.post(
    "/clock/acknowledge",
    {
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags: ["Venue"],
        summary: "Confirm the clock after it went backwards",
        description: "Sessions that were running are paused as of the last instant that could be trusted.",
        body: nothing,
        response: { 200: venue, ...refusals },
      },
    },
    (_request, reply) => reply.act((context) => acknowledgeClock(context)),
  );
  done();
};
