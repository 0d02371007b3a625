import { type Asked, acknowledged, checkCount, ofAction, subjectOf, type Violation } from "./notes.ts";
import type { Row, Tables } from "./tables.ts";

/** Whose money it was: every entry in a shift that was open at its time, every sum right, and nothing counted twice. */
export function checkShifts(tables: Tables, notes: readonly Asked[]): Violation[] {
  const { shifts, movements, payments } = tables;
  const wrong: Violation[] = [];
  const closings = Map.groupBy(ofAction(notes, "close-shift", "hand-over"), subjectOf);
  const known = new Map(shifts.map((row) => [row.id, row]));
  for (const payment of payments)
    wrong.push(
      ...checkTime(`${payment.kind} ${payment.id}`, payment.received_at, known.get(payment.shift_id)),
    );
  for (const movement of movements)
    wrong.push(...checkTime(`movement ${movement.id}`, movement.at, known.get(movement.shift_id)));
  for (const shift of shifts) {
    const entries = {
      payments: payments.filter((row) => row.shift_id === shift.id),
      movements: movements.filter((row) => row.shift_id === shift.id),
    };
    wrong.push(...checkSums(shift, entries, closings.get(shift.id) ?? []));
    wrong.push(...checkClosing(shift, shifts, closings.get(shift.id) ?? []));
  }
  for (const [id, mine] of closings) if (!known.has(id)) wrong.push(...checkCount(`shift ${id}`, 0, mine));
  return [...wrong, ...checkOpenings(tables, notes), ...checkEntries(tables, notes)];
}

function checkTime(what: string, at: Date, shift: Row | undefined): Violation[] {
  if (!shift) return [`shift: ${what} lies in no shift`];
  const isWithin = at >= shift.opened_at && (shift.closed_at === null || at <= shift.closed_at);
  if (isWithin) return [];
  return [`shift: ${what} at ${at.toISOString()} lies outside shift ${shift.id}`];
}

interface Entries {
  readonly payments: Row[];
  readonly movements: Row[];
}

/** What the shift expected when it was counted, and what its Z report told, to the unit. */
function checkSums(shift: Row, { payments, movements }: Entries, closings: Asked[]): Violation[] {
  const sum = (rows: Row[], kind: string) =>
    rows.filter((row) => row.kind === kind).reduce((all, { amount }) => all + amount, 0);
  const cash = payments.filter(({ method }) => method === "cash");
  const sums = {
    openingCash: shift.opening_cash,
    cashPayments: sum(cash, "payment"),
    cashRefunds: sum(cash, "refund"),
    cashIn: sum(movements, "in"),
    cashOut: sum(movements, "out"),
  };
  const expected = sums.openingCash + sums.cashPayments - sums.cashRefunds + sums.cashIn - sums.cashOut;
  const wrong: Violation[] = [];
  if (shift.closed_at !== null && shift.expected_cash !== expected)
    wrong.push(`money: shift ${shift.id} expected ${shift.expected_cash}, its entries make ${expected}`);
  for (const one of closings) {
    const told = acknowledged(one);
    if (!told) continue;
    const report = told.closed ?? told;
    for (const [name, value] of Object.entries({ ...sums, expectedCash: expected }))
      if (report[name] !== value)
        wrong.push(`money: shift ${shift.id}: ${one.key} was told ${name} ${report[name]}, it is ${value}`);
    for (const { method, taken, refunded } of report.methods) {
      const mine = payments.filter((row) => row.method === method);
      if (taken !== sum(mine, "payment") || refunded !== sum(mine, "refund"))
        wrong.push(`money: shift ${shift.id}: ${one.key} was told other sums of ${method}`);
    }
  }
  return wrong;
}

/** A shift is closed by somebody, once, with what they counted; what was handed over goes on with that cash. */
function checkClosing(shift: Row, shifts: Row[], closings: Asked[]): Violation[] {
  const { id } = shift;
  const wrong: Violation[] = [];
  const isClosed = shift.closed_at !== null;
  wrong.push(...checkCount(`closing of shift ${id}`, isClosed ? 1 : 0, closings));
  const next = shifts.filter((row) => row.handed_over_from === id);
  const mine = closings.filter(
    ({ verdict, body }) => verdict !== "refused" && body.countedCash === shift.counted_cash,
  );
  const told = mine.find(({ verdict }) => verdict === "acknowledged");
  if (isClosed && (told ?? mine[0]) === undefined)
    wrong.push(`shift: ${id} was closed with ${shift.counted_cash}, which nobody counted`);
  const fits = (one: Asked) => next.length === (one.action === "hand-over" ? 1 : 0);
  if (isClosed && !(told ? [told] : mine).some(fits))
    wrong.push(`shift: ${id} was closed and ${next.length} went on from it`);
  for (const row of next) {
    const goesOn =
      row.till_id === shift.till_id &&
      row.opening_cash === shift.counted_cash &&
      row.opened_at.getTime() === shift.closed_at?.getTime();
    if (!goesOn) wrong.push(`shift: ${row.id} does not go on where ${id} was handed over`);
  }
  return wrong;
}

/** Each till was opened once before the clients came; every other opening was asked for. */
function checkOpenings({ tills, shifts }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const asked = Map.groupBy(ofAction(notes, "open-shift"), ({ body }) => body.tillId);
  for (const till of tills) {
    const mine = shifts.filter((row) => row.till_id === till.id);
    const opened = mine.filter((row) => row.handed_over_from === null).length - 1;
    wrong.push(...checkCount(`openings of till ${till.id}`, opened, asked.get(till.id) ?? []));
  }
  for (const one of ofAction(notes, "open-shift")) {
    const told = acknowledged(one)?.shift;
    const row = told && shifts.find(({ id }) => id === told.id);
    if (told && (row?.till_id !== one.body.tillId || row.opening_cash !== one.body.openingCash))
      wrong.push(`lost: shift ${told.id} of ${one.key}`);
  }
  return wrong;
}

/** Movements by their reason, payments by their answers: each is there once, in the shift that was told. */
function checkEntries({ shifts, movements, payments }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const moved = ofAction(notes, "cash-movement");
  const byReason = Map.groupBy(movements, ({ reason }) => reason);
  for (const one of moved) {
    const there = byReason.get(one.body.reason) ?? [];
    wrong.push(...checkCount(`cash movement of ${one.key}`, there.length, [one]));
    const told = acknowledged(one)?.movement.id;
    for (const row of there) {
      const { kind, amount } = one.body;
      if (
        row.shift_id !== subjectOf(one) ||
        row.kind !== kind ||
        row.amount !== amount ||
        (told ?? row.id) !== row.id
      )
        wrong.push(`money: movement ${row.id} is not what ${one.key} asked for`);
    }
  }
  const reasons = new Set(moved.map(({ body }) => body.reason));
  for (const { id, reason } of movements)
    if (!reasons.has(reason)) wrong.push(`invented: cash movement ${id}, ${reason}, which nobody asked for`);
  const tillOf = new Map(shifts.map((row) => [row.id, row.till_id]));
  for (const one of ofAction(notes, "pay", "refund")) {
    const told = acknowledged(one)?.payment;
    const row = told && payments.find(({ id }) => id === told.id);
    if (!row) continue;
    const { tillId } = one.body;
    if (row.shift_id !== told.shiftId || (tillId !== undefined && tillOf.get(row.shift_id) !== tillId))
      wrong.push(`shift: ${row.kind} ${row.id} is not in the shift that ${one.key} was told`);
  }
  return wrong;
}
