import type { Body, Deck, Till } from "./till.ts";

/** Cash that goes in and out, and an administrator who counts the tills while clerks sell at them. */
export const shifts: Deck = {
  moveCash: [
    4,
    async (till, reason) => {
      const { chance } = till;
      const shift = (await chooseTill(till))?.openShift;
      if (!shift) return;
      const kind = chance.percent(50) ? "in" : "out";
      const body = { kind, amount: chance.between(1, 40) * 25, reason };
      await till.ask({ action: "cash-movement", path: `/shifts/${shift.id}/cash-movements`, body });
    },
  ],
  countTill: [
    3,
    async (till) => {
      const { chance } = till;
      const chosen = await chooseTill(till);
      if (!chosen) return;
      const { id: tillId, openShift } = chosen;
      const cash = chance.between(0, 400) * 25;
      const open = () =>
        till.ask({
          action: "open-shift",
          path: "/shifts",
          body: { tillId, openingCash: cash },
          by: "administrator",
        });
      if (!openShift) return void (await open());
      const action = chance.percent(50) ? "hand-over" : "close-shift";
      const path = `/shifts/${openShift.id}/${action === "hand-over" ? "hand-over" : "close"}`;
      const closed = await till.ask({ action, path, body: { countedCash: cash }, by: "administrator" });
      if (closed && action === "close-shift") await open();
    },
  ],
};

/** One of the tills as they stand now; nothing while nobody answers. */
async function chooseTill(till: Till): Promise<Body | undefined> {
  const tills = await till.ask({ action: "read", path: "/tills" });
  return till.chance.oneOf<Body>(tills?.items ?? []);
}
