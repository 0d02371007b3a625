import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { moneyOf, type Sale } from "../selling/actions.ts";
import { applySession } from "../sessions/queries.ts";

export type SoldGroup = Awaited<ReturnType<typeof sell>>;

/** Sells the same to several players for one payment. */
export function useSellToGroup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sale, players }: { sale: Sale; players: number }) => sell(sale, players),
    onSettled: () => {
      for (const touched of ["purchases", "invoices", "tariffs"]) {
        void client.invalidateQueries({ queryKey: [touched] });
      }
    },
  });
}

/** Those who come along have no account: their invoices stand in the name of the one who pays. */
function sell({ playerId, packageId, zoneId, controllers, price, payment }: Sale, players: number) {
  const playerIds = Array.from({ length: players }, () => playerId);
  const body = { playerIds, packageId, zoneId, controllers, payment: moneyOf(payment, price * players) };
  return ask(api.POST("/api/v1/groups", { body }));
}

/** Activates and starts one session of a group at each station, all or none. */
export function useSeatGroup(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stationIds: number[]) =>
      ask(api.POST("/api/v1/groups/{id}/seat", { params: { path: { id } }, body: { stationIds } })),
    onSuccess: ({ sessions }) => {
      for (const session of sessions) applySession(client, session);
    },
  });
}
