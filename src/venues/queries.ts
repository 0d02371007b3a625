import { sql } from "kysely";
import { DAY, SECOND } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { type OpeningHours, openToday } from "../core/opening-hours.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { LogoType } from "./logo-image.ts";
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
    .select(["phone", "tax_number", "trade_register", "version", "set_up_at"])
    .select(["session_retention_days", "ready_lifetime_ms", "invoice_lifetime_ms"])
    .select(sql<Date>`clock_now()`.as("now"))
    .select(
      sql<OpeningHours[]>`(
        select coalesce(json_agg(json_build_object('day', h.day, 'opens', left(h.opens::text, 5),
          'closes', left(h.closes::text, 5)) order by h.day, h.opens), '[]')
        from opening_hours h where h.venue_id = venues.id)`.as("opening_hours"),
    )
    .select(sql<boolean>`exists (select from venue_logos l where l.venue_id = venues.id)`.as("has_logo"))
    .where("venues.id", "=", venueId)
    .executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    phone: row.phone,
    taxNumber: row.tax_number,
    tradeRegister: row.trade_register,
    currency: row.currency,
    timeZone: row.time_zone,
    openingHours: row.opening_hours,
    openToday: hoursOfToday(row.opening_hours, row.now, row.time_zone),
    logo: row.has_logo ? `/api/v1/venue/logo?version=${row.version}` : null,
    outageThresholdSeconds: row.outage_threshold_ms / SECOND,
    readyLifetimeDays: Math.ceil(row.ready_lifetime_ms / DAY),
    invoiceLifetimeDays: Math.ceil(row.invoice_lifetime_ms / DAY),
    sessionRetentionDays: row.session_retention_days,
    refundApprovalAbove: row.refund_approval_above,
    minorAge: row.minor_age,
    minorsFrom: row.minors_from,
    minorsUntil: row.minors_until,
    version: row.version,
    setUpAt: row.set_up_at?.toISOString() ?? null,
    clockStopped: row.stopped_at !== null,
    serverTime: row.now.toISOString(),
  };
}

function hoursOfToday(hours: readonly OpeningHours[], now: Date, timeZone: string): OpeningHours[] | null {
  if (hours.length === 0) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: "minute" });
  return [...openToday(hours, local.dayOfWeek, time)];
}

/**
 * Locks the venue's settings until the end of the transaction. With `alone`, also against sales: none is made
 * meanwhile. Throws `changed_meanwhile` when somebody changed them since `version` was read.
 */
export async function lockVenue(
  tx: Transaction,
  venueId: number,
  { version, alone = false }: { readonly version?: number | undefined; readonly alone?: boolean } = {},
): Promise<void> {
  const venue = tx.selectFrom("venues").select("version").where("id", "=", venueId);
  const found = await (alone ? venue.forUpdate() : venue.forNoKeyUpdate()).executeTakeFirstOrThrow();
  if (version !== undefined && version !== found.version) throw new BusinessError("changed_meanwhile");
}

/** Whether any money was ever taken or counted here: in another currency it would be another sum. */
export async function hasHandledMoney(tx: Transaction, venueId: number): Promise<boolean> {
  const { rows } = await sql<{ handled: boolean }>`
    select exists (select from purchases where venue_id = ${venueId})
      or exists (select from shifts where venue_id = ${venueId} and opening_cash > 0)
      or exists (select from till_entries where venue_id = ${venueId}) as handled`.execute(tx);
  return rows[0]?.handled ?? false;
}

/** Whether the database knows a time zone by this name. */
export async function isTimeZoneOfDatabase(tx: Transaction, timeZone: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from pg_timezone_names where name = ${timeZone}) as known`.execute(tx);
  return rows[0]?.known ?? false;
}

export interface Logo {
  readonly type: LogoType;
  readonly image: Buffer;
}

/** The logo as it is printed; null when the venue has none. */
export async function findLogo(db: Db, venueId: number): Promise<Logo | null> {
  const row = await db
    .selectFrom("venue_logos")
    .select(["media_type", "image"])
    .where("venue_id", "=", venueId)
    .executeTakeFirst();
  return row ? { type: row.media_type, image: row.image } : null;
}

/** Throws `not_found` when the venue has none. */
export async function readLogo(db: Db, venueId: number): Promise<Logo> {
  const logo = await findLogo(db, venueId);
  if (logo === null) throw new BusinessError("not_found");
  return logo;
}
