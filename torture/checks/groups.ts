import { type Asked, acknowledged, ofAction, subjectOf, type Violation } from "./notes.ts";
import type { Row, Tables } from "./tables.ts";

/** For each group that is there, the note that asked for it: by the answer, or else an unknown one that asked for such. */
export function matchGroups(groups: Row[], purchases: Row[], notes: readonly Asked[]): Map<number, Asked> {
  const sales = ofAction(notes, "sell-group");
  const matched = new Map<number, Asked>();
  for (const sale of sales) {
    const told = acknowledged(sale);
    if (told) matched.set(told.group.id, sale);
  }
  const unknown = sales.filter(({ verdict }) => verdict === "unknown");
  for (const group of groups) {
    if (matched.has(group.id)) continue;
    const mine = purchases.filter((row) => row.group_id === group.id);
    const index = unknown.findIndex(({ body }) => sameGroup(group, mine, body));
    const [sale] = index < 0 ? [] : unknown.splice(index, 1);
    if (sale) matched.set(group.id, sale);
  }
  return matched;
}

/** A group is whole: everybody who was asked for, paid once and together, and seated together or not. */
export function checkGroups(tables: Tables, notes: readonly Asked[]): Violation[] {
  const { groups, purchases, invoices } = tables;
  const wrong: Violation[] = [];
  const matched = matchGroups(groups, purchases, notes);
  const members = Map.groupBy(purchases, ({ group_id }) => group_id);
  for (const [id, sale] of matched) {
    const told = acknowledged(sale);
    const group = groups.find((row) => row.id === id);
    const mine = members.get(id) ?? [];
    if (!group || !sameGroup(group, mine, sale.body)) wrong.push(`group: ${id} of ${sale.key} is not whole`);
    const issued = invoices.filter((row) => mine.some((purchase) => purchase.id === row.purchase_id));
    const lacking = told?.invoices.some((invoice: Row) => !issued.some((row) => row.id === invoice.id));
    if (lacking || issued.length !== mine.length)
      wrong.push(`lost: invoices of group ${id}: ${mine.length} sold, ${issued.length} there`);
  }
  for (const [id, mine] of members)
    if (id !== null && !groups.some((row) => row.id === id))
      wrong.push(`group: purchase ${mine[0].id} is of group ${id}, which is not there`);
  for (const group of groups) {
    if (!matched.has(group.id)) wrong.push(`invented: group ${group.id}, for which nobody asked`);
    wrong.push(...checkMoney(group, members.get(group.id) ?? [], tables.payments));
    wrong.push(...checkSeats(group.id, tables, notes));
  }
  return wrong;
}

/** One payment for all of them: their shares make its sum, in one way and in one shift. */
function checkMoney(group: Row, mine: Row[], payments: Row[]): Violation[] {
  const shares = payments.filter(
    (row) => row.kind === "payment" && mine.some(({ id }) => id === row.purchase_id),
  );
  const sum = shares.reduce((all, { amount }) => all + amount, 0);
  const ways = new Set(shares.map(({ method, shift_id }) => `${method}/${shift_id}`));
  const wrong: Violation[] = [];
  if (sum !== group.amount)
    wrong.push(`money: group ${group.id} paid ${group.amount}, its shares are ${sum}`);
  if (ways.size > 1 || shares.some(({ method }) => method !== group.method))
    wrong.push(`money: group ${group.id} paid in ${ways.size} ways or shifts`);
  return wrong;
}

/** An acknowledged seating put one at each station; what nobody heard of seated all that it named, or nobody. */
function checkSeats(id: number, tables: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const seats = ofAction(notes, "seat").filter((one) => subjectOf(one) === id);
  const mine = new Set(tables.purchases.filter((row) => row.group_id === id).map((row) => row.id));
  const invoices = tables.invoices.filter((row) => mine.has(row.purchase_id));
  const sessions = tables.sessions.filter((row) => invoices.some((invoice) => invoice.id === row.invoice_id));
  const explained = new Set<number>();
  for (const seat of seats) {
    const told: Row[] = acknowledged(seat)?.sessions ?? [];
    const stations = told.map((session) => {
      explained.add(session.id);
      const there = sessions.some((row) => row.id === session.id);
      return (
        there &&
        tables.events.find((row) => row.session_id === session.id && row.type === "started")?.station_id
      );
    });
    if (seat.verdict === "acknowledged" && !sameNumbers(stations, seat.body.stationIds))
      wrong.push(`group: ${id}: ${seat.key} did not seat one at each of ${seat.body.stationIds}`);
  }
  const codes = new Set(invoices.map((row) => row.validation_code));
  const scans = ofAction(notes, "scan").filter(({ body }) =>
    codes.has(String(body.code).replaceAll("-", "")),
  );
  for (const scan of scans) explained.add(acknowledged(scan)?.session.id);
  const alone = scans.filter(({ verdict }) => verdict === "unknown").length;
  const rest = sessions.filter((row) => !explained.has(row.id)).length;
  const sizes = seats
    .filter(({ verdict }) => verdict === "unknown")
    .map(({ body }) => body.stationIds.length);
  if (!sumsOf(sizes).some((sum) => sum <= rest && rest <= sum + alone))
    wrong.push(`group: ${id}: ${rest} were seated that no whole seating explains`);
  return wrong;
}

function sameGroup(group: Row, mine: Row[], { playerIds, packageId, payment }: Row): boolean {
  return (
    sameNumbers(
      mine.map((row) => row.player_id),
      playerIds,
    ) &&
    mine.every((row) => row.package_id === packageId) &&
    group.method === payment.method &&
    group.amount === payment.amount &&
    group.tendered === (payment.tendered ?? null)
  );
}

function sameNumbers(some: readonly number[], others: readonly number[]): boolean {
  return [...some].sort().join() === [...others].sort().join();
}

/** Every sum that some of the numbers make, also none of them. */
function sumsOf(numbers: readonly number[]): number[] {
  const sums = [0];
  for (const number of numbers) sums.push(...sums.map((sum) => sum + number));
  return sums;
}
