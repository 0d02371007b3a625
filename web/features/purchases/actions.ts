import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";

/** Drops a purchase that nobody paid. */
export function useCancelPurchase(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      ask(api.POST("/api/v1/purchases/{id}/cancel", { params: { path: { id } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["purchases"] }),
  });
}
