import { sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import type { Actor } from "../core/actor.ts";
import { type CashFlow, denominationsOf, expectedCash } from "../core/cash.ts";
import type { PaymentMethod } from "../core/payment-method.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { readVenue } from "../venues/queries.ts";
import { presentPerson, readShift } from "./queries.ts";
import type { CashMovement, ShiftReport } from "./schema.ts";

/**
 * What a shift took, paid back and moved, and what should lie in the till: the X report of one that is open, the Z of
 * one that was closed. Throws `not_found`.
 */
export async function readShiftReport(db: Db | Transaction, actor: Actor, id: number): Promise<ShiftReport> {
  const [shift, { currency }, sums, movements] = await Promise.all([
    readShift(db, actor, id),
    readVenue(db, actor.venueId),
    readSums(db, actor.venueId, id),
    readMovements(db, actor.venueId, id),
  ]);
  const flow = toCashFlow(shift.openingCash, sums);
  return {
    kind: shift.closedAt === null ? "X" : "Z",
    currency,
    shift,
    ...flow,
    expectedCash: expectedCash(flow),
    methods: toMethods(sums),
    memberships: countMoney(sums.filter(({ source }) => source === "membership")),
    movements,
    denominations: [...denominationsOf(currency)],
  };
}

interface Sum {
  readonly source: "sale" | "membership" | "movement";
  readonly kind: "payment" | "refund" | "in" | "out";
  readonly method: PaymentMethod;
  readonly count: number;
  readonly amount: number;
}

/** The cash that went through a shift, as the ledger says it now. */
export async function readCashFlow(
  tx: Transaction,
  venueId: number,
  shift: { id: number; opening_cash: number },
): Promise<CashFlow> {
  return toCashFlow(shift.opening_cash, await readSums(tx, venueId, shift.id));
}

/** One statement, so that all of it is of one moment. */
async function readSums(db: Db | Transaction, venueId: number, id: number): Promise<Sum[]> {
  const { rows } = await sql<Sum>`
    select source, kind, method, count(*)::int as count, sum(amount)::bigint as amount
    from till_entries where venue_id = ${venueId} and shift_id = ${id} group by source, kind, method`.execute(
    db,
  );
  return rows;
}

function total(sums: readonly Sum[], figure: "count" | "amount"): number {
  return sums.reduce((all, sum) => all + sum[figure], 0);
}

function toCashFlow(openingCash: number, sums: readonly Sum[]): CashFlow {
  const cash = (kind: Sum["kind"]) => {
    const moved = sums.filter((sum) => sum.kind === kind && sum.method === "cash");
    return total(moved, "amount");
  };
  return {
    openingCash,
    cashPayments: cash("payment"),
    cashRefunds: cash("refund"),
    cashIn: cash("in"),
    cashOut: cash("out"),
  };
}

/** How many payments and refunds are among the sums, and what they come to. */
function countMoney(sums: readonly Sum[]): ShiftReport["memberships"] {
  const of = (kind: Sum["kind"]) => sums.filter((sum) => sum.kind === kind);
  return {
    payments: total(of("payment"), "count"),
    taken: total(of("payment"), "amount"),
    refunds: total(of("refund"), "count"),
    refunded: total(of("refund"), "amount"),
  };
}

function toMethods(sums: readonly Sum[]): ShiftReport["methods"] {
  const money = sums.filter(({ kind }) => kind === "payment" || kind === "refund");
  const used = [...new Set(money.map(({ method }) => method))].sort();
  return used.map((method) => ({ method, ...countMoney(money.filter((sum) => sum.method === method)) }));
}

async function readMovements(db: Db | Transaction, venueId: number, id: number): Promise<CashMovement[]> {
  const rows = await db
    .selectFrom("cash_movements as m")
    .leftJoin("users as u", "u.id", "m.by")
    .select(["m.id", "m.kind", "m.amount", "m.reason", "m.at", "m.by", "u.name", "u.username"])
    .where("m.venue_id", "=", venueId)
    .where("m.shift_id", "=", id)
    .orderBy("m.id")
    .execute();
  return rows.map(({ at, by, name, username, ...movement }) => ({
    ...movement,
    at: toInstant(at),
    by: presentPerson(by, name, username),
  }));
}
