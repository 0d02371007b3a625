import { z } from "zod";
import { id, idInPath, instant } from "../contract/fields.ts";
import { pageQuery } from "../contract/page.ts";
import { invoice } from "../invoices/schema.ts";
import { session } from "../sessions/schema.ts";

export const scanOutcomes = [
  "activated",
  "invalid_code",
  "already_active",
  "already_used",
  "expired",
  "cancelled",
  "refunded",
  "rate_limited",
  "player_suspended",
  "player_banned",
  "pass_not_yet",
] as const;

export const scan = z
  .object({
    id,
    outcome: z.enum(scanOutcomes),
    scannedAt: instant,
    scannedBy: z.string().nullable(),
    entered: z.string().describe("What was entered; a code that exists is not repeated here"),
    invoiceId: id.nullable(),
    invoiceNumber: z.string().nullable(),
    stationId: id.nullable(),
  })
  .meta({ id: "Scan" });
export type Scan = z.output<typeof scan>;

export const newScan = z.strictObject({
  // The QR of an old ticket may hold as much as a QR can (ISO/IEC 18004: 2 953 bytes).
  code: z.string().min(1).max(3000).describe("What the QR carries, or the code typed by hand"),
  stationId: id.nullish(),
});

export const scanQuery = z.strictObject({
  ...pageQuery.shape,
  invoiceId: idInPath.optional(),
  outcome: z.enum(scanOutcomes).optional(),
});

export const scanAnswer = z.object({ scan, invoice, session });
