import { z } from "zod";
import { inputRule } from "../core/invalid-input.ts";
import { LARGEST_AMOUNT } from "../core/money.ts";

/** The fields that many requests and answers share. Text is trimmed, normalized (NFC) and free of control characters. */
export function text(longest: number, shortest = 1) {
  return z
    .string()
    .max(longest * 4)
    .transform((value) => value.normalize("NFC").trim().replace(/\s+/g, " "))
    .pipe(
      z
        .string()
        .min(shortest)
        .max(longest)
        .regex(/^[^\p{Cc}\p{Cs}]*$/u, inputRule("control_characters")),
    );
}

/** A username, however it is typed; the same rule as the check on `users.username`. */
export const username = z
  .string()
  .max(64)
  .transform((value) => value.normalize("NFKC").trim().toLowerCase())
  .pipe(z.string().regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, inputRule("username_shape")));

export const id = z.int().positive();
export const idInPath = z.coerce.number().pipe(z.int().positive());
export const idParams = z.strictObject({ id: idInPath });
export const amount = z.int().min(0).max(LARGEST_AMOUNT);
export const minutes = z.int().min(1).max(1440);
export const reason = text(300, 3);
export const withReason = z.strictObject({ reason });
export const instant = z.iso.datetime();
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/** A day of the venue's calendar, `2026-12-25`, and a time of its clock, `22:00`. */
export const day = z.iso
  .date()
  // What is reckoned from it, months on, is still a date to PostgreSQL.
  .refine((one) => one >= "1900" && one < "2200", inputRule("day_in_sight"));
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, inputRule("time_of_day_shape"));

/** The body of a request that has nothing to say: none, or an empty object. */
export const nothing = z.strictObject({}).nullish();

/** A `Date` of the database as RFC 3339 UTC. */
export function toInstant(date: Date): string;
export function toInstant(date: Date | null): string | null;
export function toInstant(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** A person as other resources mention them. */
export const personMention = z.object({ id, name: z.string(), username: z.string() });
