import { idParams, withReason } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import {
  changeMembership,
  createMembership,
  endMembership,
  joinMembership,
  refundMembership,
} from "./actions.ts";
import { listMemberships, listPlayerMemberships } from "./queries.ts";
import {
  membership,
  membershipChanges,
  membershipQuery,
  membershipRefund,
  newMembership,
  newPlayerMembership,
  playerMembership,
  playerMemberships,
} from "./schema.ts";

const tags = ["Memberships"];

export const membershipRoutes: Routes = (app, _options, done) => {
  app.get(
    "/memberships",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List the memberships that are offered",
        querystring: membershipQuery,
        response: { 200: pageOf(membership), ...refusals },
      },
    },
    (request) => listMemberships(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/memberships",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Offer a membership",
        body: newMembership,
        response: { 201: membership, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => createMembership(context, request.body), 201),
  );
  app.patch(
    "/memberships/:id",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Change a membership",
        description: "Counts for those who join from now on; who is a member keeps what was promised.",
        params: idParams,
        body: membershipChanges,
        response: { 200: membership, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeMembership(context, request.params.id, request.body)),
  );
  app.get(
    "/players/:id/memberships",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List the memberships of a player",
        params: idParams,
        response: { 200: playerMemberships, ...refusals },
      },
    },
    (request) => listPlayerMemberships(app.db, request.actor.venueId, request.params.id),
  );
  app.post(
    "/players/:id/memberships",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Make a player a member for some months",
        description: "A player has one membership at a time.",
        params: idParams,
        body: newPlayerMembership,
        response: { 201: playerMembership, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => joinMembership(context, request.params.id, request.body), 201),
  );
  app.post(
    "/player-memberships/:id/end",
    {
      config: { access: staff, permission: "manage_catalogue" },
      schema: {
        tags,
        summary: "Let today be the last day of a player’s membership",
        params: idParams,
        body: withReason,
        response: { 200: playerMembership, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => endMembership(context, request.params.id, request.body.reason)),
  );
  app.post(
    "/player-memberships/:id/refund",
    {
      config: { access: administrators, permission: "refund" },
      schema: {
        tags,
        summary: "Pay a player’s membership back",
        description:
          "For one that was sold by mistake: the whole fee goes back the way it came, and the membership counts as never given. `membership_used` once something was bought with it.",
        params: idParams,
        body: membershipRefund,
        response: { 200: playerMembership, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => refundMembership(context, request.params.id, request.body)),
  );
  done();
};
