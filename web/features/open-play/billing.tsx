import { type ReactNode, useState } from "react";
import { BillDialog } from "./bill-dialog.tsx";
import { BillingContext } from "./billing-context.ts";
import type { OpenSession } from "./queries.ts";

/** Holds the bill that a clerk has in hand: what it is about moves on the board while its money is taken. */
export function Billing({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<OpenSession | null>(null);
  return (
    <BillingContext value={setSession}>
      {children}
      {session && <BillDialog key={session.id} session={session} onClose={() => setSession(null)} />}
    </BillingContext>
  );
}
