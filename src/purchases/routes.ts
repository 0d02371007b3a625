import { checkApproval } from "../approvals/actions.ts";
import { idParams, withReason } from "../contract/fields.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { everyone, type Routes, staff } from "../contract/route.ts";
import { readChecklist } from "../sessions/queries.ts";
import { checklist } from "../sessions/schema.ts";
import { cancelPurchase, createPurchase, leaveUnpaid, payPurchase, refundPurchase } from "./actions.ts";
import { listOverview, listPurchases, readPurchase } from "./queries.ts";
import {
  newPayment,
  newPurchase,
  overviewQuery,
  overviewRow,
  paymentAnswer,
  purchase,
  purchaseAnswer,
  purchaseQuery,
  refund,
  refundAnswer,
} from "./schema.ts";

const tags = ["Purchases"];

export const purchaseRoutes: Routes = (app, _options, done) => {
  app.get(
    "/purchases",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List purchases",
        description: "A player sees only their own.",
        querystring: purchaseQuery,
        response: { 200: pageOf(purchase), ...refusals },
      },
    },
    (request) => listPurchases(app.db, request.actor, request.query),
  );
  app.post(
    "/purchases",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Sell a package to a player",
        body: newPurchase,
        response: { 201: purchase, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => createPurchase(context, request.body), 201),
  );
  app.get(
    "/purchases/overview",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Purchase, invoice and session side by side",
        querystring: overviewQuery,
        response: { 200: pageOf(overviewRow), ...refusals },
      },
    },
    (request) => listOverview(app.db, request.actor.venueId, request.query),
  );
  app.get(
    "/purchases/:id",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "Read a purchase",
        params: idParams,
        response: { 200: purchase, ...refusals },
      },
    },
    (request) => readPurchase(app.db, request.actor, request.params.id),
  );
  app.get(
    "/purchases/:id/checklist",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "The six steps to play, the one that fails and its remedy",
        params: idParams,
        response: { 200: checklist, ...refusals },
      },
    },
    (request) => readChecklist(app.db, request.actor, { purchaseId: request.params.id }, request.language),
  );
  app.post(
    "/purchases/:id/payments",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Take the payment and issue the invoice",
        params: idParams,
        body: newPayment,
        response: { 201: paymentAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => payPurchase(context, request.params.id, request.body), 201),
  );
  app.post(
    "/purchases/:id/cancel",
    {
      config: { access: staff, permission: "cancel_purchase" },
      schema: {
        tags,
        summary: "Drop a purchase that nobody paid",
        params: idParams,
        body: withReason,
        response: { 200: purchaseAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => cancelPurchase(context, request.params.id, request.body.reason)),
  );
  app.post(
    "/purchases/:id/refund",
    {
      config: { access: staff, permission: "refund" },
      schema: {
        tags,
        summary: "Pay a purchase back",
        description:
          "The invoice can no longer be used; a session that has not ended is terminated. Only an administrator refunds an invoice that expired or was withdrawn. Above the venue’s limit a clerk is answered `approval_needed` until an administrator approves.",
        params: idParams,
        body: refund,
        response: { 200: refundAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { params, body, actor } = request;
      const { reason, tillId, approval } = body;
      let approvedBy: number | null = null;
      if (approval && actor.role !== "administrator") {
        approvedBy = await checkApproval(app.db, actor, approval, params.id);
      }
      // What tells a retry from another request is kept as a hash, from which a PIN would soon be guessed.
      if (approval) approval.pin = "";
      return reply.act((context) => refundPurchase(context, params.id, { reason, tillId, approvedBy }));
    },
  );
  app.post(
    "/purchases/:id/unpaid",
    {
      config: { access: staff, permission: "cancel_purchase" },
      schema: {
        tags,
        summary: "Note open-ended play as unpaid",
        description:
          "For who left without paying: the amount stays in the books, and nobody waits for it any more.",
        params: idParams,
        body: withReason,
        response: { 200: purchaseAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => leaveUnpaid(context, request.params.id, request.body.reason)),
  );
  done();
};
