import { z } from "zod";
import { amount, flag, id, idInPath, minutes, text } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";

export const game = z.object({ id, name: z.string(), active: z.boolean() }).meta({ id: "Game" });
export type Game = z.output<typeof game>;

export const newGame = z.strictObject({ name: text(80), active: z.boolean().default(true) });
export const gameChanges = z.strictObject({ name: text(80), active: z.boolean() }).partial();
export const gameQuery = z.strictObject({ ...pageQuery.shape, active: flag.optional() });

export const package_ = z
  .object({
    id,
    gameId: id,
    gameName: z.string(),
    name: z.string(),
    minutes,
    price: amount,
    active: z.boolean(),
  })
  .meta({ id: "Package" });
export type Package = z.output<typeof package_>;

export const newPackage = z.strictObject({
  gameId: id,
  name: text(80).optional(),
  minutes,
  price: amount,
  active: z.boolean().default(true),
});
export const packageChanges = z
  .strictObject({ name: text(80), minutes, price: amount, active: z.boolean() })
  .partial();
export const packageQuery = z.strictObject({
  ...pageQuery.shape,
  active: flag.optional(),
  gameId: idInPath.optional(),
});

export const severalPackages = z.strictObject({
  gameName: text(80),
  packages: z
    .array(z.strictObject({ minutes, price: amount }))
    .min(1)
    .max(30),
});
export const packagesMade = z.object({ game, packages: z.array(package_) });
