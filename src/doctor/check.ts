import type { RawBuilder } from "kysely";
import type { Sentence } from "../core/sentence.ts";
import type { ActionContext } from "../db/transaction.ts";
import type { Scope } from "./scope.ts";

/** `critical` costs a customer or the till something now; `warning` will; a `notice` is no finding, only good to know. */
export const severities = ["critical", "warning", "notice"] as const;
export type Severity = (typeof severities)[number];

/** What surrounds the database, as the machine that looks sees it. */
export interface Surroundings {
  /** Free space on the disk of the data folder, in bytes; null when it cannot be read. */
  readonly freeBytes: number | null;
}

/** One row that a check found wrong, completed with the purchase, invoice and session it belongs to. */
export interface Finding {
  readonly venueId: number | null;
  /** Names the finding within its check, the same each time the doctor looks. */
  readonly key: string;
  readonly purchaseId: number | null;
  readonly invoiceId: number | null;
  readonly sessionId: number | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What a repair did not dare: somebody must decide first. */
export class NeedsDecision extends Error {}

export interface Check {
  readonly name: string;
  readonly severity: Severity;
  /** `open`: only what is open now, cheap at any size. `everything`: whole tables. */
  readonly reads: "open" | "everything";
  /** Among the slowest over many rows: begun first, so that the others run beside it. */
  readonly isLong?: boolean;
  readonly title: Sentence;
  /** What it means when there is something to find, in one plain sentence. */
  readonly meaning: Sentence;
  /** What is to be done about it: what the repair does or, where there is none, what somebody has to decide. */
  readonly remedy: Sentence;
  /** A select of venue_id, key, purchase_id, invoice_id, session_id and facts: every row that is wrong. */
  find(scope: Scope, surroundings: Surroundings): RawBuilder<unknown>;
  /** What is wrong with one row, from its facts. */
  describe(facts: Finding["facts"], say: Speaker): Sentence;
  /** True for a finding that somebody may decide to live with: it cannot be undone. */
  readonly acknowledgeable?: boolean;
  /**
   * Mends one finding in a transaction of its own, by the same rules as everybody. Throws {@link NeedsDecision} when
   * there is more than one right thing to do.
   */
  readonly repair?: (context: ActionContext, finding: Finding) => Promise<void>;
}

/** Puts facts into words, the same in every sentence of a check. */
export interface Speaker {
  /** An instant (RFC 3339) in the venue's time zone. */
  moment(instant: unknown): string;
  minutes(milliseconds: unknown): string;
  money(amount: unknown, currency: unknown): string;
  code(validationCode: unknown): string;
  /** The state of a purchase, an invoice or a session, as the counter says it. */
  state(of: "purchase" | "invoice" | "session", status: unknown): string;
}
