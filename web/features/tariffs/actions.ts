import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { paymentOf, type Sale } from "../selling/actions.ts";
import type { Holiday } from "./queries.ts";
import type { Window } from "./window-words.ts";

export interface CalendarPriceFields {
  readonly name: string;
  readonly packageId: number | null;
  readonly window: Window;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly percent: number | null;
  readonly price: number | null;
  readonly active: boolean;
}

/** Adds a price of the calendar, or changes the one given. */
export function useSaveCalendarPrice(id: number | null) {
  return useTariffChange((fields: CalendarPriceFields) => {
    const body = { ...fields, window: { ...fields.window, days: [...fields.window.days] } };
    return id === null
      ? ask(api.POST("/api/v1/calendar-prices", { body }))
      : ask(api.PATCH("/api/v1/calendar-prices/{id}", { params: { path: { id } }, body }));
  });
}

export function useKeepHoliday() {
  return useTariffChange((body: Holiday) => ask(api.POST("/api/v1/holidays", { body })));
}

export function useDropHoliday() {
  return useTariffChange((day: string) =>
    ask(api.POST("/api/v1/holidays/{day}/drop", { params: { path: { day } } })),
  );
}

export interface SurchargeFields {
  readonly controllerSurchargePerHour: number;
  readonly zones: Array<{ id: number; surchargePerHour: number }>;
}

export function useChangeSurcharges() {
  return useTariffChange((body: SurchargeFields) => ask(api.PATCH("/api/v1/surcharges", { body })));
}

export interface MembershipFields {
  readonly name: string;
  readonly price: number;
  readonly discountPercent: number;
  readonly minutesAMonth: number;
  readonly active: boolean;
}

/** Offers a membership, or changes the one given. */
export function useSaveMembership(id: number | null) {
  return useTariffChange((body: MembershipFields) =>
    id === null
      ? ask(api.POST("/api/v1/memberships", { body }))
      : ask(api.PATCH("/api/v1/memberships/{id}", { params: { path: { id } }, body })),
  );
}

export interface JoinFields extends Pick<Sale, "price" | "payment" | "tillId"> {
  readonly membershipId: number;
  readonly months: number;
}

export function useJoinMembership(playerId: number) {
  return useTariffChange(({ membershipId, months, price, ...money }: JoinFields) => {
    const body = { membershipId, months, payment: paymentOf(money, price) };
    return ask(api.POST("/api/v1/players/{id}/memberships", { params: { path: { id: playerId } }, body }));
  });
}

export function useEndMembership() {
  return useTariffChange(({ id, reason }: { id: number; reason: string }) =>
    ask(api.POST("/api/v1/player-memberships/{id}/end", { params: { path: { id } }, body: { reason } })),
  );
}

export function useRefundMembership(id: number) {
  return useTariffChange((body: { reason: string; tillId: number | undefined }) =>
    ask(api.POST("/api/v1/player-memberships/{id}/refund", { params: { path: { id } }, body })),
  );
}

function useTariffChange<Fields, Saved>(save: (fields: Fields) => Promise<Saved>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: () => client.invalidateQueries({ queryKey: ["tariffs"] }),
  });
}
