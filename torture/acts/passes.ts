import { passAt } from "../catalogue.ts";
import type { Deck, Pass } from "./till.ts";

/** A pass is sold for its window, mostly the one that is open; it is paid, scanned and started like anything else. */
export const passes: Deck = {
  pass: [
    5,
    async (till) => {
      const { board, chance } = till;
      const offered = chance.percent(90) ? passAt(board.passes, board.now()) : chance.oneOf(board.passes);
      const { id: packageId, price } = offered as Pass;
      const playerId = chance.oneOf(board.players);
      const sold = await till.ask({ action: "sell", path: "/purchases", body: { playerId, packageId } });
      if (sold) board.purchases.push({ id: sold.id, price });
    },
  ],
};
