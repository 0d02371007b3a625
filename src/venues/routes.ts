import { z } from "zod";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { changeVenue } from "./actions.ts";
import { changeLogo } from "./logo.ts";
import { readLogo, readVenue } from "./queries.ts";
import { logoQuery, newLogo, venue, venueChanges } from "./schema.ts";

/** The largest logo in base 64, and a little around it. */
const LARGEST_BODY = 272_000;
const image = { description: "The logo", content: { "image/*": { schema: z.any() } } };

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
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags: ["Venue"],
        summary: "Change the venue’s settings",
        description:
          "The currency can change until something is sold; then `currency_fixed`. With the `version` that was read, refused with `changed_meanwhile` when somebody else changed the settings since.",
        body: venueChanges,
        response: { 200: venue, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeVenue(context, request.body)),
  );
  app.get(
    "/venue/logo",
    {
      config: { access: everyone },
      schema: {
        tags: ["Venue"],
        summary: "The logo, as it stands on invoices",
        querystring: logoQuery,
        response: { 200: image, ...refusals },
      },
    },
    async (request, reply) => {
      const logo = await readLogo(app.db, request.actor.venueId);
      return reply.type(logo.type).header("cache-control", "private, max-age=86400").send(logo.image);
    },
  );
  app.post(
    "/venue/logo",
    {
      bodyLimit: LARGEST_BODY,
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags: ["Venue"],
        summary: "Give the venue a logo, or take it away",
        body: newLogo,
        response: { 200: venue, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeLogo(context, request.body)),
  );
  done();
};
