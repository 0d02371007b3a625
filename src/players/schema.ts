import { z } from "zod";
import { id, instant, text, username } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { inputRule } from "../core/invalid-input.ts";
import { LARGEST_PHOTO } from "../core/photo.ts";
import { conducts } from "../core/sanction.ts";

export const player = z
  .object({
    id,
    username: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    active: z.boolean(),
    createdAt: instant,
    photoAt: instant.nullable().describe("When the photo was taken; null without one"),
    birthDate: z.iso.date().nullable(),
    age: z.int().nullable().describe("In years, on the venue’s calendar"),
    minor: z.boolean().describe("Younger than the venue’s age; never without a date of birth"),
    guardianPhone: z.string().nullable(),
    consentedAt: instant
      .nullable()
      .describe("When the player agreed that photo and date of birth are kept; null without consent"),
    consentedBy: z.string().nullable().describe("Who noted the consent"),
    notes: z.string().describe("For staff only"),
    conduct: z.enum(conducts),
    suspendedUntil: instant.nullable(),
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
  .strictObject({
    name: text(120),
    phone: phone.nullable(),
    active: z.boolean(),
    consent: z.boolean().describe("False withdraws it: photo and date of birth are deleted with it"),
    birthDate: z.iso
      .date()
      .refine((day) => day >= "1900", inputRule("day_of_birth"))
      .nullable()
      .describe("Kept with the player’s consent only"),
    notes: text(1000, 0),
    guardianPhone: phone.nullable(),
  })
  .partial();

/** As many characters as the largest photo has in base64. */
const LONGEST_IMAGE = Math.ceil(LARGEST_PHOTO / 3) * 4;

export const newPhoto = z.strictObject({
  image: z
    .base64()
    .min(4)
    .max(LONGEST_IMAGE)
    .describe("A JPEG, PNG or WebP image of at most 200 kB, in base64"),
});

export const playerQuery = z.strictObject({
  ...pageQuery.shape,
  search: z.string().max(120).optional(),
});

export const playerWithPassword = z.object({
  player,
  password: z.string().describe("Shown this once; only its hash is kept."),
});
