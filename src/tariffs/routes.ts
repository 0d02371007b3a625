import { idParams } from "../contract/fields.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import { changeSurcharges } from "./actions.ts";
import { readQuote, readSurcharges } from "./queries.ts";
import { quote, quoteQuery, surchargeChanges, surcharges } from "./schema.ts";

const tags = ["Tariffs"];

export const tariffRoutes: Routes = (app, _options, done) => {
  app.get(
    "/packages/:id/price",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "What a package costs now, line by line",
        description: "Nothing is sold by it; a sale works the price out anew and keeps it.",
        params: idParams,
        querystring: quoteQuery,
        response: { 200: quote, ...refusals },
      },
    },
    (request) => readQuote(app.db, request.actor.venueId, { packageId: request.params.id, ...request.query }),
  );
  app.get(
    "/surcharges",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "What zones and controllers cost more",
        response: { 200: surcharges, ...refusals },
      },
    },
    (request) => readSurcharges(app.db, request.actor.venueId),
  );
  app.patch(
    "/surcharges",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Change what zones and controllers cost more",
        description: "Counts from the next sale on; a zone that is left out stays as it is.",
        body: surchargeChanges,
        response: { 200: surcharges, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeSurcharges(context, request.body)),
  );
  done();
};
