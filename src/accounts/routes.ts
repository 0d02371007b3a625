import type { FastifyRequest } from "fastify";
import { idParams, nothing } from "../contract/fields.ts";
import { perActor } from "../contract/limit.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { BusinessError } from "../core/errors.ts";
import {
  changeOwnPassword,
  changeStaffMember,
  checkPasswordChange,
  createStaffMember,
  giveStaffPassword,
  makePassword,
} from "./actions.ts";
import { countFailedSignIns } from "./failed-sign-ins.ts";
import { listStaff, readMe } from "./queries.ts";
import {
  credentials,
  done as doneAnswer,
  me,
  newStaffMember,
  passwordChange,
  staffChanges,
  staffMember,
  staffMemberWithPassword,
  staffQuery,
} from "./schema.ts";
import { normalizeUsername, type SignIns } from "./sign-in.ts";

const tags = ["Accounts"];

/** Changes of one's password a minute: each costs two hashes, and each could be a guess. */
const PASSWORD_CHANGES = 5;

export function accountRoutes(signIns: SignIns): Routes {
  const failures = countFailedSignIns();
  return (app, _options, done) => {
    app.post(
      "/sign-in",
      {
        config: { access: "anybody" },
        schema: {
          tags,
          summary: "Sign in with a username and a password",
          description:
            "Answers the sign-in cookie. After ten failures a minute of one username, or sixty of one address, `rate_limited`.",
          body: credentials,
          response: { 200: me, ...refusals },
        },
      },
      async (request, reply) => {
        const attempt = { address: request.ip, username: normalizeUsername(request.body.username) };
        const now = performance.now();
        if (!failures.allow(attempt, now)) throw new BusinessError("rate_limited");
        const cookies = await signIns.signIn(request.body, request.headers);
        failures.forgive(attempt, now);
        reply.header("set-cookie", isEncrypted(request) ? cookies.map((one) => `${one}; Secure`) : cookies);
        const actor = await signIns.findActor({ cookie: cookies.map(nameAndValue).join("; ") }, request.ip);
        if (actor === null) throw new Error("A fresh sign-in was not found.");
        return readMe(app.db, actor);
      },
    );
    app.post(
      "/sign-out",
      {
        config: { access: "anybody" },
        schema: { tags, summary: "Sign out", body: nothing, response: { 200: doneAnswer, ...refusals } },
      },
      async (request, reply) => {
        reply.header("set-cookie", await signIns.signOut(request.headers));
        return { done: true as const };
      },
    );
    app.get(
      "/me",
      {
        config: { access: everyone },
        schema: { tags, summary: "Who am I?", response: { 200: me, ...refusals } },
      },
      (request) => readMe(app.db, request.actor),
    );
    app.post(
      "/me/password",
      {
        config: { access: everyone, rateLimit: perActor(PASSWORD_CHANGES) },
        schema: {
          tags,
          summary: "Change my password",
          description: "Every sign-in of this person ends.",
          body: passwordChange,
          response: { 200: doneAnswer, ...refusals },
        },
      },
      async (request, reply) => {
        const change = await checkPasswordChange(app.db, request.actor, request.body);
        return reply.act((context) => changeOwnPassword(context, change));
      },
    );
    app.get(
      "/staff",
      {
        config: { access: staff, permission: "manage_staff" },
        schema: {
          tags,
          summary: "List staff",
          querystring: staffQuery,
          response: { 200: pageOf(staffMember), ...refusals },
        },
      },
      (request) => listStaff(app.db, request.actor.venueId, request.query),
    );
    app.post(
      "/staff",
      {
        config: { access: staff, permission: "manage_staff" },
        schema: {
          tags,
          summary: "Add a member of staff",
          body: newStaffMember,
          response: { 201: staffMemberWithPassword, ...refusals },
        },
      },
      async (request, reply) => {
        const made = await makePassword();
        return reply.act((context) => createStaffMember(context, request.body, made), 201);
      },
    );
    app.patch(
      "/staff/:id",
      {
        config: { access: staff, permission: "manage_staff" },
        schema: {
          tags,
          summary: "Rename, promote, demote, disable or enable a member of staff",
          description:
            "Another role and disabling end their sign-ins. Refused with `last_administrator` when no active administrator would be left.",
          params: idParams,
          body: staffChanges,
          response: { 200: staffMember, ...refusals },
        },
      },
      (request, reply) => reply.act((context) => changeStaffMember(context, request.params.id, request.body)),
    );
    app.post(
      "/staff/:id/password",
      {
        config: { access: staff, permission: "manage_staff" },
        schema: {
          tags,
          summary: "Give a member of staff a new password",
          params: idParams,
          body: nothing,
          response: { 200: staffMemberWithPassword, ...refusals },
        },
      },
      async (request, reply) => {
        const made = await makePassword();
        return reply.act((context) => giveStaffPassword(context, request.params.id, made));
      },
    );
    done();
  };
}

/**
 * Whether the page that signs in came over HTTPS, through a proxy that has a certificate: its cookie then never travels
 * without. A shop's own network has none, and a cookie marked so would be lost there.
 */
function isEncrypted({ headers }: FastifyRequest): boolean {
  return headers.origin?.startsWith("https://") ?? false;
}

function nameAndValue(cookie: string): string {
  return cookie.slice(0, cookie.indexOf(";"));
}
