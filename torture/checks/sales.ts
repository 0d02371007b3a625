import { matchGroups } from "./groups.ts";
import { type Asked, acknowledged, checkCount, ofAction, subjectOf, type Violation } from "./notes.ts";
import type { Tables } from "./tables.ts";

export function checkPeople({ users }: Tables, notes: readonly Asked[]): Violation[] {
  return ofAction(notes, "player").flatMap((one) => {
    const there = users.filter(({ name }) => name === one.body.name);
    const told = acknowledged(one);
    if (told && there[0] && there[0].id !== told.id) return [`lost: player ${one.key}: another id`];
    return checkCount(`player ${one.key}`, there.length, [one]);
  });
}

export function checkSales(
  { purchases, payments, invoices, groups }: Tables,
  notes: readonly Asked[],
): Violation[] {
  const wrong: Violation[] = [];
  const sales = ofAction(notes, "sell", "open-play");
  const groupOf = matchGroups(groups, purchases, notes);
  // What a group bought is the group's: see there.
  const single = purchases.filter((row) => row.group_id === null);
  const byId = new Map(purchases.map((row) => [row.id, row]));
  for (const [buyer, asked] of Map.groupBy(sales, ({ body }) => `${body.playerId}/${body.packageId}`)) {
    const there = single.filter((row) => `${row.player_id}/${row.package_id}` === buyer);
    wrong.push(...checkCount(`purchases of player/package ${buyer}`, there.length, asked));
  }
  for (const sale of ofAction(notes, "sell")) {
    const told = acknowledged(sale);
    if (!told) continue;
    const row = byId.get(told.id);
    if (row?.player_id !== sale.body.playerId || row.price !== told.price)
      wrong.push(`lost: purchase ${told.id} of ${sale.key}`);
  }
  const asked = Map.groupBy(ofAction(notes, "pay", "refund", "cancel"), subjectOf);
  const paid = Map.groupBy(payments, ({ purchase_id }) => purchase_id);
  const invoiced = Map.groupBy(invoices, ({ purchase_id }) => purchase_id);
  for (const purchase of purchases) {
    const { id, price, payment_status: status } = purchase;
    const mine = asked.get(id) ?? [];
    const rows = paid.get(id) ?? [];
    // A group that is there was sold, whether its clerk heard of it or not.
    const sold = groupOf.get(purchase.group_id);
    const together: Asked | undefined = sold && { ...sold, verdict: "acknowledged" };
    for (const [action, kind] of [
      ["pay", "payment"],
      ["refund", "refund"],
    ] as const) {
      const there = rows.filter((row) => row.kind === kind);
      wrong.push(
        ...checkCount(`${kind} of purchase ${id}`, there.length, [
          ...mine.filter((one) => one.action === action),
          ...(action === "pay" && together ? [together] : []),
        ]),
      );
      if (there.some((row) => row.amount !== price))
        wrong.push(`money: ${kind} of purchase ${id} is not its price`);
    }
    for (const one of mine.filter(({ action }) => action === "pay")) {
      const told = acknowledged(one);
      const row = told && rows.find((payment) => payment.id === told.payment.id);
      if (!told) continue;
      if (!row || row.method !== one.body.method || row.tendered !== (one.body.tendered ?? null))
        wrong.push(`lost: payment ${told.payment.id} of ${one.key}`);
      if (row && row.tendered !== null && row.change !== row.tendered - row.amount)
        wrong.push(`money: change of payment ${row.id}`);
    }
    const kinds = rows
      .map(({ kind }) => kind)
      .sort()
      .join();
    const due = { completed: "payment", refunded: "payment,refund" }[status as string] ?? "";
    if (kinds !== due) wrong.push(`money: purchase ${id} is ${status} and has the payments [${kinds}]`);
    // Play that is paid at its end has its invoice from the start.
    if ((invoiced.get(id)?.length ?? 0) !== (due === "" && purchase.kind !== "open" ? 0 : 1))
      wrong.push(`invoice: purchase ${id} is ${status} and has ${invoiced.get(id)?.length ?? 0} invoices`);
  }
  return wrong;
}
