import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { applySession } from "../sessions/queries.ts";
import type { Invoice } from "./queries.ts";

/** Withdraws an invoice that nobody has used. */
export function useCancelInvoice(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      ask(api.POST("/api/v1/invoices/{id}/cancel", { params: { path: { id } }, body: { reason } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["invoices"] });
      void client.invalidateQueries({ queryKey: ["purchases"] });
    },
  });
}

export interface RefundFields {
  readonly reason: string;
  readonly tillId: number | undefined;
  readonly approval: { username: string; pin: string } | undefined;
}

/** Gives the money back: the invoice ends, and so does its session. */
export function useRefund(invoice: Invoice) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RefundFields) => {
      const path = { id: invoice.purchaseId };
      return ask(api.POST("/api/v1/purchases/{id}/refund", { params: { path }, body }));
    },
    onSuccess: ({ session }) => {
      if (session) applySession(client, session);
      void client.invalidateQueries({ queryKey: ["invoices"] });
      void client.invalidateQueries({ queryKey: ["purchases"] });
    },
  });
}
