import { takePayment } from "./sales.ts";
import type { Body, Deck } from "./till.ts";

/** Play that is paid at its end: begun at the counter, billed once, whoever asks and how often, and paid. */
export const openPlay: Deck = {
  beginOpenPlay: [
    6,
    async (till) => {
      const { board, chance } = till;
      const begun = await till.ask({
        action: "open-play",
        path: "/open-play",
        body: {
          playerId: chance.oneOf(board.players),
          packageId: chance.oneOf(board.openPackages),
          stationId: chance.oneOf(board.stations),
        },
      });
      if (!begun) return;
      board.openPlays.push(begun.session.id);
      board.sessions.push(begun.session.id);
    },
  ],
  bill: [
    4,
    async (till, reason) => {
      const { board, chance } = till;
      const id = chance.percent(80) ? chance.oneOf(board.openPlays.slice(-6)) : chance.oneOf(board.openPlays);
      if (id === undefined) return;
      const bill = () => till.ask({ action: "bill", path: `/sessions/${id}/bill` });
      // Two tills that bill one player, at the same instant.
      const bills: Array<Body | null> = await Promise.all(chance.percent(30) ? [bill(), bill()] : [bill()]);
      const purchase = bills.find((one) => one !== null)?.purchase;
      if (purchase?.paymentStatus !== "pending") return;
      board.purchases.push({ id: purchase.id, price: purchase.price });
      if (chance.percent(80)) await takePayment(till, purchase, reason);
    },
  ],
};
