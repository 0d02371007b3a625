import { type Client, client, expect } from "../test/gamezone.ts";
import type { OpenVenue } from "./venue.ts";

/** What a sale left: who plays, and what stands on their invoice. */
export interface Sold {
  readonly playerId: number;
  readonly purchaseId: number;
  readonly number: string;
  readonly code: string;
}

/** A clerk at work beside the screens, for tests that look at what was sold and not at how. */
export interface Till {
  /** Sells a package of so many minutes for cash to a player of the demonstration data. */
  sell(player: string, minutes: number): Promise<Sold>;
  /** Activates what was sold and starts it, on no station. */
  start(sold: Sold): Promise<void>;
}

export async function openTill(venue: OpenVenue): Promise<Till> {
  const clerk = await signInClerk(venue);
  return {
    async sell(player, minutes) {
      const { items: players } = expect(
        await clerk.get(`/players?search=${encodeURIComponent(player)}`),
        200,
      ) as { items: Array<{ id: number }> };
      const { items: packages } = expect(await clerk.get("/packages?limit=200"), 200) as {
        items: Array<{ id: number; minutes: number; price: number }>;
      };
      const playerId = players[0]?.id as number;
      const offer = packages.find((one) => one.minutes === minutes);
      const purchase = expect(await clerk.post("/purchases", { playerId, packageId: offer?.id }), 201);
      const payment = { method: "cash", amount: offer?.price };
      const { invoice } = expect(await clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
      return { playerId, purchaseId: purchase.id, number: invoice.number, code: invoice.validationCode };
    },
    async start({ code }) {
      const { session } = expect(await clerk.post("/scans", { code }), 201);
      expect(await clerk.post(`/sessions/${session.id}/start`), 200);
    },
  };
}

async function signInClerk({ address, gamezone }: OpenVenue): Promise<Client> {
  const answer = await client(address, {}).post("/sign-in", gamezone.firstPasswords?.clerk);
  expect(answer, 200);
  const cookies = answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
  return client(address, { cookie: cookies.join("; ") });
}
