import { z } from "zod";
import { id, instant } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";

export const auditEntry = z
  .object({
    id,
    at: instant,
    action: z.string().describe("`subject.verb`, as `player.create`"),
    subject: z.string(),
    subjectId: id.nullable(),
    subjectName: z.string().nullable().describe("What it is called now, where it has a name"),
    by: z.string().nullable().describe("The person or the program’s key; null for the product itself"),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.output<typeof auditEntry>;

export const auditQuery = z.strictObject({
  ...pageQuery.shape,
  subject: z
    .string()
    .regex(/^[a-z_]{1,30}$/)
    .optional(),
});
