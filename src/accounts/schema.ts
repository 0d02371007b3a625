import { z } from "zod";
import { id, text, username } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { roles } from "../core/actor.ts";
import { inputRule } from "../core/invalid-input.ts";
import { permissions } from "../core/permissions.ts";

export const permission = z.enum(permissions).meta({ id: "Permission" });

export const me = z
  .object({
    userId: id.nullable(),
    username: z.string().nullable(),
    name: z.string(),
    role: z.enum(roles),
    permissions: z.array(permission),
    venueId: id,
  })
  .meta({ id: "Me" });
export type Me = z.output<typeof me>;

export const credentials = z.strictObject({
  username: z
    .string()
    .min(1)
    .max(64)
    .regex(/^\P{C}+$/u, inputRule("control_characters")),
  password: z.string().min(1).max(128),
});

export const passwordChange = z.strictObject({
  currentPassword: z.string().min(1).max(128),
  newPassword: z.string().min(8).max(128),
});

export const staffMember = z
  .object({
    id,
    username: z.string(),
    name: z.string(),
    role: z.enum(["clerk", "administrator"]),
    permissions: z.array(permission),
    active: z.boolean(),
  })
  .meta({ id: "StaffMember" });
export type StaffMember = z.output<typeof staffMember>;

export const newStaffMember = z.strictObject({
  username,
  name: text(120),
  role: z.enum(["clerk", "administrator"]),
});
export const staffChanges = z
  .strictObject({
    name: text(120),
    role: z.enum(["clerk", "administrator"]),
    permissions: z
      .array(permission)
      .max(permissions.length)
      .describe("All that this person may. Left out with another role: what that role may by itself."),
    active: z.boolean(),
  })
  .partial();
export const staffQuery = pageQuery;
export const staffMemberWithPassword = z.object({
  staffMember,
  password: z.string().describe("Shown this once; only its hash is kept."),
});
export const done = z.object({ done: z.literal(true) });
