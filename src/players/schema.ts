import { z } from "zod";
import { id, instant, text, username } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { inputRule } from "../core/invalid-input.ts";

export const player = z
  .object({
    id,
    username: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    active: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: "Player" });
export type Player = z.output<typeof player>;

export const phone = z
  .string()
  .max(40)
  .transform((value) =>
    value
      .trim()
      .replace(/[\s.\-()]+/g, " ")
      .trim(),
  )
  .pipe(z.string().regex(/^\+?[0-9 ]{4,24}$/, inputRule("phone_shape")));

export const newPlayer = z.strictObject({
  username: username.optional(),
  name: text(120),
  phone: phone.nullish(),
});

export const playerChanges = z
  .strictObject({ name: text(120), phone: phone.nullable(), active: z.boolean() })
  .partial();

export const playerQuery = z.strictObject({
  ...pageQuery.shape,
  search: z.string().max(120).optional(),
});

export const playerWithPassword = z.object({
  player,
  password: z.string().describe("Shown this once; only its hash is kept."),
});
