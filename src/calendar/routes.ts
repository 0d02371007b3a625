import { idParams } from "../contract/fields.ts";
import { pageOf, pageQuery } from "../contract/page.ts";
import { refusals } from "../contract/problem.ts";
import { administrators, type Routes, staff } from "../contract/route.ts";
import { changeCalendarPrice, createCalendarPrice, dropHoliday, keepHoliday } from "./actions.ts";
import { listCalendarPrices, listHolidays } from "./queries.ts";
import {
  calendarPrice,
  calendarPriceChanges,
  dayParams,
  holiday,
  holidays,
  newCalendarPrice,
  newHoliday,
} from "./schema.ts";

const tags = ["Calendar"];

export const calendarRoutes: Routes = (app, _options, done) => {
  app.get(
    "/holidays",
    {
      config: { access: staff },
      schema: { tags, summary: "List public holidays", response: { 200: holidays, ...refusals } },
    },
    (request) => listHolidays(app.db, request.actor.venueId),
  );
  app.post(
    "/holidays",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Keep a day as a public holiday",
        description: "A day that is one already gets the new name.",
        body: newHoliday,
        response: { 201: holiday, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => keepHoliday(context, request.body), 201),
  );
  app.post(
    "/holidays/:day/drop",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Make a public holiday a day like any other",
        params: dayParams,
        response: { 200: holiday, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => dropHoliday(context, request.params.day)),
  );
  app.get(
    "/calendar-prices",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "List the prices of the calendar",
        description: "Of several that apply, one for the package alone wins, then the newest.",
        querystring: pageQuery,
        response: { 200: pageOf(calendarPrice), ...refusals },
      },
    },
    (request) => listCalendarPrices(app.db, request.actor.venueId, request.query),
  );
  app.post(
    "/calendar-prices",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Add a price of the calendar",
        body: newCalendarPrice,
        response: { 201: calendarPrice, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => createCalendarPrice(context, request.body), 201),
  );
  app.patch(
    "/calendar-prices/:id",
    {
      config: { access: administrators },
      schema: {
        tags,
        summary: "Change a price of the calendar",
        description: "Counts from the next sale on; what was sold stays as it was.",
        params: idParams,
        body: calendarPriceChanges,
        response: { 200: calendarPrice, ...refusals },
      },
    },
    (request, reply) => reply.act((context) => changeCalendarPrice(context, request.params.id, request.body)),
  );
  done();
};
