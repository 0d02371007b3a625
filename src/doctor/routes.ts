import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import { acknowledgeFinding } from "./actions.ts";
import { explain } from "./explain.ts";
import { atVenue, examine, lookAround, readLastCounts } from "./queries.ts";
import { repairVenue } from "./repair-report.ts";
import {
  acknowledged,
  acknowledgement,
  doctorReport,
  explanation,
  explanationRequest,
  findingCounts,
  repairReport,
  repairRequest,
} from "./schema.ts";

const tags = ["Doctor"];

/** The doctor over HTTP; the folder is the one whose disk it looks at. */
export function doctorRoutes(dataFolder: string): Routes {
  return (app, _options, done) => {
    app.get(
      "/doctor",
      {
        config: { access: staff },
        schema: {
          tags,
          summary: "What is wrong, what it means and what mends it",
          description: "Reads only, in one snapshot. Every check is listed, also those that find nothing.",
          response: { 200: doctorReport, ...refusals },
        },
      },
      async (request) =>
        examine(app.db, atVenue(request.actor.venueId), await lookAround(dataFolder), request.language),
    );
    app.get(
      "/doctor/summary",
      {
        config: { access: staff },
        schema: {
          tags,
          summary: "How much is wrong, as the doctor last found it",
          description:
            "Examines nothing: what is open is looked at every minute, whole tables at night, and everything after a repair.",
          response: { 200: findingCounts, ...refusals },
        },
      },
      (request) => readLastCounts(app.db, request.actor.venueId),
    );
    app.post(
      "/doctor/repairs",
      {
        config: { access: staff, permission: "use_doctor" },
        schema: {
          tags,
          summary: "Repair what has one right answer",
          description:
            "Each repair in a transaction of its own, audited; what needs a decision is told and left alone. With `dryRun` nothing is written.",
          body: repairRequest,
          response: { 200: repairReport, ...refusals },
        },
      },
      (request, reply) =>
        reply.act(async ({ actor }) => {
          const { body, language } = request;
          const order = { ...body, name: body.check };
          return repairVenue(app.db, actor, order, await lookAround(dataFolder), language);
        }),
    );
    app.post(
      "/doctor/explanations",
      {
        config: { access: staff },
        schema: {
          tags,
          summary: "Why can't this customer play?",
          description: "The six steps, the whole timeline, and the one thing to do next. Writes nothing.",
          body: explanationRequest,
          response: { 200: explanation, ...refusals },
        },
      },
      async ({ actor, body, language }) =>
        explain(app.db, actor.venueId, body.reference, await lookAround(dataFolder), language),
    );
    app.post(
      "/doctor/acknowledgements",
      {
        config: { access: administrators },
        schema: {
          tags,
          summary: "Live with a finding that cannot be undone, for a reason",
          body: acknowledgement,
          response: { 201: acknowledged, ...refusals },
        },
      },
      (request, reply) =>
        reply.act(
          async (context) => acknowledgeFinding(context, request.body, await lookAround(dataFolder)),
          201,
        ),
    );
    done();
  };
}
