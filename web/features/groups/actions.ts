import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { paymentOf, type Sale } from "../selling/actions.ts";
import { applySession } from "../sessions/queries.ts";

export type SoldGroup = Awaited<ReturnType<typeof sell>>;

/** Sells the same to several players for one payment. */
export function useSellToGroup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sale, players, total }: { sale: Sale; players: number; total: number }) =>
      sell(sale, players, total),
    onSettled: () => {
      for (const touched of ["purchases", "invoices", "tariffs", "shifts"]) {
        void client.invalidateQueries({ queryKey: [touched] });
      }
    },
  });
}

/** Those who come along have no account: their invoices stand in the name of the one who pays. */
function sell(sale: Sale, players: number, total: number) {
  const { playerId, packageId, zoneId, controllers } = sale;
  const playerIds = Array.from({ length: players }, () => playerId);
  const payment = paymentOf(sale, total);
  const body = { playerIds, packageId, zoneId, controllers, payment };
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
