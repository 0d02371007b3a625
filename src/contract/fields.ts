import { z } from "zod";
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
        .regex(/^[^\p{Cc}\p{Cs}]*$/u, "control characters are not accepted"),
    );
}

export const id = z.int().positive();
export const idInPath = z.coerce.number().pipe(z.int().positive());
export const idParams = z.strictObject({ id: idInPath });
export const amount = z.int().min(0).max(LARGEST_AMOUNT);
export const minutes = z.int().min(1).max(1440);
export const reason = text(300, 3);
export const instant = z.iso.datetime();
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");

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
