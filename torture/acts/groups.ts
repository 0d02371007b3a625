import { paymentOf } from "./sales.ts";
import type { Deck } from "./till.ts";

/** Friends who pay together and sit down together, or not at all. */
export const groups: Deck = {
  sellToGroup: [
    4,
    async (till, reason) => {
      const { board, chance } = till;
      const { id: packageId, price } = chance.oneOf(board.packages) as { id: number; price: number };
      const playerIds = Array.from({ length: chance.between(2, 4) }, () => chance.oneOf(board.players));
      const payment = paymentOf(till, price * playerIds.length, reason);
      const body = { packageId, playerIds, payment };
      const sold = await till.ask({ action: "sell-group", path: "/groups", body });
      if (!sold) return;
      board.groups.push({ id: sold.group.id, size: playerIds.length });
      for (const invoice of sold.invoices) {
        board.purchases.push({ id: invoice.purchaseId, price });
        // Now and then one of them comes alone.
        if (chance.percent(20)) board.codes.push(invoice.validationCode);
      }
    },
  ],
  seatGroup: [
    6,
    async (till) => {
      const { board, chance } = till;
      const group = chance.oneOf(board.groups.slice(-5));
      if (!group) return;
      const seats = chance.percent(70) ? group.size : chance.between(1, group.size);
      const stationIds = new Set<number>();
      while (stationIds.size < seats) stationIds.add(chance.oneOf(board.stations) as number);
      const body = { stationIds: [...stationIds] };
      const seated = await till.ask({ action: "seat", path: `/groups/${group.id}/seat`, body });
      for (const session of seated?.sessions ?? []) board.sessions.push(session.id);
    },
  ],
};
