import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, ask, type Schemas } from "../../app/api.ts";

export interface Sale {
  readonly playerId: number;
  readonly packageId: number;
  readonly zoneId: number | null;
  readonly controllers: number;
  /** As the clerk sees it; the sale works it out anew. */
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
      const purchase = kept !== null && isOf(kept, sale) ? kept : await create(sale);
      unpaid.current = purchase;
      const sold = await pay(purchase.id, sale);
      unpaid.current = null;
      return sold;
    },
    onSettled: () => {
      for (const touched of ["purchases", "invoices", "tariffs", "shifts"]) {
        void client.invalidateQueries({ queryKey: [touched] });
      }
    },
  });
  return { ...mutation, unpaidId: mutation.isError ? (unpaid.current?.id ?? null) : null };
}

/** Whether a purchase that waits for its payment is the one that is asked for. */
function isOf(kept: Schemas["Purchase"], sale: Sale): boolean {
  return (
    kept.player.id === sale.playerId &&
    kept.packageId === sale.packageId &&
    (kept.zone?.id ?? null) === sale.zoneId &&
    kept.controllers === sale.controllers &&
    kept.price === sale.price
  );
}

function create({ playerId, packageId, zoneId, controllers }: Sale): Promise<Schemas["Purchase"]> {
  return ask(api.POST("/api/v1/purchases", { body: { playerId, packageId, zoneId, controllers } }));
}

/** Pays a purchase; what is paid must be its price. */
export function pay(id: number, sale: Pick<Sale, "price" | "payment" | "tillId">) {
  const body = paymentOf(sale, sale.price);
  return ask(api.POST("/api/v1/purchases/{id}/payments", { params: { path: { id } }, body }));
}

/** The payment of a sale as the API takes it, of so much. */
export function paymentOf({ payment, tillId }: Pick<Sale, "payment" | "tillId">, amount: number) {
  return payment.method === "cash"
    ? { method: payment.method, amount, tendered: payment.tendered, tillId }
    : { method: payment.method, amount, reference: payment.reference ?? undefined, tillId };
}
