import { queryOptions } from "@tanstack/react-query";
import { api, ask, Refusal, type Schemas } from "../../app/api.ts";

export type Me = Schemas["Me"];

/** Who is signed in on this device, or null. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: (): Promise<Me | null> =>
    ask(api.GET("/api/v1/me")).catch((error) => {
      if (error instanceof Refusal && error.status === 401) return null;
      throw error;
    }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether the administrator who is signed in has a PIN. */
export const pinQuery = queryOptions({
  queryKey: ["me", "pin"],
  queryFn: () => ask(api.GET("/api/v1/me/pin")),
});
