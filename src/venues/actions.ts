import { randomBytes } from "node:crypto";
import { recordAudit } from "../audit/actions.ts";
import { SECOND } from "../core/duration.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { readVenue } from "./queries.ts";
import type { Venue } from "./schema.ts";

export interface NewVenue {
  readonly name: string;
  readonly address: string;
  /** ISO 4217 */
  readonly currency: string;
  /** IANA time zone */
  readonly timeZone: string;
}

/** A venue is sold in French-speaking countries first; an administrator renames its till. */
const FIRST_TILL = "Caisse 1";

/** Creates a venue with a secret of its own to sign its QR codes, and its first till. */
export async function createVenue(tx: Transaction, venue: NewVenue): Promise<number> {
  const { id } = await tx
    .insertInto("venues")
    .values({
      name: venue.name,
      address: venue.address,
      currency: venue.currency,
      time_zone: venue.timeZone,
      qr_secret: randomBytes(32),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx.insertInto("tills").values({ venue_id: id, name: FIRST_TILL }).execute();
  return id;
}

/** Changes the venue's settings. */
export async function changeVenue(
  { tx, actor }: ActionContext,
  changes: {
    name?: string;
    address?: string;
    outageThresholdSeconds?: number;
    sessionRetentionDays?: number;
    refundApprovalAbove?: number | null;
    minorAge?: number;
    minorsFrom?: string | null;
    minorsUntil?: string | null;
  },
): Promise<Venue> {
  const { outageThresholdSeconds, sessionRetentionDays, refundApprovalAbove, ...rest } = changes;
  const { minorAge, minorsFrom, minorsUntil, ...texts } = rest;
  const threshold =
    outageThresholdSeconds === undefined ? {} : { outage_threshold_ms: outageThresholdSeconds * SECOND };
  const retention =
    sessionRetentionDays === undefined ? {} : { session_retention_days: sessionRetentionDays };
  const approval = refundApprovalAbove === undefined ? {} : { refund_approval_above: refundApprovalAbove };
  const minors = {
    ...(minorAge === undefined ? {} : { minor_age: minorAge }),
    ...(minorsFrom === undefined ? {} : { minors_from: minorsFrom, minors_until: minorsUntil ?? null }),
  };
  const columns = { ...texts, ...threshold, ...retention, ...approval, ...minors };
  if (Object.keys(columns).length > 0) {
    await tx.updateTable("venues").set(columns).where("id", "=", actor.venueId).execute();
    recordAudit(
      { tx, actor },
      { action: "venue.change", subject: "venue", subjectId: actor.venueId, details: changes },
    );
    announceChange(tx, { venueId: actor.venueId, kind: "venue", id: actor.venueId });
  }
  return readVenue(tx, actor.venueId);
}
