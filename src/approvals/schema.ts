import { z } from "zod";
import { username } from "../contract/fields.ts";
import { inputRule } from "../core/invalid-input.ts";

const pin = z.string().regex(/^\d{4,8}$/, inputRule("pin_shape"));

export const newPin = z.strictObject({ pin });
export const pinState = z
  .object({ isSet: z.boolean().describe("Whether this administrator can approve with a PIN") })
  .meta({ id: "ApprovalPin" });
export type PinState = z.output<typeof pinState>;

export const approval = z
  .strictObject({ username, pin })
  .describe("An administrator who approves it at this very screen, with their PIN");
export type Approval = z.output<typeof approval>;
