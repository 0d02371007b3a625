import { BusinessError } from "./errors.ts";
import { areMinorsHours, isMinorAt, type MinorsRule, minorsHoursEnd } from "./minors.ts";
import { inForce, type Sanction, stopsPlay } from "./sanction.ts";

/** What decides whether a player may play: the sanctions that nobody has lifted, and the rule for minors. */
export interface PlayerStanding {
  readonly sanctions: readonly Sanction[];
  /** As `2010-05-31`; null when unknown. */
  readonly birthDate: string | null;
  readonly minors: MinorsRule;
}

export type Bar =
  | { readonly kind: "suspended"; readonly reason: string; readonly until: number; readonly timeZone: string }
  | { readonly kind: "banned"; readonly reason: string }
  | { readonly kind: "minors_hours"; readonly from: string; readonly until: string };

/**
 * What the counter is told of somebody who plays or may begin to. `at` is when a suspension ends, when a warning or a ban
 * was given, and when the hours for minors end, null when they are over; in milliseconds since 1970.
 */
export type PlayerNotice =
  | { readonly kind: "warning" | "suspension" | "ban"; readonly reason: string; readonly at: number }
  | { readonly kind: "past_minors_hours"; readonly reason: null; readonly at: number | null };

/** Whether a sanction stops a player at an instant; the hours for minors are no question before the start. */
export function barOfSanctions(standing: PlayerStanding, at: number): Bar | null {
  const sanction = stopsPlay(standing.sanctions, at);
  if (sanction === null) return null;
  const { reason, until } = sanction;
  if (until === null) return { kind: "banned", reason };
  return { kind: "suspended", reason, until, timeZone: standing.minors.timeZone };
}

/** What keeps a player from starting or going on at an instant; null when nothing does. */
export function barAt(standing: PlayerStanding, at: number): Bar | null {
  const sanction = barOfSanctions(standing, at);
  if (sanction !== null) return sanction;
  const { hours } = standing.minors;
  const isKept = isMinorAt(standing.birthDate, at, standing.minors) && !areMinorsHours(at, standing.minors);
  return isKept && hours !== null ? { kind: "minors_hours", ...hours } : null;
}

/** The refusal that says it: `player_suspended`, `player_banned` or `minor_outside_hours`. */
export function refusalOf(bar: Bar, playerId: number): BusinessError {
  switch (bar.kind) {
    case "suspended": {
      const { reason, timeZone } = bar;
      const until = new Date(bar.until).toISOString();
      return new BusinessError("player_suspended", { playerId, reason, until, timeZone });
    }
    case "banned":
      return new BusinessError("player_banned", { playerId, reason: bar.reason });
    case "minors_hours":
      return new BusinessError("minor_outside_hours", { playerId, from: bar.from, until: bar.until });
  }
}

/**
 * What the counter should see of a player: the sanctions in force, hardest first, and that a minor's session that ends
 * at `endsAt` goes on past the hours for minors. Nothing is cut short by it.
 */
export function noticesAt(standing: PlayerStanding, at: number, endsAt: number): PlayerNotice[] {
  const hardness = { ban: 0, suspension: 1, warning: 2 };
  const sanctions = inForce(standing.sanctions, at)
    .toSorted((one, other) => hardness[one.kind] - hardness[other.kind] || other.givenAt - one.givenAt)
    .map(({ kind, reason, until, givenAt }) => ({ kind, reason, at: until ?? givenAt }));
  const { birthDate, minors } = standing;
  if (!isMinorAt(birthDate, at, minors)) return sanctions;
  const end = areMinorsHours(at, minors) ? minorsHoursEnd(at, minors) : null;
  const staysWithin = minors.hours === null || (end !== null && endsAt <= end);
  if (staysWithin) return sanctions;
  return [...sanctions, { kind: "past_minors_hours", reason: null, at: end }];
}
