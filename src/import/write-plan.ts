import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { personSearchText } from "../core/search-text.ts";
import { CODE_BYTES, encodeBase32, foldOldCode, parseValidationCode } from "../core/validation-code.ts";
import type { CopiedRow, Copy } from "../db/copy.ts";
import type { ActionContext } from "../db/transaction.ts";
import { oldQrKey } from "../invoices/queries.ts";
import { keepShiftOfBefore } from "../tills/actions.ts";
import {
  type ImportVenue,
  lockCounters,
  type RecordKind,
  readTakenCodes,
  readTakenNumbers,
} from "./known.ts";
import type { Notebook } from "./notebook.ts";
import { codeInvoices, numberInvoices, readOwnShape } from "./number-invoices.ts";
import type { Plan, PlannedInvoice, Reference } from "./plan.ts";
import { reserveIds } from "./reserve-ids.ts";

/** Gives every planned row its id, from the same sequences as everything else. */
export async function reservePlanIds({ tx }: ActionContext, plan: Plan): Promise<void> {
  const wanted = [
    ["users", plan.users],
    ["games", plan.games],
    ["packages", plan.packages],
    ["purchases", plan.purchases],
    ["invoices", plan.invoices],
    ["play_sessions", plan.sessions],
  ] as const;
  for (const [table, rows] of wanted) {
    const ids = await reserveIds(tx, table, rows.length);
    for (const [index, row] of (rows as readonly Reference[]).entries()) row.id = ids[index] as number;
  }
}

interface Writing {
  readonly venue: ImportVenue;
  readonly notebook: Notebook;
  readonly copy: Copy;
}

/**
 * Writes what was planned. Invoice numbers come late: a counter that has to be locked keeps the venue's sales waiting,
 * so everything that needs none goes before.
 */
export async function writePlan(context: ActionContext, plan: Plan, writing: Writing): Promise<void> {
  const venue_id = context.actor.venueId;
  const now = writing.venue.now.toISOString();
  const write = <Row>(table: Parameters<Copy>[0], rows: readonly Row[], toRow: (row: Row) => CopiedRow) =>
    writing.copy(table, mapped(rows, toRow));

  await writeUsers(context, plan, writing);
  await write("games", plan.games, ({ id, name, active }) => ({
    id,
    venue_id,
    name,
    active,
    created_at: now,
  }));
  await write("packages", plan.packages, ({ id, game, name, minutes, price, active }) => ({
    id,
    venue_id,
    game_id: game.id,
    name,
    minutes,
    price,
    active,
    created_at: now,
  }));
  await write("purchases", plan.purchases, (purchase) => ({
    id: purchase.id,
    venue_id,
    player_id: purchase.player.id,
    package_id: purchase.package.id,
    game_name: purchase.gameName,
    package_name: purchase.packageName,
    minutes: purchase.minutes,
    price: purchase.price,
    currency: writing.venue.currency,
    payment_status: purchase.status,
    created_at: toText(purchase.createdAt),
    completed_at: toText(purchase.completedAt),
    refunded_at: toText(purchase.refundedAt),
  }));
  await writing.copy("payments", paymentRows(venue_id, await shiftOfBefore(context, plan), plan));
  await writeInvoices(context, plan, writing);
  await writeSessions(context, plan, writing);
}

async function writeUsers({ tx, actor }: ActionContext, plan: Plan, { venue, copy }: Writing): Promise<void> {
  const rows = mapped(plan.users, (user) => ({
    id: user.id,
    venue_id: actor.venueId,
    role: user.role,
    username: user.username,
    name: user.name,
    phone: user.phone,
    active: user.active,
    search_text: personSearchText(user),
    email: user.email,
    email_verified: false,
    created_at: toText(user.createdAt),
    updated_at: venue.now.toISOString(),
  }));
  await copy("users", rows);
  const withPassword = plan.users.filter((user) => user.password !== null);
  await sql`insert into credentials (user_id, account_id, provider_id, password)
    select id, id::text, 'credential', password
    from unnest(${withPassword.map((user) => user.id)}::bigint[], ${withPassword.map((user) => user.password)}::text[])
      as old (id, password)`.execute(tx);
}

/** The shift of all money that was taken before there were shifts; null when the plan has no money. */
async function shiftOfBefore(context: ActionContext, { purchases }: Plan): Promise<number | null> {
  const instants = purchases.flatMap(({ completedAt }) => (completedAt === null ? [] : [completedAt]));
  if (instants.length === 0) return null;
  const first = instants.reduce((least, each) => Math.min(least, each));
  return keepShiftOfBefore(context, new Date(first));
}

/** A completed purchase was paid once, a refunded one paid back as well; how is not known. */
function* paymentRows(venue_id: number, shift_id: number | null, { purchases }: Plan): Generator<CopiedRow> {
  for (const { id, price, reference, completedAt, refundedAt } of purchases) {
    const paid = { venue_id, shift_id, purchase_id: id, method: "unknown", amount: price };
    if (completedAt !== null) yield { ...paid, kind: "payment", reference, received_at: toText(completedAt) };
    if (refundedAt !== null)
      yield { ...paid, kind: "refund", reference: null, received_at: toText(refundedAt) };
  }
}

async function writeInvoices(context: ActionContext, plan: Plan, writing: Writing): Promise<void> {
  const { tx, actor } = context;
  const venue_id = actor.venueId;
  const { venue, notebook, copy } = writing;
  const old = plan.invoices.filter((invoice) => invoice.oldNumber !== null);
  const own = plan.invoices.filter((invoice) => invoice.oldNumber === null);
  const codes = codeInvoices(plan.invoices, await takenCodes(context, plan.invoices), notebook);

  const years = new Set(old.flatMap(({ oldNumber }) => readOwnShape(oldNumber ?? "")?.year ?? []));
  if (own.length > 0) years.add(venue.year);
  const counters = await lockCounters(tx, venue_id, [...years]);
  const taken = await readTakenNumbers(
    tx,
    venue_id,
    old.map(({ oldNumber, purchase }) => oldNumber || `ANCIEN-${purchase.oldId}`),
  );
  const { numbered, raised } = numberInvoices(old, taken, counters, notebook);
  await raiseCounters(context, raised);
  const firstOwn = await takeOwnNumbers(context, venue.year, own.length);

  const row = (invoice: PlannedInvoice) => ({
    id: invoice.id,
    venue_id,
    purchase_id: invoice.purchase.id,
    validation_code: codes.get(invoice)?.code ?? newCode(),
    status: invoice.status,
    issued_at: toText(invoice.issuedAt),
    expires_at: toText(invoice.expiresAt),
    activated_at: toText(invoice.activatedAt),
    activated_by: invoice.activatedBy?.id ?? null,
    used_at: toText(invoice.usedAt),
  });
  await copy(
    "invoices",
    mapped(numbered, ({ invoice, number }) => ({ ...row(invoice), number })),
  );
  const ownRows = own.map((invoice, index) => {
    const sequence = firstOwn + index;
    const number = `${venue.year}-${String(sequence).padStart(5, "0")}`;
    return { ...row(invoice), year: venue.year, sequence, number };
  });
  await copy("invoices", ownRows);
  await copy("old_codes", oldCodeRows(venue_id, plan.invoices, codes));
  const log = mapped(plan.invoices, ({ id, status }) => ({
    venue_id,
    invoice_id: id,
    from_status: null,
    to_status: status,
    trigger: "import",
    at: venue.now.toISOString(),
  }));
  await copy("invoice_audit_log", log);
}

async function takenCodes({ tx, actor }: ActionContext, invoices: readonly PlannedInvoice[]) {
  const codes = invoices.flatMap(({ oldCode }) =>
    oldCode === null ? [] : (parseValidationCode(oldCode) ?? oldCode),
  );
  const keys = [
    ...codes.map(foldOldCode),
    ...invoices.flatMap(({ oldQr }) => (oldQr === null ? [] : oldQrKey(oldQr))),
  ];
  return readTakenCodes(tx, actor.venueId, codes, keys);
}

/** Where the numbering of a year has not begun here, it begins after the highest old number of our shape. */
async function raiseCounters(
  { tx, actor }: ActionContext,
  raised: ReadonlyMap<number, number>,
): Promise<void> {
  for (const [year, highest] of raised) {
    const { rows } =
      await sql`insert into invoice_counters as counter (venue_id, year, last_number, first_number)
      values (${actor.venueId}, ${year}, ${highest}, ${highest + 1})
      on conflict (venue_id, year) do update set
        last_number = greatest(counter.last_number, excluded.last_number),
        first_number = greatest(counter.first_number, excluded.first_number)
      where counter.last_number < counter.first_number
      returning year`.execute(tx);
    // The venue's first sale of that year came in between: begin anew, with what is now known.
    if (rows.length === 0)
      throw Object.assign(new Error("The numbering has begun meanwhile."), { code: "40001" });
  }
}

/** The first of so many numbers of ours, taken from the year's counter like those of a sale. */
async function takeOwnNumbers({ tx, actor }: ActionContext, year: number, count: number): Promise<number> {
  if (count === 0) return 1;
  const { rows } = await sql<{ first: number }>`
    insert into invoice_counters as counter (venue_id, year, last_number) values (${actor.venueId}, ${year}, ${count})
    on conflict (venue_id, year) do update set last_number = counter.last_number + ${count}
    returning last_number - ${count} + 1 as first`.execute(tx);
  return (rows[0] as { first: number }).first;
}

function* oldCodeRows(
  venue_id: number,
  invoices: readonly PlannedInvoice[],
  codes: ReturnType<typeof codeInvoices>,
): Generator<CopiedRow> {
  for (const invoice of invoices) {
    for (const key of codes.get(invoice)?.keys ?? []) yield { venue_id, key, invoice_id: invoice.id };
  }
}

async function writeSessions({ actor }: ActionContext, plan: Plan, writing: Writing): Promise<void> {
  const venue_id = actor.venueId;
  const { venue, copy } = writing;
  const { sessions } = plan;
  const rows = mapped(sessions, ({ id, invoice, history, readyExpiresAt }) => ({
    id,
    venue_id,
    invoice_id: invoice.id,
    player_id: invoice.purchase.player.id,
    status: history.row.status,
    granted_ms: history.row.grantedMs,
    used_ms: history.row.usedMs,
    written_off_ms: history.row.writtenOffMs,
    ready_expires_at: toText(readyExpiresAt),
    created_at: toText(history.createdAt),
    started_at: toText(history.row.startedAt),
    completed_at: toText(history.row.endedAt),
    last_event: history.events.length,
  }));
  await copy("play_sessions", rows);
  const grants = mapped(sessions, ({ id, history }) => ({
    venue_id,
    session_id: id,
    kind: "initial",
    granted_ms: history.row.grantedMs,
    granted_at: toText(history.createdAt),
  }));
  await copy("session_grants", grants);
  const runs = flatMapped(sessions, ({ id, history: { run } }) =>
    run === null
      ? []
      : [{ venue_id, session_id: id, started_at: toText(run.startedAt), ended_at: toText(run.endedAt) }],
  );
  await copy("session_runs", runs);
  const events = flatMapped(sessions, ({ id, history }) =>
    history.events.map(({ event, durationMs, reason }, index) => ({
      venue_id,
      session_id: id,
      number: index + 1,
      type: event.type,
      at: toText(event.at),
      recorded_at: venue.now.toISOString(),
      duration_ms: durationMs,
      reason,
    })),
  );
  await copy("session_events", events);
}

/** Remembers which row of ours each old one became; with it a second run knows what is done. */
export async function writeRecords(
  { actor }: ActionContext,
  copy: Copy,
  source: string,
  records: Iterable<{ kind: RecordKind; oldId: number; newId: number }>,
): Promise<void> {
  const rows = mapped(records, ({ kind, oldId, newId }) => ({
    venue_id: actor.venueId,
    source,
    kind,
    old_id: oldId,
    new_id: newId,
  }));
  await copy("imported_records", rows);
}

function newCode(): string {
  return encodeBase32(randomBytes(CODE_BYTES));
}

function toText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function* mapped<Row>(rows: Iterable<Row>, toRow: (row: Row) => CopiedRow): Generator<CopiedRow> {
  for (const row of rows) yield toRow(row);
}

function* flatMapped<Row>(
  rows: Iterable<Row>,
  toRows: (row: Row) => readonly CopiedRow[],
): Generator<CopiedRow> {
  for (const row of rows) yield* toRows(row);
}
