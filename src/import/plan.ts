import type { Role } from "../core/actor.ts";
import type { InvoiceStatus } from "../core/invoice-machine.ts";
import type { PaymentStatus } from "../core/purchase-machine.ts";
import type { ImportedSession } from "./session-history.ts";

/**
 * What an import will write. A row refers to another by the object itself, for its id is only reserved once it is
 * known how many are needed; a row that is there already has its id.
 */
export interface Reference {
  id: number;
}

export interface PlannedUser extends Reference {
  /** Null for a person of whom only purchases are left. */
  readonly oldId: number | null;
  readonly role: Role;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly active: boolean;
  /** A bcrypt hash; null when the old one cannot be used here. */
  readonly password: string | null;
  readonly createdAt: number;
}

export interface PlannedGame extends Reference {
  readonly oldId: number | null;
  readonly name: string;
  readonly active: boolean;
}

export interface PlannedPackage extends PlannedGame {
  readonly game: Reference;
  readonly minutes: number;
  readonly price: number;
}

export interface PlannedPurchase extends Reference {
  readonly oldId: number;
  readonly player: Reference;
  readonly package: Reference;
  readonly gameName: string;
  readonly packageName: string;
  readonly minutes: number;
  readonly price: number;
  readonly status: PaymentStatus;
  readonly reference: string | null;
  readonly createdAt: number;
  readonly completedAt: number | null;
  readonly refundedAt: number | null;
}

export interface PlannedInvoice extends Reference {
  readonly oldId: number | null;
  readonly purchase: PlannedPurchase;
  readonly status: InvoiceStatus;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly activatedAt: number | null;
  readonly activatedBy: Reference | null;
  readonly usedAt: number | null;
  /** Null when it takes the next number of ours. */
  readonly oldNumber: string | null;
  readonly oldCode: string | null;
  readonly oldQr: string | null;
}

export interface PlannedSession extends Reference {
  readonly oldId: number | null;
  readonly invoice: PlannedInvoice;
  readonly history: ImportedSession;
  readonly readyExpiresAt: number | null;
}

export interface Plan {
  readonly users: PlannedUser[];
  readonly games: PlannedGame[];
  readonly packages: PlannedPackage[];
  readonly purchases: PlannedPurchase[];
  readonly invoices: PlannedInvoice[];
  readonly sessions: PlannedSession[];
}
