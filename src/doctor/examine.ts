import { sql } from "kysely";
import type { Transaction } from "../db/transaction.ts";
import type { Check, Finding, Surroundings } from "./check.ts";
import type { Scope } from "./scope.ts";

/** A finding and what people call it by. */
export interface ShownFinding extends Finding {
  readonly invoiceNumber: string | null;
  readonly playerName: string | null;
  readonly gameName: string | null;
  readonly timeZone: string;
}

export interface CheckResult {
  readonly check: Check;
  /** How many there are; of these, the first are shown. */
  readonly found: number;
  readonly findings: ShownFinding[];
}

export const SHOWN_FINDINGS = 100;

/** What a check finds, the first rows completed with what people call them by. */
export async function runCheck(
  tx: Transaction,
  check: Check,
  scope: Scope,
  surroundings: Surroundings,
  shown: number = SHOWN_FINDINGS,
): Promise<CheckResult> {
  const { rows } = await sql<Row>`
    with ${kept(check, scope, surroundings)}, shown as (select *, count(*) over () as found from kept limit ${shown})
    select k.found, k.venue_id as "venueId", k.key, k.facts, coalesce(k.purchase_id, i.purchase_id) as "purchaseId",
      i.id as "invoiceId", coalesce(k.session_id, t.id) as "sessionId", i.number as "invoiceNumber",
      u.name as "playerName", p.game_name as "gameName",
      coalesce(v.time_zone, (select time_zone from venues order by id limit 1), 'UTC') as "timeZone"
    from shown k
    left join lateral (
      select s.invoice_id from all_sessions s where s.venue_id = k.venue_id and s.id = k.session_id) s on true
    left join lateral (
      select i.id, i.number, i.purchase_id from invoices i
      where i.venue_id = k.venue_id and i.id = coalesce(k.invoice_id, s.invoice_id)
      union all
      select i.id, i.number, i.purchase_id from invoices i
      where coalesce(k.invoice_id, s.invoice_id) is null and i.venue_id = k.venue_id and i.purchase_id = k.purchase_id
      limit 1) i on true
    left join lateral (
      select t.id from all_sessions t where t.venue_id = k.venue_id and t.invoice_id = i.id limit 1) t on true
    left join purchases p on p.venue_id = k.venue_id and p.id = coalesce(k.purchase_id, i.purchase_id)
    left join users u on u.id = p.player_id
    left join venues v on v.id = k.venue_id`.execute(tx);
  const findings = rows.map(({ found, ...finding }) => finding);
  return { check, found: Number(rows[0]?.found ?? 0), findings };
}

/** How much each check finds at each venue, for what is kept and alerted about: no rows, one query a check. */
export async function countFindings(
  tx: Transaction,
  check: Check,
  scope: Scope,
  surroundings: Surroundings,
): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; found: number }>`
    with ${kept(check, scope, surroundings)}
    select v.id, (select count(*) from kept where venue_id = v.id or venue_id is null) as found
    from venues v`.execute(tx);
  return new Map(rows.map(({ id, found }) => [id, Number(found)]));
}

/**
 * Looks by each check, on all the connections side by side, what takes longest first; answers in the order of the
 * checks. When one fails the others are not begun, and its error is thrown.
 */
export async function lookByEach<Result>(
  connections: readonly Transaction[],
  which: readonly Check[],
  look: (tx: Transaction, check: Check) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<Check, Result>();
  const waiting = which.toSorted((a, b) => Number(b.isLong === true) - Number(a.isLong === true));
  const lookOn = async (tx: Transaction) => {
    try {
      for (let check = waiting.shift(); check !== undefined; check = waiting.shift())
        results.set(check, await look(tx, check));
    } finally {
      waiting.length = 0;
    }
  };
  const ended = await Promise.allSettled(connections.map(lookOn));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return which.map((check) => results.get(check) as Result);
}

/** What a check finds, without what somebody has decided to live with. */
function kept(check: Check, scope: Scope, surroundings: Surroundings) {
  return sql`found as materialized (${check.find(scope, surroundings)}),
    kept as (
      select f.* from found f
      where not exists (select from acknowledged_findings a
        where (a.venue_id = f.venue_id or f.venue_id is null) and a.name = ${check.name} and a.key = f.key)
    )`;
}

type Row = ShownFinding & { found: number };
