import type { Chance } from "../chance.ts";

/** What the clients know together: only what an answer told them, and what hangs on the wall. */
export interface Board {
  readonly players: number[];
  readonly packages: ReadonlyArray<{ readonly id: number; readonly price: number }>;
  readonly stations: readonly number[];
  readonly purchases: Array<{ readonly id: number; readonly price: number }>;
  readonly codes: string[];
  readonly sessions: number[];
  readonly passes: readonly Pass[];
  /** Packages that are played first and paid after. */
  readonly openPackages: readonly number[];
  /** Sessions of play that is paid at its end. */
  readonly openPlays: number[];
  readonly groups: Array<{ readonly id: number; readonly size: number }>;
  readonly tills: readonly number[];
  /** What the clock on the wall says: milliseconds since 1970. */
  now(): number;
}

/** A package that plays until a window of hours ends. */
export interface Pass {
  readonly id: number;
  readonly price: number;
  /** The minute of the day in which its window begins. */
  readonly fromMinute: number;
}

/** One thing that a client asks, under the name by which the checker knows it. */
export interface Request {
  readonly action: string;
  readonly path: string;
  readonly body?: Record<string, unknown>;
  /** Who asks; a clerk when left out. */
  readonly by?: "administrator";
}

// biome-ignore lint/suspicious/noExplicitAny: answers of twenty routes; the checker looks at what they say
export type Body = any;

/** Where a client stands: its chance, what it knows, and the way to ask. */
export interface Till {
  readonly chance: Chance;
  readonly board: Board;
  /** Answers the body of a success; null when it was refused or nobody knows. */
  ask(request: Request): Promise<Body | null>;
}

/** Something that a counter does. The reason is the action's own key, so that it can be found. */
export type Act = (till: Till, reason: string) => Promise<void>;

/** Acts by their names, each with how often it is done. */
export type Deck = Readonly<Record<string, readonly [weight: number, act: Act]>>;
