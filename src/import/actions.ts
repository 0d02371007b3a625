import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { minorDigitsOf } from "../core/money.ts";
import { announceChange, wakeWorkers } from "../db/announce.ts";
import type { CopiedRow, Copy } from "../db/copy.ts";
import type { ActionContext } from "../db/transaction.ts";
import { importHistory } from "./import-history.ts";
import {
  type ImportVenue,
  type KnownRecords,
  type RecordKind,
  readCatalogue,
  readImportVenue,
  readKnownRecords,
  readTakenNames,
} from "./known.ts";
import { matchRows } from "./match-rows.ts";
import { Notebook } from "./notebook.ts";
import { type OldRecords, RecordReader } from "./old-records.ts";
import { OldCalendar } from "./old-time.ts";
import type { Plan, PlannedUser, Reference } from "./plan.ts";
import { Catalogue } from "./plan-catalogue.ts";
import { planSale, refuseLateRows } from "./plan-sales.ts";
import { planLostUser, planUser, type TakenNames } from "./plan-users.ts";
import { reconcile } from "./reconcile.ts";
import { countTables, type ImportReport } from "./report.ts";
import { type RowSource, saleTables, UnusableSource } from "./row-source.ts";
import { reservePlanIds, writePlan, writeRecords } from "./write-plan.ts";

/** Two imports into one venue take turns. */
const IMPORT_LOCK = 4_720_010;

export type ImportStep = "read" | "history" | "write";

export interface ImportOptions {
  /** Names the old installation, so that a second run knows what it took. */
  readonly name: string;
  /** Where the old system's dates were written; the venue's when left out. */
  readonly timeZone?: string;
  /** How far a step has come. */
  onProgress?(step: ImportStep, done: number, total: number): void;
}

/**
 * Takes everything over from an old database, in the caller's transaction; rolled back, it was a dry run with a true
 * report. What an earlier run took is left as it is. Throws `UnusableSource`.
 */
export async function importOldData(
  context: ActionContext & { readonly copy: Copy },
  source: RowSource,
  options: ImportOptions,
): Promise<Omit<ImportReport, "applied">> {
  const { tx, actor, copy } = context;
  const { onProgress = () => {} } = options;
  // A table is written by one statement, which a big shop keeps busy for more than a minute.
  await sql`set local statement_timeout = 0`.execute(tx);
  await sql`select pg_advisory_xact_lock(${IMPORT_LOCK}, ${actor.venueId}::int)`.execute(tx);
  const venue = await readImportVenue(tx, actor.venueId);
  const known = await readKnownRecords(tx, actor.venueId, options.name);
  const notebook = new Notebook();
  const calendar = new OldCalendar(options.timeZone ?? venue.timeZone, venue.now);

  const records = await readRecords(source, calendar, notebook, known, (done, total) =>
    onProgress("read", done, total),
  );
  const taken = await readTakenNames(tx);
  const catalogue = new Catalogue(
    await readCatalogue(tx, actor.venueId, known),
    minorDigitsOf(venue.currency),
    notebook,
  );
  const plan = makePlan(records, { venue, known, taken, catalogue, notebook });
  await reservePlanIds(context, plan);

  const fresh = [...newRecords(plan, catalogue)];
  const history = await importHistory(context, source, {
    copy,
    name: options.name,
    ids: await newIds(context, plan, known),
    calendar,
    notebook,
    onProgress: (done, total) => onProgress("history", done, total),
  });
  // A sale is about nine rows here.
  const toWrite = plan.purchases.length * 9;
  const counted = countRows((written) => onProgress("write", Math.min(written, toWrite), toWrite));
  await writePlan(context, plan, { venue, notebook, copy: (table, rows) => copy(table, counted(rows)) });
  await writeRecords(context, copy, options.name, fresh);

  const report = {
    source: options.name,
    from: source.label,
    venueId: actor.venueId,
    currency: venue.currency,
    timeZone: options.timeZone ?? venue.timeZone,
    tables: countTables({ source, records, fresh, history, notebook }),
    reconciliation: await reconcile(
      tx,
      { id: actor.venueId, currency: venue.currency },
      options.name,
      records,
    ),
    inconsistencies: notebook.inconsistencies,
    refused: notebook.refused,
    administrators: plan.users.filter(({ role }) => role === "administrator").map(({ username }) => username),
  };
  await recordImport(context, report);
  return report;
}

async function readRecords(
  source: RowSource,
  calendar: OldCalendar,
  notebook: Notebook,
  known: KnownRecords,
  onProgress: (done: number, total: number) => void,
): Promise<OldRecords> {
  const reader = new RecordReader(calendar, notebook, (table, oldId) => known.hasRow(table, oldId));
  for await (const { table, rows } of source.read(saleTables, onProgress)) {
    for (const row of rows) reader.read(table, row);
  }
  if (!source.columns.has("users") || !source.columns.has("purchases")) {
    throw new UnusableSource(
      "This is not the old system's database: it has no tables users and purchases.",
      "Ce n’est pas la base de l’ancien système : elle n’a pas de tables users et purchases.",
    );
  }
  for (const [table, count] of source.undecodable) notebook.note("wrong_encoding", table, null, count);
  reader.sort();
  return reader.records;
}

/** Lets rows pass and tells, now and then, how many did. */
function countRows(tell: (passed: number) => void): (rows: Iterable<CopiedRow>) => Generator<CopiedRow> {
  let passed = 0;
  return function* (rows) {
    for (const row of rows) {
      passed += 1;
      if (passed % 1_000 === 0) tell(passed);
      yield row;
    }
  };
}

interface Planning {
  readonly venue: ImportVenue;
  readonly known: KnownRecords;
  readonly taken: TakenNames;
  readonly catalogue: Catalogue;
  readonly notebook: Notebook;
}

function makePlan(records: OldRecords, { venue, known, taken, catalogue, notebook }: Planning): Plan {
  const now = venue.now.getTime();
  const users = new Map<number, Reference>([...known.of("user")].map(([oldId, id]) => [oldId, { id }]));
  const plan: Plan = {
    users: [],
    games: catalogue.newGames,
    packages: catalogue.newPackages,
    purchases: [],
    invoices: [],
    sessions: [],
  };
  const add = (user: PlannedUser, oldId: number) => {
    plan.users.push(user);
    users.set(oldId, user);
    return user;
  };
  for (const user of records.users) {
    if (!users.has(user.id)) add(planUser(user, taken, notebook, now), user.id);
  }
  for (const game of records.games) catalogue.addGame(game);
  for (const sold of records.packages) catalogue.addPackage(sold);

  const around = {
    catalogue,
    notebook,
    currency: venue.currency,
    minorDigits: minorDigitsOf(venue.currency),
    invoiceLifetimeMs: venue.invoiceLifetimeMs,
    readyLifetimeMs: venue.readyLifetimeMs,
    now,
    findUser: (oldId: number | null) => users.get(oldId ?? 0) ?? null,
    playerOf(oldId: number | null, about: number) {
      const found = users.get(oldId ?? 0);
      if (found) return found;
      const lost = add(planLostUser(oldId, taken, now), oldId ?? 0);
      notebook.note("user_missing", "purchases", about, oldId, lost.username);
      return lost;
    },
  };
  for (const rows of matchRows(records, notebook)) {
    if (known.of("purchase").has(rows.purchase.id)) {
      const late = {
        invoice: rows.invoice !== null && !known.of("invoice").has(rows.invoice.id),
        session: rows.session !== null && !known.of("session").has(rows.session.id),
      };
      refuseLateRows(rows, late, notebook);
      continue;
    }
    const sale = planSale(rows, around);
    if (sale === null) continue;
    plan.purchases.push(sale.purchase);
    if (sale.invoice) plan.invoices.push(sale.invoice);
    if (sale.session) plan.sessions.push(sale.session);
  }
  return plan;
}

interface NewRecord {
  readonly kind: RecordKind;
  readonly oldId: number;
  readonly newId: number;
}

/** Which old row becomes which of ours, once the ids are reserved. */
function* newRecords(plan: Plan, catalogue: Catalogue): Generator<NewRecord> {
  const kinds = [
    ["user", plan.users],
    ["game", plan.games],
    ["package", plan.packages],
    ["purchase", plan.purchases],
    ["invoice", plan.invoices],
    ["session", plan.sessions],
  ] as const;
  for (const [kind, rows] of kinds) {
    for (const { oldId, id } of rows) if (oldId !== null) yield { kind, oldId, newId: id };
  }
  for (const { kind, oldId, target } of catalogue.merged) yield { kind, oldId, newId: target.id };
}

async function newIds({ tx, actor }: ActionContext, plan: Plan, known: KnownRecords) {
  const invoices = new Map(known.of("invoice"));
  const sessions = new Map(known.of("session"));
  const { rows } = await sql<{ id: number; invoice_id: number }>`
    select id, invoice_id from all_sessions
    where venue_id = ${actor.venueId} and id = any (${[...sessions.values()]}::bigint[])`.execute(tx);
  const invoiceOfSession = new Map(rows.map((row) => [row.id, row.invoice_id]));
  for (const { oldId, id } of plan.invoices) if (oldId !== null) invoices.set(oldId, id);
  for (const { oldId, id, invoice } of plan.sessions) {
    if (oldId !== null) sessions.set(oldId, id);
    invoiceOfSession.set(id, invoice.id);
  }
  return { invoices, sessions, invoiceOfSession };
}

/** The audit keeps what came over; a run that found nothing new leaves no trace. */
async function recordImport(context: ActionContext, report: Omit<ImportReport, "applied">): Promise<void> {
  const { tx, actor } = context;
  if (report.tables.every(({ taken }) => taken === 0)) return;
  const taken = Object.fromEntries(report.tables.map(({ table, taken }) => [table, taken]));
  recordAudit(context, {
    action: "import.apply",
    subject: "import",
    subjectId: null,
    details: {
      source: report.source,
      from: report.from,
      taken,
      inconsistencies: report.inconsistencies.length,
      refused: report.refused.length,
    },
  });
  announceChange(tx, { venueId: actor.venueId, kind: "venue", id: actor.venueId });
  wakeWorkers(tx);
}
