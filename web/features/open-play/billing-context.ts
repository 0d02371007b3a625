import { createContext, useContext } from "react";
import type { OpenSession } from "./queries.ts";

export const BillingContext = createContext<(session: OpenSession) => void>(() => {});

/** Opens the bill of play that is paid at its end. */
export function useBilling(): (session: OpenSession) => void {
  return useContext(BillingContext);
}
