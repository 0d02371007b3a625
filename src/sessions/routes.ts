import { idParams, nothing, withReason } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import {
  extendSession,
  forceCompleteSession,
  moveSession,
  pauseSession,
  resumeAllSessions,
  resumeSession,
  startSession,
  swapSessions,
  terminateSession,
} from "./actions.ts";
import { listSessionEvents, listSessions, readChecklist, readSession } from "./queries.ts";
import {
  checklist,
  endedSessionAnswer,
  extension,
  move,
  pause,
  seat,
  session,
  sessionAnswer,
  sessionEvent,
  sessionQuery,
  sessionsAnswer,
  swap,
} from "./schema.ts";

const tags = ["Sessions"];

export const sessionRoutes: Routes = (app, _options, done) => {
  app.get(
    "/sessions",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List sessions",
        description: "A player sees only their own.",
        querystring: sessionQuery,
        response: { 200: pageOf(session), ...refusals },
      },
    },
    (request) => listSessions(app.db, request.actor, request.query),
  );
  app.get(
    "/sessions/:id",
    {
      config: { access: everyone },
      schema: { tags, summary: "Read a session", params: idParams, response: { 200: session, ...refusals } },
    },
    (request) => readSession(app.db, request.actor, request.params.id),
  );
  app.get(
    "/sessions/:id/events",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "The history of a session, oldest first",
        params: idParams,
        response: { 200: pageOf(sessionEvent), ...refusals },
      },
    },
    (request) => listSessionEvents(app.db, request.actor, request.params.id),
  );
  app.get(
    "/sessions/:id/checklist",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "The six steps to play, the one that fails and its remedy",
        params: idParams,
        response: { 200: checklist, ...refusals },
      },
    },
    (request) => readChecklist(app.db, request.actor, { sessionId: request.params.id }, request.language),
  );
  app.post(
    "/sessions/:id/start",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Start a ready session",
        params: idParams,
        body: seat,
        response: { 200: sessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => startSession(context, request.params.id, request.body ?? {})),
  );
  app.post(
    "/sessions/:id/pause",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Pause an active session",
        params: idParams,
        body: pause,
        response: { 200: sessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => pauseSession(context, request.params.id, request.body ?? {})),
  );
  app.post(
    "/sessions/:id/resume",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Resume a paused session",
        params: idParams,
        body: seat,
        response: { 200: sessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => resumeSession(context, request.params.id, request.body ?? {})),
  );
  app.post(
    "/sessions/:id/move",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Move a session to another station",
        description:
          "It keeps its time, and runs on if it runs. One that is ready has its station reserved; with none named, it is freed again.",
        params: idParams,
        body: move,
        response: { 200: sessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => moveSession(context, request.params.id, request.body)),
  );
  app.post(
    "/sessions/:id/swap",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Let two sessions change stations",
        description: "Both keep their time, and run on if they run.",
        params: idParams,
        body: swap,
        response: { 200: sessionsAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => swapSessions(context, request.params.id, request.body.withSessionId)),
  );
  app.post(
    "/sessions/:id/extend",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Add minutes to a session that has not ended",
        params: idParams,
        body: extension,
        response: { 200: sessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => extendSession(context, request.params.id, request.body)),
  );
  app.post(
    "/sessions/:id/terminate",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Stop a session for good",
        description: "The time left is lost to the customer.",
        params: idParams,
        body: withReason,
        response: { 200: endedSessionAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => terminateSession(context, request.params.id, request.body)),
  );
  app.post(
    "/sessions/:id/force-complete",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Close a live session as if its time had run out",
        params: idParams,
        body: withReason,
        response: { 200: endedSessionAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => forceCompleteSession(context, request.params.id, request.body)),
  );
  app.post(
    "/sessions/resume-all",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "After a power cut, resume every session it paused",
        description:
          "Sessions that an outage of the last twelve hours paused, counted from when the product was back (`outageAt`). Those of an older one are resumed one by one.",
        body: nothing,
        response: { 200: sessionsAnswer, ...refusals },
      },
    },
    (_request, reply) => reply.act((context) => resumeAllSessions(context)),
  );
  done();
};
