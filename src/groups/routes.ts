import { idParams } from "../contract/fields.ts";
import { refusals } from "../contract/problem.ts";
import { type Routes, staff } from "../contract/route.ts";
import { seatGroup, sellToGroup } from "./actions.ts";
import { groupAnswer, groupSeats, newGroup, seatedAnswer } from "./schema.ts";

const tags = ["Groups"];

export const groupRoutes: Routes = (app, _options, done) => {
  app.post(
    "/groups",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Sell the same to several players for one payment",
        description: "Each has a purchase and an invoice of their own, and can be refunded alone.",
        body: newGroup,
        response: { 201: groupAnswer, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => sellToGroup(context, request.body), 201),
  );
  app.post(
    "/groups/:id/seat",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Seat a group: activate and start one session a station",
        description: "All of them or none. Those for whom no station is named wait with their invoices.",
        params: idParams,
        body: groupSeats,
        response: { 200: seatedAnswer, ...refusals },
      },
    },
    (request, reply) =>
      reply.act((context) => seatGroup(context, request.params.id, request.body.stationIds)),
  );
  done();
};
