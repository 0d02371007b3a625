import { z } from "zod";
import { idParams, withReason } from "../contract/fields.ts";
import { perActor } from "../contract/limit.ts";
import { pageOf } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, everyone, type Routes } from "../contract/route.ts";
import { findLogo, readVenue } from "../venues/queries.ts";
import { cancelInvoice } from "./actions.ts";
import { drawQr, printInvoice } from "./document.ts";
import { listInvoices, readInvoice, readQrPayload } from "./queries.ts";
import { documentQuery, invoice, invoiceAnswer, invoiceQuery } from "./schema.ts";

const tags = ["Invoices"];
/** Documents a minute: drawing one takes a good part of a second of the processor. */
const DOCUMENTS = 60;
const svg = { description: "The QR", content: { "image/svg+xml": { schema: z.string() } } };
const pdf = { description: "The document", content: { "application/pdf": { schema: z.any() } } };

export const invoiceRoutes: Routes = (app, _options, done) => {
  app.get(
    "/invoices",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "List invoices",
        description: "A player sees only their own.",
        querystring: invoiceQuery,
        response: { 200: pageOf(invoice), ...refusals },
      },
    },
    (request) => listInvoices(app.db, request.actor, request.query),
  );
  app.get(
    "/invoices/:id",
    {
      config: { access: everyone },
      schema: { tags, summary: "Read an invoice", params: idParams, response: { 200: invoice, ...refusals } },
    },
    (request) => readInvoice(app.db, request.actor, request.params.id),
  );
  app.get(
    "/invoices/:id/qr.svg",
    {
      config: { access: everyone },
      schema: {
        tags,
        summary: "The QR of an invoice",
        params: idParams,
        response: { 200: svg, ...refusals },
      },
    },
    async (request, reply) => {
      const payload = await readQrPayload(app.db, request.actor, request.params.id);
      return reply
        .type("image/svg+xml")
        .header("cache-control", "private, no-store")
        .send(await drawQr(payload));
    },
  );
  app.get(
    "/invoices/:id/document.pdf",
    {
      config: { access: everyone, rateLimit: perActor(DOCUMENTS) },
      schema: {
        tags,
        summary: "The printable invoice, on A4 or an 80 mm roll",
        params: idParams,
        querystring: documentQuery,
        response: { 200: pdf, ...refusals },
      },
    },
    async (request, reply) => {
      const { actor, language } = request;
      const read = await readInvoice(app.db, actor, request.params.id);
      const payload = await readQrPayload(app.db, actor, read.id);
      const venue = await readVenue(app.db, actor.venueId);
      const logo = await findLogo(app.db, actor.venueId);
      const printed = await printInvoice(read, payload, venue, logo, language, request.query.format);
      return reply
        .type("application/pdf")
        .header(
          "content-disposition",
          `inline; filename="${fileName(read.number)}-${request.query.format}.pdf"`,
        )
        .header("cache-control", "private, no-store")
        .send(printed);
    },
  );
  app.post(
    "/invoices/:id/cancel",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Withdraw an invoice that nobody has used",
        params: idParams,
        body: withReason,
        response: { 200: invoiceAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => cancelInvoice(context, request.params.id, request.body.reason)),
  );
  done();
};

/** A number of the old system may hold any sign; the name of a file, and a header, may not. */
function fileName(number: string): string {
  return number.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/\.{2,}/g, ".");
}
