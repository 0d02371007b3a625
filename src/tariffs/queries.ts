import { sql } from "kysely";
import { presentWindow, type WindowColumns } from "../calendar/queries.ts";
import { presentOpenRule } from "../catalog/queries.ts";
import { toInstant } from "../contract/fields.ts";
import { BusinessError } from "../core/errors.ts";
import { LARGEST_AMOUNT } from "../core/money.ts";
import { type Price, priceOf, type Terms } from "../core/pricing.ts";
import { openWindow, passWindow } from "../core/pricing-calendar.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { type RunningMembership, readRunningMembership } from "../memberships/queries.ts";
import { presentPriceLines, type Quote, type Surcharges } from "./schema.ts";

/** What a clerk chose to sell. */
export interface Choice {
  readonly packageId: number;
  readonly zoneId?: number | null | undefined;
  readonly controllers?: number | undefined;
  readonly playerId?: number | undefined;
}

/** A package as it can be sold at this moment: on which terms, at which price. */
export interface Offer {
  readonly packageId: number;
  readonly packageName: string;
  readonly gameName: string;
  readonly currency: string;
  readonly zoneId: number | null;
  readonly terms: Terms;
  /** Of open-ended play, as if its first step were played. */
  readonly price: Price;
  /** Of a pass, the window that it is for. */
  readonly pass: { readonly from: Date; readonly until: Date } | null;
  readonly playerMembershipId: number | null;
  /** Of the membership's minutes of the month, before this sale. */
  readonly membershipMinutesLeft: number;
}

/**
 * What a package costs now, by the database's clock and the venue's calendar. Within a transaction the player's
 * membership is locked. Throws `package_not_for_sale`, `not_found` for a zone, `pass_has_no_window`, `price_too_high`.
 */
export async function readOffer(db: Db | Transaction, venueId: number, choice: Choice): Promise<Offer> {
  const [tariff, membership] = await Promise.all([
    readTariff(db, venueId, choice),
    choice.playerId === undefined ? null : readRunningMembership(db, venueId, choice.playerId),
  ]);
  if (!tariff) throw new BusinessError("package_not_for_sale", { packageId: choice.packageId });
  const zoneId = choice.zoneId ?? null;
  if (zoneId !== null && tariff.zone_name === null) throw new BusinessError("not_found", { field: "zoneId" });
  const now = tariff.now.getTime();
  const calendar = { timeZone: tariff.time_zone, holidays: new Set(tariff.holidays) };
  const span =
    tariff.kind === "pass" ? passWindow(presentWindow(tariff as WindowColumns), now, calendar) : null;
  if (tariff.kind === "pass" && span === null) {
    throw new BusinessError("pass_has_no_window", { packageId: choice.packageId });
  }
  const season = tariff.calendar_prices.find(
    (one) =>
      openWindow(
        { ...presentWindow(one), firstDay: one.date_from, lastDay: one.date_until },
        now,
        calendar,
      ) !== null,
  );
  const terms: Terms = {
    kind: tariff.kind,
    price: tariff.price,
    minutes: tariff.minutes,
    calendar: season ? { name: season.name, percent: season.percent, price: season.price } : null,
    zone: zoneOf(tariff),
    controllers: choice.controllers ?? 1,
    controllerSurchargePerHour: tariff.controller_surcharge_per_hour,
    membership: membershipIn(tariff, membership),
    open: presentOpenRule(tariff),
  };
  const price = priceOf(terms, 1);
  if (price.total > LARGEST_AMOUNT)
    throw new BusinessError("price_too_high", { packageId: choice.packageId });
  return {
    packageId: choice.packageId,
    packageName: tariff.name,
    gameName: tariff.game_name,
    currency: tariff.currency,
    zoneId,
    terms,
    price,
    pass: span && { from: new Date(span.from), until: new Date(span.until) },
    playerMembershipId: membership?.id ?? null,
    membershipMinutesLeft: membership?.minutesLeft ?? 0,
  };
}

/** What each of several pays who play on one account: a membership's minutes are used up by the first of them. */
function pricesOfSeveral({ terms, price, membershipMinutesLeft }: Offer, players: number): number[] {
  const { membership, minutes } = terms;
  if (membership === null || membership.minutes === 0) return Array(players).fill(price.total);
  return Array.from({ length: players }, (_, before) => {
    const left = Math.max(0, membershipMinutesLeft - before * minutes);
    return priceOf({ ...terms, membership: { ...membership, minutes: Math.min(left, minutes) } }, 1).total;
  });
}

/** The same as the API answers it, before anything is sold. */
export async function readQuote(
  db: Db,
  venueId: number,
  { players, ...choice }: Choice & { readonly players: number },
): Promise<Quote> {
  const offer = await readOffer(db, venueId, choice);
  const prices = pricesOfSeveral(offer, players);
  return {
    packageId: offer.packageId,
    kind: offer.terms.kind,
    minutes: offer.terms.minutes,
    currency: offer.currency,
    price: offer.price.total,
    priceLines: presentPriceLines(offer.price.lines, offer.currency),
    prices,
    total: prices.reduce((sum, price) => sum + price, 0),
    passFrom: toInstant(offer.pass?.from ?? null),
    passUntil: toInstant(offer.pass?.until ?? null),
  };
}

export async function readSurcharges(db: Db | Transaction, venueId: number): Promise<Surcharges> {
  const [venue, zones] = await Promise.all([
    db
      .selectFrom("venues")
      .select("controller_surcharge_per_hour")
      .where("id", "=", venueId)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom("zones")
      .select(["id", "name", "surcharge_per_hour"])
      .where("venue_id", "=", venueId)
      .orderBy("name")
      .execute(),
  ]);
  return {
    controllerSurchargePerHour: venue.controller_surcharge_per_hour,
    zones: zones.map(({ id, name, surcharge_per_hour: surchargePerHour }) => ({
      id,
      name,
      surchargePerHour,
    })),
  };
}

interface CalendarPriceRow extends WindowColumns {
  readonly name: string;
  readonly date_from: string | null;
  readonly date_until: string | null;
  readonly percent: number | null;
  readonly price: number | null;
}

/** Everything that the price of a package depends on, in one statement; nothing where it is not for sale. */
function readTariff(db: Db | Transaction, venueId: number, { packageId, zoneId }: Choice) {
  return db
    .selectFrom("packages as p")
    .innerJoin("games as g", (join) =>
      join.onRef("g.venue_id", "=", "p.venue_id").onRef("g.id", "=", "p.game_id"),
    )
    .innerJoin("venues as v", "v.id", "p.venue_id")
    .leftJoin("zones as z", (join) =>
      join.onRef("z.venue_id", "=", "p.venue_id").on("z.id", "=", zoneId ?? null),
    )
    .select(["p.kind", "p.name", "p.minutes", "p.price", "g.name as game_name"])
    .select(["p.window_from", "p.window_until", "p.window_days", "p.window_on_holidays"])
    .select(["p.step_minutes", "p.minimum_price", "p.ceiling_price"])
    .select(["v.currency", "v.time_zone", "v.controller_surcharge_per_hour"])
    .select(["z.name as zone_name", "z.surcharge_per_hour"])
    .select([
      sql<Date>`clock_now()`.as("now"),
      // The first that applies counts: one for the package alone, then the newest.
      sql<CalendarPriceRow[]>`(
        select coalesce(jsonb_agg(c order by c.package_id is null, c.id desc), '[]') from calendar_prices c
        where c.venue_id = p.venue_id and c.active and (c.package_id is null or c.package_id = p.id))`.as(
        "calendar_prices",
      ),
      // Those of yesterday's night until those of the longest wait for a pass.
      sql<string[]>`(
        select coalesce(jsonb_agg(h.day), '[]') from public_holidays h
        where h.venue_id = p.venue_id and h.day between (select clock_now())::date - 2 and (select clock_now())::date + 370)`.as(
        "holidays",
      ),
    ])
    .where("p.venue_id", "=", venueId)
    .where("p.id", "=", packageId)
    .where("p.active", "=", true)
    .where("g.active", "=", true)
    .executeTakeFirst();
}

function zoneOf(tariff: { zone_name: string | null; surcharge_per_hour: number | null }): Terms["zone"] {
  const { zone_name: name, surcharge_per_hour: surchargePerHour } = tariff;
  return name === null || surchargePerHour === null ? null : { name, surchargePerHour };
}

/** A membership's own minutes are for packages of minutes: a night's pass would eat them in one go. */
function membershipIn(
  { kind, minutes }: Pick<Terms, "kind" | "minutes">,
  membership: RunningMembership | null,
): Terms["membership"] {
  if (!membership) return null;
  const { name, discountPercent, minutesLeft } = membership;
  return { name, discountPercent, minutes: kind === "fixed" ? Math.min(minutesLeft, minutes) : 0 };
}
