import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { pay, type Sale } from "../selling/actions.ts";
import { applySession } from "../sessions/queries.ts";

interface NewPlay {
  readonly playerId: number;
  readonly packageId: number;
  readonly stationId: number;
  readonly controllers: number;
}

/** Seats a player who pays at the end. */
export function useStartOpenPlay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (play: NewPlay) => ask(api.POST("/api/v1/open-play", { body: play })),
    onSuccess: ({ session }) => applySession(client, session),
  });
}

/** Stops play, if it still runs, and works out what it costs. */
export function useBill(sessionId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      ask(api.POST("/api/v1/sessions/{id}/bill", { params: { path: { id: sessionId } }, body: {} })),
    onSuccess: ({ session }) => applySession(client, session),
  });
}

export function usePayBill() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      purchaseId,
      ...money
    }: { purchaseId: number } & Pick<Sale, "price" | "payment" | "tillId">) => pay(purchaseId, money),
    onSettled: () => client.invalidateQueries({ queryKey: ["purchases"] }),
  });
}

/** Notes that somebody left without paying. */
export function useLeaveUnpaid() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ purchaseId, reason }: { purchaseId: number; reason: string }) =>
      ask(
        api.POST("/api/v1/purchases/{id}/unpaid", {
          params: { path: { id: purchaseId } },
          body: { reason },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["purchases"] }),
  });
}
