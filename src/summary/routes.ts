import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { readSummary } from "./queries.ts";
import { summary } from "./schema.ts";

export const summaryRoutes: Routes = (app, _options, done) => {
  app.get(
    "/summary",
    {
      config: { access: staff },
      schema: {
        tags: ["Venue"],
        summary: "Yesterday, today so far, and how the house stands",
        description: "Days are those of the venue's time zone. Amounts are told to administrators only.",
        response: { 200: summary, ...refusals },
      },
    },
    (request) => readSummary(app.db, request.actor),
  );
  done();
};
