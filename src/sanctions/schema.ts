import { z } from "zod";
import { id, instant, reason } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";
import { sanctionKinds } from "../core/sanction.ts";

/** Five years, in minutes: whoever should stay away for longer is banned. */
const LONGEST_MINUTES = 5 * 366 * 24 * 60;

export const sanction = z
  .object({
    id,
    playerId: id,
    kind: z.enum(sanctionKinds),
    reason: z.string(),
    inForce: z.boolean(),
    givenAt: instant,
    givenBy: z.string().nullable(),
    until: instant.nullable().describe("When a suspension ends by itself; null for the other kinds"),
    liftedAt: instant.nullable(),
    liftedBy: z.string().nullable(),
    liftReason: z.string().nullable(),
  })
  .meta({ id: "Sanction" });
export type SanctionAnswer = z.output<typeof sanction>;

export const newSanction = z
  .strictObject({
    kind: z.enum(sanctionKinds),
    reason,
    durationMinutes: z
      .int()
      .min(1)
      .max(LONGEST_MINUTES)
      .nullish()
      .describe("How long a suspension lasts from now; the other kinds have none"),
  })
  .refine(({ kind, durationMinutes }) => (kind === "suspension") === (typeof durationMinutes === "number"), {
    path: ["durationMinutes"],
    message: inputRule("suspension_length"),
  });
export type NewSanction = z.output<typeof newSanction>;

export const sanctionAnswer = z.object({ sanction });
