import { type RawBuilder, sql } from "kysely";
import { minorDigitsOf } from "../core/money.ts";
import type { Transaction } from "../db/transaction.ts";
import { readAmount } from "./old-money.ts";
import type { OldRecords } from "./old-records.ts";

/** What there is of a status. Amounts are decimal text in the currency's main unit, minutes may have decimals. */
export interface Sum {
  readonly count: number;
  readonly minutes: number;
  /** For purchases and invoices. */
  readonly amount?: string;
  /** For sessions: how much of the minutes was played, and how much was written off. */
  readonly usedMinutes?: number;
  readonly writtenOffMinutes?: number;
}

export interface ReconciliationLine {
  readonly status: string;
  readonly old: Sum | null;
  readonly new: Sum | null;
}

export interface Reconciliation {
  readonly purchases: readonly ReconciliationLine[];
  readonly invoices: readonly ReconciliationLine[];
  readonly sessions: readonly ReconciliationLine[];
}

/** Sums keep so many decimals, more than any currency or DECIMAL column of the old system has. */
const DECIMALS = 6;
const MINUTE_MS = 60_000;

/** Old against new, by status: everything the old system has, against everything here that came from it. */
export async function reconcile(
  tx: Transaction,
  venue: { readonly id: number; readonly currency: string },
  source: string,
  old: OldRecords,
): Promise<Reconciliation> {
  const purchases = sumOld(old.purchases, venue.currency, (row) => ({
    status: row.paymentStatus,
    currency: row.currency,
    amount: row.price,
    minutes: row.minutes,
  }));
  const invoices = sumOld(old.invoices, venue.currency, (row) => ({ ...row, minutes: row.minutes }));
  const sessions = new Map<string, Sum>();
  for (const { status, totalMinutes, usedMinutes } of old.sessions) {
    const sum = sessions.get(status) ?? { count: 0, minutes: 0, usedMinutes: 0 };
    sessions.set(status, {
      count: sum.count + 1,
      minutes: sum.minutes + (totalMinutes ?? 0),
      usedMinutes: (sum.usedMinutes ?? 0) + (usedMinutes ?? 0),
    });
  }
  // What was written in this transaction is not in the planner's statistics: it would take the tables for small.
  await sql`analyze imported_records, purchases, invoices, play_sessions`.execute(tx);
  return {
    purchases: sideBySide(purchases, await sumNew(tx, venue, source, sql`p.payment_status`)),
    invoices: sideBySide(invoices, await sumNew(tx, venue, source, sql`i.status`)),
    sessions: sideBySide(sessions, await sumNewSessions(tx, venue.id, source)),
  };
}

function sumOld<Row>(
  rows: readonly Row[],
  venueCurrency: string,
  tell: (row: Row) => { status: string; currency: string; amount: string | null; minutes: number | null },
): Map<string, Sum> {
  const sums = new Map<string, { count: number; minutes: number; amount: bigint }>();
  for (const row of rows) {
    const { status, currency, amount, minutes } = tell(row);
    const key = currency === "" || currency === venueCurrency ? status : `${status} ${currency}`;
    const sum = sums.get(key) ?? { count: 0, minutes: 0, amount: 0n };
    sum.count += 1;
    sum.minutes += minutes ?? 0;
    sum.amount += readAmount(amount, DECIMALS)?.minor ?? 0n;
    sums.set(key, sum);
  }
  return new Map([...sums].map(([key, sum]) => [key, { ...sum, amount: toDecimal(sum.amount) }]));
}

async function sumNew(
  tx: Transaction,
  venue: { readonly id: number; readonly currency: string },
  source: string,
  status: RawBuilder<unknown>,
): Promise<Map<string, Sum>> {
  const { rows } = await sql<{ status: string; count: number; minutes: number; amount: string }>`
    select ${status} as status, count(*) as count, sum(p.minutes) as minutes, sum(p.price)::text as amount
    from imported_records r
    join purchases p on p.venue_id = r.venue_id and p.id = r.new_id
    left join invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
    where r.venue_id = ${venue.id} and r.source = ${source} and r.kind = 'purchase' and ${status} is not null
    group by 1`.execute(tx);
  const scale = 10n ** BigInt(DECIMALS - minorDigitsOf(venue.currency));
  return new Map(
    rows.map(({ status, count, minutes, amount }) => [
      status,
      { count, minutes, amount: toDecimal(BigInt(amount) * scale) },
    ]),
  );
}

async function sumNewSessions(tx: Transaction, venueId: number, source: string): Promise<Map<string, Sum>> {
  const { rows } = await sql<{ status: string; count: number; granted: string; used: string; off: string }>`
    select s.status, count(*) as count, sum(s.granted_ms)::text as granted,
      sum(s.used_ms - s.written_off_ms)::text as used, sum(s.written_off_ms)::text as off
    from imported_records r
    join invoices i on i.venue_id = r.venue_id and i.purchase_id = r.new_id
    join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id
    where r.venue_id = ${venueId} and r.source = ${source} and r.kind = 'purchase'
    group by 1`.execute(tx);
  return new Map(
    rows.map(({ status, count, granted, used, off }) => [
      status,
      {
        count,
        minutes: Number(granted) / MINUTE_MS,
        usedMinutes: Number(used) / MINUTE_MS,
        writtenOffMinutes: Number(off) / MINUTE_MS,
      },
    ]),
  );
}

function sideBySide(old: ReadonlyMap<string, Sum>, present: ReadonlyMap<string, Sum>): ReconciliationLine[] {
  const statuses = [...new Set([...old.keys(), ...present.keys()])].sort();
  return statuses.map((status) => ({
    status,
    old: old.get(status) ?? null,
    new: present.get(status) ?? null,
  }));
}

function toDecimal(scaled: bigint): string {
  const sign = scaled < 0n ? "-" : "";
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -DECIMALS)}${decimals === "" ? "" : `.${decimals}`}`;
}
