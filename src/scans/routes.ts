import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { scanCode } from "./actions.ts";
import { listScans } from "./queries.ts";
import { newScan, scan, scanAnswer, scanQuery } from "./schema.ts";

const tags = ["Scans"];

export const scanRoutes: Routes = (app, _options, done) => {
  app.post(
    "/scans",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Activate an invoice by its QR or its code",
        description:
          "Refused with `invalid_code`, `already_active`, `already_used`, `expired`, `cancelled`, `refunded`, `rate_limited`, `pass_not_yet`, `player_suspended` or `player_banned`; every attempt is kept.",
        body: newScan,
        response: { 201: scanAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => scanCode(context, request.body), 201),
  );
  app.get(
    "/scans",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List scans, refused ones too",
        querystring: scanQuery,
        response: { 200: pageOf(scan), ...refusals },
      },
    },
    (request) => listScans(app.db, request.actor, request.query),
  );
  done();
};
