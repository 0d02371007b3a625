import type { Deck } from "./till.ts";

/** What the screens read all day. */
export const reading: Deck = {
  read: [
    6,
    async (till) => {
      const path = till.chance.oneOf([
        "/sessions?status=open",
        "/purchases",
        "/invoices",
        "/scans",
        "/players",
      ]);
      await till.ask({ action: "read", path: path as string });
    },
  ],
};
