import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { differences } from "../core/differences.ts";
import { BusinessError } from "../core/errors.ts";
import type { OpeningHours } from "../core/opening-hours.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { hasHandledMoney, isTimeZoneOfDatabase, lockVenue, readVenue } from "./queries.ts";
import type { Venue, VenueChanges } from "./schema.ts";
import { checkSettings, refuseSetting, toColumns } from "./settings.ts";

export interface NewVenue {
  readonly name: string;
  readonly address: string;
  /** ISO 4217 */
  readonly currency: string;
  /** IANA time zone */
  readonly timeZone: string;
  /** True for one that needs no first steps. */
  readonly isSetUp?: boolean;
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
      set_up_at: venue.isSetUp ? sql<Date>`clock_now()` : null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx.insertInto("tills").values({ venue_id: id, name: FIRST_TILL }).execute();
  return id;
}

/**
 * Changes the venue's settings. Throws `invalid_input`, `currency_fixed` once money was taken or counted, and
 * `changed_meanwhile` when somebody else changed them since the `version` that is given was read.
 */
export async function changeVenue(
  { tx, actor }: ActionContext,
  { version, ...changes }: VenueChanges,
): Promise<Venue> {
  const { venueId } = actor;
  checkSettings(changes);
  // A sale that is under way may be the one that fixes the currency: it is waited for, and none begins.
  await lockVenue(tx, venueId, { version, alone: changes.currency !== undefined });
  const before = await readVenue(tx, venueId);
  const changed = differences(before, changes);
  if (Object.keys(changed).length === 0) return before;
  if (changed.currency && (await hasHandledMoney(tx, venueId))) {
    throw new BusinessError("currency_fixed", { currency: before.currency });
  }
  if (changes.timeZone && changed.timeZone && !(await isTimeZoneOfDatabase(tx, changes.timeZone))) {
    throw refuseSetting("timeZone", "unknown_time_zone");
  }
  const { openingHours, ...settings } = changes;
  const others = Object.entries(settings).filter(([name]) => name in changed);
  await tx
    .updateTable("venues")
    .set({ ...toColumns(Object.fromEntries(others)), version: sql`version + 1` })
    .where("id", "=", venueId)
    .execute();
  if (openingHours && changed.openingHours) await replaceOpeningHours(tx, venueId, openingHours);
  recordAudit(
    { tx, actor },
    { action: "venue.change", subject: "venue", subjectId: venueId, details: changed },
  );
  announceChange(tx, { venueId, kind: "venue", id: venueId });
  return readVenue(tx, venueId);
}

async function replaceOpeningHours(tx: Transaction, venueId: number, hours: readonly OpeningHours[]) {
  await tx.deleteFrom("opening_hours").where("venue_id", "=", venueId).execute();
  if (hours.length === 0) return;
  await tx
    .insertInto("opening_hours")
    .values(hours.map((each) => ({ venue_id: venueId, ...each })))
    .execute();
}
