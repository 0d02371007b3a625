import { cleanText, mendText } from "./mend-text.ts";
import type { InconsistencyKind, Notebook } from "./notebook.ts";
import type { OldCalendar } from "./old-time.ts";
import type { OldRow, OldTable } from "./row-source.ts";

/** The old rows of sales, read: texts mended, dates as instants (milliseconds), statuses as lower-case words. */
export interface OldUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly role: string;
  readonly status: string;
  readonly password: string;
  readonly createdAt: number | null;
}

export interface OldGame {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

export interface OldPackage extends OldGame {
  readonly gameId: number | null;
  readonly minutes: number | null;
  readonly price: string | null;
}

export interface OldPurchase {
  readonly id: number;
  readonly userId: number | null;
  readonly gameId: number | null;
  readonly packageId: number | null;
  readonly gameName: string;
  readonly packageName: string;
  readonly minutes: number | null;
  readonly price: string | null;
  readonly currency: string;
  readonly paymentStatus: string;
  readonly sessionStatus: string;
  readonly reference: string;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly paidAt: number | null;
}

export interface OldInvoice {
  readonly id: number;
  readonly purchaseId: number | null;
  readonly userId: number | null;
  readonly number: string;
  /** As printed. */
  readonly code: string;
  readonly qr: string;
  readonly amount: string | null;
  readonly currency: string;
  readonly minutes: number | null;
  readonly status: string;
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  readonly activatedAt: number | null;
  readonly usedAt: number | null;
  readonly activatedBy: number | null;
}

export interface OldSession {
  readonly id: number;
  readonly invoiceId: number | null;
  readonly purchaseId: number | null;
  readonly userId: number | null;
  readonly totalMinutes: number | null;
  /** Null when it is no number. May have decimals. */
  readonly usedMinutes: number | null;
  readonly status: string;
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly expiresAt: number | null;
  /** The last instant at which the old system did something with it. */
  readonly lastSeenAt: number | null;
}

export interface OldRecords {
  readonly users: OldUser[];
  readonly games: OldGame[];
  readonly packages: OldPackage[];
  readonly purchases: OldPurchase[];
  readonly invoices: OldInvoice[];
  readonly sessions: OldSession[];
}

const NAME_LENGTH = 120;
const CATALOGUE_NAME_LENGTH = 80;

/** What an old row says about whether something may be used; true when it says nothing. */
const off = new Set([
  "0",
  "inactive",
  "inactif",
  "disabled",
  "deleted",
  "archived",
  "banned",
  "suspended",
  "blocked",
]);

export function isOff(status: string): boolean {
  return off.has(status);
}

/** Takes old rows apart, noting in the notebook what had to be mended. */
export class RecordReader {
  readonly records: OldRecords = {
    users: [],
    games: [],
    packages: [],
    purchases: [],
    invoices: [],
    sessions: [],
  };
  readonly #calendar: OldCalendar;
  readonly #notebook: Notebook;
  readonly #cameBefore: (table: OldTable, oldId: number) => boolean;

  /** `cameBefore` tells of rows that an earlier import took: what is wrong with them was said then. */
  constructor(
    calendar: OldCalendar,
    notebook: Notebook,
    cameBefore: (table: OldTable, oldId: number) => boolean,
  ) {
    this.#calendar = calendar;
    this.#notebook = notebook;
    this.#cameBefore = cameBefore;
  }

  read(table: OldTable, row: OldRow): void {
    const id = readId(row.id);
    if (id === null) {
      this.#notebook.refuse("no_id", table, null, row.id);
      return;
    }
    const notebook = this.#cameBefore(table, id) ? null : this.#notebook;
    const fields = new Fields(row, this.#calendar, (kind, found, became) =>
      notebook?.note(kind, table, id, found, became),
    );
    if (table === "users") this.records.users.push(readUser(id, fields));
    else if (table === "games") this.records.games.push(readGame(id, fields));
    else if (table === "game_packages") this.records.packages.push(readPackage(id, fields));
    else if (table === "purchases") this.records.purchases.push(readPurchase(id, fields));
    else if (table === "invoices") this.records.invoices.push(readInvoice(id, fields));
    else if (table === "active_game_sessions_v2") this.records.sessions.push(readSession(id, fields));
  }

  /** In the order of their ids, whatever order the source had. */
  sort(): void {
    for (const rows of Object.values(this.records) as Array<Array<{ id: number }>>) {
      rows.sort((one, other) => one.id - other.id);
    }
  }
}

/** An old id: a positive whole number; null when it is none. */
export function readId(text: string | null | undefined): number | null {
  const id = /^\d{1,15}$/.test(text ?? "") ? Number(text) : 0;
  return id > 0 ? id : null;
}

class Fields {
  readonly #row: OldRow;
  readonly #calendar: OldCalendar;
  readonly #note: (kind: InconsistencyKind, found: unknown, became?: unknown) => void;

  constructor(
    row: OldRow,
    calendar: OldCalendar,
    note: (kind: InconsistencyKind, found: unknown, became?: unknown) => void,
  ) {
    this.#row = row;
    this.#calendar = calendar;
    this.#note = note;
  }

  /** As it stands; null when the column is empty or not there. */
  raw(column: string): string | null {
    return this.#row[column] ?? null;
  }

  id(column: string): number | null {
    return readId(this.raw(column));
  }

  number(column: string): number | null {
    const text = this.raw(column);
    return text !== null && /^-?\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : null;
  }

  word(column: string): string {
    return (this.raw(column) ?? "").trim().toLowerCase();
  }

  /** The first of some columns that says something. */
  text(longest: number, ...columns: string[]): string {
    for (const column of columns) {
      const raw = this.raw(column);
      if (raw === null) continue;
      const mended = mendText(raw);
      if (mended !== raw) this.#note("double_encoded", raw, mended);
      const text = cleanText(mended);
      if (text === "") continue;
      const cut = [...text].slice(0, longest).join("").trim();
      if (cut !== text) this.#note("text_cut", text, cut);
      return cut;
    }
    return "";
  }

  past(column: string): number | null {
    return this.#instant(column, this.#calendar.readPast(this.raw(column)));
  }

  future(column: string): number | null {
    return this.#instant(column, this.#calendar.read(this.raw(column)));
  }

  #instant(column: string, { at, fault }: ReturnType<OldCalendar["read"]>): number | null {
    if (fault !== null) this.#note(fault, `${column} ${this.raw(column)?.replace(/Z$/, "")}`);
    return at;
  }
}

function readUser(id: number, fields: Fields): OldUser {
  const username = fields.text(NAME_LENGTH, "username", "login");
  const parts = [fields.text(NAME_LENGTH, "first_name"), fields.text(NAME_LENGTH, "last_name")];
  const name = fields.text(NAME_LENGTH, "full_name", "name", "display_name");
  return {
    id,
    username,
    name: name || [...parts.join(" ").trim()].slice(0, NAME_LENGTH).join("") || username,
    email: fields.text(254, "email"),
    phone: fields.text(40, "phone", "phone_number", "telephone", "mobile"),
    role: fields.word("role"),
    status: fields.word("status") || fields.word("is_active"),
    password: (fields.raw("password_hash") ?? fields.raw("password") ?? "").trim(),
    createdAt: fields.past("created_at"),
  };
}

function readGame(id: number, fields: Fields): OldGame {
  const name = fields.text(CATALOGUE_NAME_LENGTH, "name", "title", "slug") || `Jeu ${id}`;
  return { id, name, active: isForSale(fields) };
}

function readPackage(id: number, fields: Fields): OldPackage {
  return {
    id,
    name: fields.text(CATALOGUE_NAME_LENGTH, "name", "title") || `Forfait ${id}`,
    active: isForSale(fields),
    gameId: fields.id("game_id"),
    minutes: fields.number("duration_minutes"),
    price: fields.raw("price"),
  };
}

function isForSale(fields: Fields): boolean {
  return !["is_active", "active", "status", "is_available"].some((column) => isOff(fields.word(column)));
}

function readPurchase(id: number, fields: Fields): OldPurchase {
  return {
    id,
    userId: fields.id("user_id"),
    gameId: fields.id("game_id"),
    packageId: fields.id("package_id"),
    gameName: fields.text(CATALOGUE_NAME_LENGTH, "game_name"),
    packageName: fields.text(CATALOGUE_NAME_LENGTH, "package_name"),
    minutes: fields.number("duration_minutes"),
    price: fields.raw("price"),
    currency: fields.word("currency").toUpperCase(),
    paymentStatus: fields.word("payment_status"),
    sessionStatus: fields.word("session_status"),
    reference: fields.text(NAME_LENGTH, "payment_reference", "transaction_id", "transaction_reference"),
    createdAt: fields.past("created_at"),
    updatedAt: fields.past("updated_at"),
    paidAt: fields.past("paid_at"),
  };
}

function readInvoice(id: number, fields: Fields): OldInvoice {
  return {
    id,
    purchaseId: fields.id("purchase_id"),
    userId: fields.id("user_id"),
    number: cleanText(fields.raw("invoice_number") ?? ""),
    code: (fields.raw("validation_code") ?? "").trim(),
    qr: (fields.raw("qr_code_data") ?? "").trim(),
    amount: fields.raw("amount"),
    currency: fields.word("currency").toUpperCase(),
    minutes: fields.number("duration_minutes"),
    status: fields.word("status"),
    issuedAt: fields.past("issued_at") ?? fields.past("created_at"),
    expiresAt: fields.future("expires_at"),
    activatedAt: fields.past("activated_at"),
    usedAt: fields.past("used_at"),
    activatedBy: fields.id("activated_by"),
  };
}

function readSession(id: number, fields: Fields): OldSession {
  const seen = ["last_heartbeat", "last_countdown_update", "paused_at", "resumed_at", "updated_at"]
    .map((column) => fields.past(column))
    .filter((at) => at !== null);
  return {
    id,
    invoiceId: fields.id("invoice_id"),
    purchaseId: fields.id("purchase_id"),
    userId: fields.id("user_id"),
    totalMinutes: fields.number("total_minutes"),
    usedMinutes: fields.number("used_minutes"),
    status: fields.word("status"),
    readyAt: fields.past("ready_at") ?? fields.past("created_at"),
    startedAt: fields.past("started_at"),
    completedAt: fields.past("completed_at"),
    expiresAt: fields.future("expires_at"),
    lastSeenAt: seen.length === 0 ? null : Math.max(...seen),
  };
}
