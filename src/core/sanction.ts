import { DAY } from "./duration.ts";

/** From the mildest to the hardest. A warning lets play; the other two do not. */
export const sanctionKinds = ["warning", "suspension", "ban"] as const;
export type SanctionKind = (typeof sanctionKinds)[number];

/** A sanction that nobody has lifted. Instants are milliseconds since 1970. */
export interface Sanction {
  readonly id: number;
  readonly kind: SanctionKind;
  readonly reason: string;
  readonly givenAt: number;
  /** When a suspension ends by itself; null for the other kinds. */
  readonly until: number | null;
}

/** What staff sees of a player at a glance. */
export const conducts = ["fine", "warned", "suspended", "banned"] as const;
export type Conduct = (typeof conducts)[number];

/** The longest suspension that a clerk may give alone, in milliseconds. */
export const LONGEST_OF_CLERK = DAY;

/** Of the sanctions that nobody has lifted, those that hold at an instant: a suspension is over at its very end. */
export function inForce(sanctions: readonly Sanction[], at: number): Sanction[] {
  return sanctions.filter(({ until }) => until === null || at < until);
}

/** The sanction that stops play at an instant: a ban before any suspension, the suspension that ends last; or null. */
export function stopsPlay(sanctions: readonly Sanction[], at: number): Sanction | null {
  const stopping = inForce(sanctions, at).filter(({ kind }) => kind !== "warning");
  const [longest] = stopping.toSorted((one, other) => endOf(other) - endOf(one));
  return longest ?? null;
}

/** How a player stands at an instant. */
export function conductAt(sanctions: readonly Sanction[], at: number): Conduct {
  const stopping = stopsPlay(sanctions, at);
  if (stopping !== null) return stopping.kind === "ban" ? "banned" : "suspended";
  return inForce(sanctions, at).length > 0 ? "warned" : "fine";
}

/** Whether a clerk may give or lift it without an administrator: a warning, or a suspension of a day at most. */
export function isForClerks({ kind, lengthMs }: { kind: SanctionKind; lengthMs: number | null }): boolean {
  return kind === "warning" || (kind === "suspension" && lengthMs !== null && lengthMs <= LONGEST_OF_CLERK);
}

function endOf({ until }: Sanction): number {
  return until ?? Number.POSITIVE_INFINITY;
}
