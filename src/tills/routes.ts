import { idParams } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import {
  changeTill,
  closeShift,
  createTill,
  handOverShift,
  openShift,
  recordCashMovement,
} from "./actions.ts";
import { listColleagues, listShifts, listTills } from "./queries.ts";
import { readShiftReport } from "./report.ts";
import {
  colleagues,
  handoverAnswer,
  movementAnswer,
  newCashMovement,
  newShift,
  newTill,
  shift,
  shiftClosing,
  shiftHandover,
  shiftQuery,
  shiftReport,
  till,
  tillChanges,
  tillQuery,
} from "./schema.ts";

const tags = ["Tills"];

export const tillRoutes: Routes = (app, _options, done) => {
  app.get(
    "/tills",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List tills and the shifts that are open on them",
        querystring: tillQuery,
        response: { 200: pageOf(till), ...refusals },
      },
    },
    (request) => listTills(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/tills",
    {
      config: { access: staff, permission: "change_settings" },
      schema: { tags, summary: "Add a till", body: newTill, response: { 201: till, ...refusals } },
    },
    (request, reply) => reply.act((context) => createTill(context, request.body), 201),
  );
  app.patch(
    "/tills/:id",
    {
      config: { access: staff, permission: "change_settings" },
      schema: {
        tags,
        summary: "Rename a till or take it out of use",
        params: idParams,
        body: tillChanges,
        response: { 200: till, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeTill(context, request.params.id, request.body)),
  );
  app.get(
    "/colleagues",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Who works here and may take over a till",
        response: { 200: colleagues, ...refusals },
      },
    },
    (request) => listColleagues(app.db, request.actor.venueId),
  );
  app.get(
    "/shifts",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List shifts",
        description: "A clerk sees those that are open and those that they opened or closed.",
        querystring: shiftQuery,
        response: { 200: pageOf(shift), ...refusals },
      },
    },
    (request) => listShifts(app.db, request.actor, request.query),
  );
  app.get(
    "/shifts/:id",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "The X report of an open shift, or the Z report of a closed one",
        params: idParams,
        response: { 200: shiftReport, ...refusals },
      },
    },
    (request) => readShiftReport(app.db, request.actor, request.params.id),
  );
  app.post(
    "/shifts",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Open a shift with the cash that was counted",
        body: newShift,
        response: { 201: shiftReport, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => openShift(context, request.body), 201),
  );
  app.post(
    "/shifts/:id/close",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Close a shift with the cash that was counted",
        description: "Answers its Z report, which never changes again.",
        params: idParams,
        body: shiftClosing,
        response: { 200: shiftReport, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => closeShift(context, request.params.id, request.body)),
  );
  app.post(
    "/shifts/:id/hand-over",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Close a shift and open the next one of its till with the same cash",
        params: idParams,
        body: shiftHandover,
        response: { 200: handoverAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => handOverShift(context, request.params.id, request.body)),
  );
  app.post(
    "/shifts/:id/cash-movements",
    {
      config: { access: staff, permission: "record_cash" },
      schema: {
        tags,
        summary: "Put cash into the till or take it out, with a reason",
        params: idParams,
        body: newCashMovement,
        response: { 201: movementAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => recordCashMovement(context, request.params.id, request.body), 201),
  );
  done();
};
