import { z } from "zod";
import { window } from "../calendar/schema.ts";
import { amount, flag, id, idInPath, minutes, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { packageKinds } from "../core/pricing.ts";

export const game = z.object({ id, name: z.string(), active: z.boolean() }).meta({ id: "Game" });
export type Game = z.output<typeof game>;

export const newGame = z.strictObject({ name: text(80), active: z.boolean().default(true) });
export const gameChanges = z.strictObject({ name: text(80), active: z.boolean() }).partial();
export const gameQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });

/** How open-ended play is billed: for every step begun, at the package's price an hour. */
export const openRule = z
  .strictObject({
    stepMinutes: z.int().min(1).max(60),
    minimumPrice: amount,
    ceilingPrice: amount.nullable(),
  })
  .meta({ id: "OpenRule" });

export const package_ = z
  .object({
    id,
    gameId: id,
    gameName: z.string(),
    name: z.string(),
    kind: z
      .enum(packageKinds)
      .describe("So many minutes, a pass until its window ends, or open-ended play that is paid after"),
    minutes: minutes.describe(
      "What is sold; of a pass, the length of its window; for open-ended play, after how long it closes itself",
    ),
    price: amount.describe("Of the whole; for open-ended play, of an hour"),
    window: window.nullable(),
    open: openRule.nullable(),
    active: z.boolean(),
  })
  .meta({ id: "Package" });
export type Package = z.output<typeof package_>;

export const newPackage = z.strictObject({
  gameId: id,
  name: text(80).optional().describe("After its length when left out; a pass and open-ended play need one"),
  kind: z.enum(packageKinds).default("fixed"),
  minutes: minutes.optional().describe("Not of a pass: its window has a length"),
  price: amount,
  window: window.optional().describe("Of a pass, and only of one"),
  open: openRule.optional().describe("Of open-ended play, and only of it"),
  active: z.boolean().default(true),
});
export const packageChanges = z
  .strictObject({ name: text(80), minutes, price: amount, window, open: openRule, active: z.boolean() })
  .partial();
export const packageQuery = z.strictObject({
  ...pageQuery.shape,
  active: flag.optional(),
  gameId: idInPath.optional(),
});
