import { sql } from "kysely";
import { SECOND } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Venue } from "./schema.ts";

/** The venue as every screen needs it. Throws `not_found`. */
export async function readVenue(db: Db | Transaction, venueId: number): Promise<Venue> {
  const row = await db
    .selectFrom("venues")
    .innerJoin("clock_watch", (join) => join.onTrue())
    .select(["venues.id", "name", "address", "currency", "time_zone", "outage_threshold_ms", "stopped_at"])
    .select(["session_retention_days", "refund_approval_above"])
    .select(["session_retention_days", "minor_age"])
    .select(sql<string | null>`to_char(minors_from, 'HH24:MI')`.as("minors_from"))
    .select(sql<string | null>`to_char(minors_until, 'HH24:MI')`.as("minors_until"))
    .select(sql<Date>`clock_now()`.as("now"))
    .where("venues.id", "=", venueId)
    .executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    currency: row.currency,
    timeZone: row.time_zone,
    outageThresholdSeconds: row.outage_threshold_ms / SECOND,
    sessionRetentionDays: row.session_retention_days,
    refundApprovalAbove: row.refund_approval_above,
    minorAge: row.minor_age,
    minorsFrom: row.minors_from,
    minorsUntil: row.minors_until,
    clockStopped: row.stopped_at !== null,
    serverTime: row.now.toISOString(),
  };
}
