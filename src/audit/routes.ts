import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { listAudit } from "./queries.ts";
import { auditEntry, auditQuery } from "./schema.ts";

export const auditRoutes: Routes = (app, _options, done) => {
  app.get(
    "/audit",
    {
      config: { access: staff, permission: "see_audit" },
      schema: {
        tags: ["Audit"],
        summary: "Who did what, and when",
        description: "A change carries of each changed field what it was and what it became.",
        querystring: auditQuery,
        response: { 200: pageOf(auditEntry), ...refusals },
      },
    },
    (request) => listAudit(app.db, request.actor.venueId, request.query),
  );
  done();
};
