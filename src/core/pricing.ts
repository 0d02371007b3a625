import { MINUTE } from "./duration.ts";

export const packageKinds = ["fixed", "pass", "open"] as const;
/** Minutes that are counted, play until a window ends, or play first and pay after. */
export type PackageKind = (typeof packageKinds)[number];

/**
 * A tariff as it is sold: everything its price depends on. It is kept with the sale, so that a price that changes later
 * never changes what was sold. Amounts are minor units.
 */
export interface Terms {
  readonly kind: PackageKind;
  /** Of the whole; for open play, of an hour. */
  readonly price: number;
  /** What is sold; of a pass, its window; for open play, after how long it closes itself. */
  readonly minutes: number;
  /** What the calendar makes of the price: so many percent lower or higher, or another one. */
  readonly calendar: {
    readonly name: string;
    readonly percent: number | null;
    readonly price: number | null;
  } | null;
  readonly zone: { readonly name: string; readonly surchargePerHour: number } | null;
  /** How many are played with; the first is included. */
  readonly controllers: number;
  readonly controllerSurchargePerHour: number;
  readonly membership: {
    readonly name: string;
    readonly discountPercent: number;
    /** Of the membership's own minutes, those that play for this sale. */
    readonly minutes: number;
  } | null;
  readonly open: OpenRule | null;
}

/** How open play is billed. */
export interface OpenRule {
  /** Every step begun is billed whole. */
  readonly stepMinutes: number;
  readonly minimumPrice: number;
  readonly ceilingPrice: number | null;
}

/** A line of a price: what it is, the facts that explain it, and its amount in minor units. */
export type PriceLine =
  | { readonly kind: "package"; readonly amount: number; readonly minutes: number }
  | {
      readonly kind: "played";
      readonly amount: number;
      readonly playedMs: number;
      readonly minutes: number;
      readonly pricePerHour: number;
    }
  | {
      readonly kind: "calendar";
      readonly amount: number;
      readonly name: string;
      readonly percent: number | null;
    }
  | {
      readonly kind: "zone";
      readonly amount: number;
      readonly name: string;
      readonly surchargePerHour: number;
    }
  | {
      readonly kind: "controllers";
      readonly amount: number;
      readonly extra: number;
      readonly surchargePerHour: number;
    }
  | {
      readonly kind: "member_minutes";
      readonly amount: number;
      readonly name: string;
      readonly minutes: number;
    }
  | {
      readonly kind: "member_discount";
      readonly amount: number;
      readonly name: string;
      readonly percent: number;
    }
  | { readonly kind: "minimum"; readonly amount: number; readonly minimum: number }
  | { readonly kind: "ceiling"; readonly amount: number; readonly ceiling: number };

export interface Price {
  readonly lines: readonly PriceLine[];
  /** The sum of the lines, in minor units; never below 0. */
  readonly total: number;
}

/**
 * The price of what is sold, explained line by line. Whatever is a part of an amount (of an hour, of a percent) is
 * rounded to the nearest minor unit, a half up, once a line. The order decides: the calendar changes the package's own
 * price; surcharges are added for the time; a membership's minutes take the package's price off, its discount a part of
 * what is left; then, for open play, the minimum and the ceiling.
 *
 * Open play is billed for `playedMs` milliseconds, every step begun whole (none begun: none), never for longer than the
 * minutes after which it closes itself. For the other kinds the time played changes nothing.
 */
export function priceOf(terms: Terms, playedMs = 0): Price {
  const minutes = billedMinutes(terms, playedMs);
  const lines: PriceLine[] = [];
  const add = (line: PriceLine) => {
    if (line.amount !== 0) lines.push(line);
  };
  const total = () => lines.reduce((sum, { amount }) => sum + amount, 0);

  const own = (price: number) => (terms.kind === "open" ? share(price, minutes, 60) : price);
  const price = own(terms.price);
  lines.push(
    terms.kind === "open"
      ? { kind: "played", amount: price, playedMs, minutes, pricePerHour: terms.price }
      : { kind: "package", amount: price, minutes },
  );
  if (terms.calendar) {
    const { name, percent, price: another } = terms.calendar;
    const amount = another === null ? part(price, percent ?? 0) : own(another) - price;
    add({ kind: "calendar", amount, name, percent });
  }
  const playing = total();
  if (terms.zone) {
    const { name, surchargePerHour } = terms.zone;
    add({ kind: "zone", amount: share(surchargePerHour, minutes, 60), name, surchargePerHour });
  }
  const extra = terms.controllers - 1;
  const { controllerSurchargePerHour: surchargePerHour } = terms;
  add({
    kind: "controllers",
    amount: share(extra * surchargePerHour, minutes, 60),
    extra,
    surchargePerHour,
  });
  if (terms.membership) {
    const { name, discountPercent: percent, minutes: included } = terms.membership;
    const covered = Math.min(included, minutes);
    if (covered > 0)
      add({ kind: "member_minutes", amount: -share(playing, covered, minutes), name, minutes: covered });
    add({ kind: "member_discount", amount: part(total(), -percent), name, percent });
  }
  if (terms.open) {
    const { minimumPrice: minimum, ceilingPrice: ceiling } = terms.open;
    add({ kind: "minimum", amount: Math.max(minimum - total(), 0), minimum });
    if (ceiling !== null) add({ kind: "ceiling", amount: Math.min(ceiling - total(), 0), ceiling });
  }
  return { lines, total: total() };
}

/** For how many minutes surcharges are due, and open play is billed. */
function billedMinutes({ open, minutes }: Terms, playedMs: number): number {
  if (!open) return minutes;
  const step = open.stepMinutes;
  return Math.min(Math.ceil(playedMs / (step * MINUTE)) * step, minutes);
}

/** So many of so many parts of an amount, to the nearest unit, a half up. All are whole and not negative. */
function share(amount: number, parts: number, of: number): number {
  const twice = 2 * amount * parts + of;
  return (twice - (twice % (2 * of))) / (2 * of);
}

/** So many percent of an amount, which may be fewer than none. */
function part(amount: number, percent: number): number {
  return percent < 0 ? -share(amount, -percent, 100) : share(amount, percent, 100);
}
