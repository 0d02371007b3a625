import { z } from "zod";
import { id } from "../contract/fields.ts";
import { invoice } from "../invoices/schema.ts";
import { purchase } from "../purchases/schema.ts";
import { session } from "../sessions/schema.ts";
import { controllers } from "../tariffs/schema.ts";

export const newOpenPlay = z.strictObject({
  playerId: id,
  packageId: id.describe("Of the kind `open`"),
  stationId: id,
  controllers: controllers.default(1),
});
export type NewOpenPlay = z.output<typeof newOpenPlay>;

export const openPlayAnswer = z.object({ purchase, invoice, session });
export type OpenPlayAnswer = z.output<typeof openPlayAnswer>;
