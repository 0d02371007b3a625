import type { Deck, Till } from "./till.ts";

/** Who comes, buys, pays, brings their ticket, and wants their money back. */
export const sales: Deck = {
  player: [
    4,
    async (till, reason) => {
      const player = await till.ask({ action: "player", path: "/players", body: { name: reason } });
      if (player) till.board.players.push(player.id);
    },
  ],
  sell: [
    18,
    async (till) => {
      const { players, packages } = till.board;
      const { id: packageId, price } = till.chance.oneOf(packages) as { id: number; price: number };
      const playerId = till.chance.oneOf(players) as number;
      const sold = await till.ask({ action: "sell", path: "/purchases", body: { playerId, packageId } });
      if (sold) till.board.purchases.push({ id: sold.id, price });
    },
  ],
  pay: [
    20,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases.slice(-8));
      if (!sold) return;
      await takePayment(till, sold, reason);
    },
  ],
  scan: [
    20,
    async (till) => {
      const code = till.chance.oneOf(till.board.codes.slice(-8));
      if (code === undefined) return;
      const scan = () => till.ask({ action: "scan", path: "/scans", body: { code } });
      // Two tills with one ticket, at the same instant.
      const answers = await Promise.all(till.chance.percent(30) ? [scan(), scan()] : [scan()]);
      for (const answer of answers) if (answer) till.board.sessions.push(answer.session.id);
    },
  ],
  wrongCode: [
    1,
    async (till) => {
      if (!till.chance.percent(20)) return;
      const code = `ZZZZ-ZZZZ-ZZZZ-${String(till.chance.between(1000, 9999))}`;
      await till.ask({ action: "scan", path: "/scans", body: { code } });
    },
  ],
  refund: [
    3,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases);
      if (sold)
        await till.ask({
          action: "refund",
          path: `/purchases/${sold.id}/refund`,
          body: { reason, ...atTill(till) },
        });
    },
  ],
  cancel: [
    1,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases);
      if (sold) await till.ask({ action: "cancel", path: `/purchases/${sold.id}/cancel`, body: { reason } });
    },
  ],
};

/** Takes the price of a purchase; its ticket is then there to be scanned. */
export async function takePayment(
  till: Till,
  { id, price }: { readonly id: number; readonly price: number },
  reason: string,
): Promise<void> {
  const body = paymentOf(till, price, reason);
  const paid = await till.ask({ action: "pay", path: `/purchases/${id}/payments`, body });
  if (paid) till.board.codes.push(paid.invoice.validationCode);
}

/** So much in cash, with change to give, or in mobile money. */
export function paymentOf(till: Till, amount: number, reason: string): Record<string, unknown> {
  return till.chance.percent(60)
    ? { method: "cash", amount, tendered: amount + till.chance.between(0, 5) * 100, ...atTill(till) }
    : { method: "mobile_money", amount, reference: reason, ...atTill(till) };
}

/** Mostly a clerk says through which till; who does not is refused while several are open. */
function atTill({ chance, board }: Till): { tillId?: number | undefined } {
  return chance.percent(90) ? { tillId: chance.oneOf(board.tills) } : {};
}
