import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { readLosses } from "./losses.ts";
import { readTakings } from "./queries.ts";
import { lossesReport, takingsQuery, takingsReport } from "./schema.ts";

export const reportRoutes: Routes = (app, _options, done) => {
  app.get(
    "/reports/takings",
    {
      config: { access: staff, permission: "see_reports" },
      schema: {
        tags: ["Reports"],
        summary: "What each day of a period brought",
        description: "Money, sessions and minutes by the days of the venue's calendar, and in all.",
        querystring: takingsQuery,
        response: { 200: takingsReport, ...refusals },
      },
    },
    (request) => readTakings(app.db, request.actor.venueId, request.query),
  );
  app.get(
    "/reports/losses",
    {
      config: { access: staff, permission: "see_reports" },
      schema: {
        tags: ["Reports"],
        summary: "What left the till, and what was given away, by whom",
        description:
          "Voids, refunds, time that nobody paid, sessions closed early, cash taken out and differences of shifts.",
        querystring: takingsQuery,
        response: { 200: lossesReport, ...refusals },
      },
    },
    (request) => readLosses(app.db, request.actor.venueId, request.query),
  );
  done();
};
