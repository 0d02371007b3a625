import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, ask, type Schemas } from "../../app/api.ts";

export interface Sale {
  readonly playerId: number;
  readonly packageId: number;
  readonly price: number;
  readonly payment:
    | { readonly method: "cash"; readonly tendered: number }
    | { readonly method: "mobile_money"; readonly reference: string | null };
  /** Only when several are open and none is one's own. */
  readonly tillId?: number | undefined;
}

export type Sold = Awaited<ReturnType<typeof pay>>;

/** Sells and takes the money. When only the payment failed, the next try pays the same purchase. */
export function useSell() {
  const client = useQueryClient();
  const unpaid = useRef<Schemas["Purchase"] | null>(null);
  const mutation = useMutation({
    mutationFn: async (sale: Sale) => {
      const kept = unpaid.current;
      const same =
        kept?.player.id === sale.playerId && kept.packageId === sale.packageId && kept.price === sale.price;
      const purchase = same ? kept : await create(sale);
      unpaid.current = purchase;
      const sold = await pay(purchase.id, sale);
      unpaid.current = null;
      return sold;
    },
    onSettled: () => {
      for (const touched of ["purchases", "invoices", "shifts"]) {
        void client.invalidateQueries({ queryKey: [touched] });
      }
    },
  });
  return { ...mutation, unpaidId: mutation.isError ? (unpaid.current?.id ?? null) : null };
}

function create({ playerId, packageId }: Sale): Promise<Schemas["Purchase"]> {
  return ask(api.POST("/api/v1/purchases", { body: { playerId, packageId } }));
}

function pay(id: number, { price, payment, tillId }: Sale) {
  const money =
    payment.method === "cash"
      ? { method: payment.method, amount: price, tendered: payment.tendered, tillId }
      : { method: payment.method, amount: price, reference: payment.reference ?? undefined, tillId };
  return ask(api.POST("/api/v1/purchases/{id}/payments", { params: { path: { id } }, body: money }));
}
