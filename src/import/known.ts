import { sql } from "kysely";
import type { ImportedRecordsTable } from "../db/schema.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Counter } from "./number-invoices.ts";
import type { ExistingCatalogue } from "./plan-catalogue.ts";
import type { TakenNames } from "./plan-users.ts";
import type { OldTable } from "./row-source.ts";

export type RecordKind = ImportedRecordsTable["kind"];

const kindOfTable: Partial<Record<OldTable, RecordKind>> = {
  users: "user",
  games: "game",
  game_packages: "package",
  purchases: "purchase",
  invoices: "invoice",
  active_game_sessions_v2: "session",
};

/** What earlier imports from the same source took: the new id of each old one. */
export class KnownRecords {
  readonly #ids: Readonly<Record<RecordKind, Map<number, number>>> = {
    user: new Map(),
    game: new Map(),
    package: new Map(),
    purchase: new Map(),
    invoice: new Map(),
    session: new Map(),
  };

  of(kind: RecordKind): Map<number, number> {
    return this.#ids[kind];
  }

  hasRow(table: OldTable, oldId: number): boolean {
    const kind = kindOfTable[table];
    return kind !== undefined && this.#ids[kind].has(oldId);
  }
}

export async function readKnownRecords(
  tx: Transaction,
  venueId: number,
  source: string,
): Promise<KnownRecords> {
  const rows = await tx
    .selectFrom("imported_records")
    .select(["kind", "old_id", "new_id"])
    .where("venue_id", "=", venueId)
    .where("source", "=", source)
    .execute();
  const known = new KnownRecords();
  for (const row of rows) known.of(row.kind).set(row.old_id, row.new_id);
  return known;
}

/** The venue as far as old data depends on it. */
export interface ImportVenue {
  readonly currency: string;
  readonly timeZone: string;
  readonly invoiceLifetimeMs: number;
  readonly readyLifetimeMs: number;
  readonly now: Date;
  /** The calendar year now, where the venue is. */
  readonly year: number;
}

export async function readImportVenue(tx: Transaction, venueId: number): Promise<ImportVenue> {
  const { rows } = await sql<ImportVenue>`
    select currency, time_zone as "timeZone", invoice_lifetime_ms as "invoiceLifetimeMs",
      ready_lifetime_ms as "readyLifetimeMs", now, extract(year from now at time zone time_zone)::int as year
    from venues, lateral (select clock_now() as now) clock where id = ${venueId}`.execute(tx);
  return rows[0] as ImportVenue;
}

/** Usernames and addresses of every venue: both are unique in the whole database. */
export async function readTakenNames(tx: Transaction): Promise<TakenNames> {
  const rows = await tx.selectFrom("users").select(["username", "email"]).execute();
  return {
    usernames: new Set(rows.map((row) => row.username)),
    emails: new Set(rows.map((row) => row.email)),
  };
}

export async function readCatalogue(
  tx: Transaction,
  venueId: number,
  known: KnownRecords,
): Promise<ExistingCatalogue> {
  const games = await tx.selectFrom("games").select(["id", "name"]).where("venue_id", "=", venueId).execute();
  const packages = await tx
    .selectFrom("packages")
    .select(["id", "game_id as gameId", "name", "minutes", "price"])
    .where("venue_id", "=", venueId)
    .execute();
  return { games, packages, gameIds: known.of("game"), packageIds: known.of("package") };
}

/** Of some invoice numbers those that the venue has already, and all that an earlier import had to suffix. */
export async function readTakenNumbers(
  tx: Transaction,
  venueId: number,
  numbers: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ number: string }>`
    select number from invoices where venue_id = ${venueId} and (number = any (${numbers}) or year is null and number ~ '-[0-9]+$')`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.number));
}

/** The counters of some years. They stay locked: a sale of such a year waits until the import is done. */
export async function lockCounters(
  tx: Transaction,
  venueId: number,
  years: readonly number[],
): Promise<Map<number, Counter>> {
  const { rows } = await sql<Counter & { year: number }>`
    select year, first_number as "firstNumber", last_number as "lastNumber"
    from invoice_counters where venue_id = ${venueId} and year = any (${years}) order by year for update`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.year, row]));
}

/** Of some codes and keys those that a scan would find already. */
export async function readTakenCodes(
  tx: Transaction,
  venueId: number,
  codes: readonly string[],
  wanted: readonly string[],
): Promise<{ codes: Set<string>; keys: Set<string> }> {
  const found = await sql<{ code: string }>`
    select validation_code as code from invoices
    where venue_id = ${venueId} and validation_code = any (${codes})`.execute(tx);
  const { rows: keys } = await sql<{ key: string }>`
    select key from old_codes where venue_id = ${venueId} and key = any (${wanted})`.execute(tx);
  return {
    codes: new Set(found.rows.map((row) => row.code)),
    keys: new Set(keys.map((row) => row.key)),
  };
}
