import { recordAudit } from "../audit/actions.ts";
import { apply, cutToWindow, decide, type SessionCommand, type SessionEvent } from "../core/session-clock.ts";
import type { ActionContext } from "../db/transaction.ts";
import { moveInvoice } from "../invoices/actions.ts";
import { lockSessionAndInvoice } from "./lock.ts";
import { readSession } from "./queries.ts";
import { type LockedSession, recordEvent } from "./record.ts";
import type { Session } from "./schema.ts";

export interface EndedSession {
  readonly session: Session;
  readonly invoice: { id: number; number: string; status: string };
}

/** Carries a command out that ends a session, and uses its invoice up. Throws why it cannot. */
export async function endSession(
  context: ActionContext,
  id: number,
  command: SessionCommand,
  reason?: string,
): Promise<EndedSession> {
  const { tx, actor } = context;
  const { session, invoice } = await lockSessionAndInvoice(context, id);
  // What nobody started expires as of the date that was set, as the deadline worker does it.
  const at = command.type === "expiry" ? session.readyExpiresAt : null;
  const event = await carryOut(context, session, command, reason, at ?? session.now);
  // An invoice that somebody changed by hand is no reason to keep a customer's session open: it stays as it is.
  const status =
    invoice.status === "active"
      ? await moveInvoice(context, invoice, "session_end", new Date(event.at))
      : invoice.status;
  return {
    session: await readSession(tx, actor, id),
    invoice: { id: invoice.id, number: invoice.number, status },
  };
}

/** Decides and writes: the row, its event, run and grant, and the audit entry. */
export async function carryOut(
  context: ActionContext,
  session: LockedSession,
  command: SessionCommand,
  reason: string | undefined,
  at: Date = session.now,
): Promise<SessionEvent> {
  const event = decide(session, command, at.getTime());
  const cut = cutToWindow(session, event);
  // Sent together: who asks for the session beside this gets it as both have left it.
  const cutting = cut && recordEvent(context, session, cut, undefined);
  const before = cut ? { ...session, ...apply(session, cut), lastEvent: session.lastEvent + 1 } : session;
  await Promise.all([cutting, recordEvent(context, before, event, reason)]);
  recordAudit(context, {
    action: `session.${command.type}`,
    subject: "session",
    subjectId: session.id,
    details: reason === undefined ? {} : { reason },
  });
  return event;
}
