import { barAt, type PlayerStanding, refusalOf } from "../core/admission.ts";
import { HOUR, MINUTE, SECOND } from "../core/duration.ts";
import { decide, LARGEST_GRANT_MS, type SessionCommand } from "../core/session-clock.ts";
import { isLive } from "../core/session-machine.ts";
import { readTrustedClock } from "../db/clock.ts";
import type { ActionContext } from "../db/transaction.ts";
import { refuseUnpaidZone } from "../purchases/queries.ts";
import { holdStandingOfSession } from "../sanctions/queries.ts";
import { lockFreeStation } from "../stations/queries.ts";
import { carryOut, type EndedSession, endSession } from "./carry-out.ts";
import { lockSession, lockSessionAndInvoice } from "./lock.ts";
import { readSession, readSessions } from "./queries.ts";
import { type LockedSession, recordCreation } from "./record.ts";
import type { Session } from "./schema.ts";

export { closeDueSession, expireDueSession, rebuildSession } from "./mend.ts";
export { moveSession, swapSessions } from "./move.ts";
export { pauseForOutage } from "./outage.ts";

export interface NewSession {
  readonly invoiceId: number;
  readonly playerId: number;
  readonly stationId: number | null;
  readonly minutes: number;
  /** Of a pass: the window that was sold. Its time is all of it, and ends with it. */
  readonly window: { readonly from: Date; readonly until: Date } | null;
}

/**
 * Creates the session of an invoice that a scan just activated, ready to start. Answers its id. Its expiry is a minute
 * away at least: nobody need be woken for it.
 */
export function createSession(context: ActionContext, session: NewSession, now: Date): Promise<number> {
  const { window } = session;
  // A night may be an hour longer than its minutes say, when the clocks change.
  const grantedMs = window
    ? Math.min(window.until.getTime() - window.from.getTime(), LARGEST_GRANT_MS)
    : session.minutes * MINUTE;
  return recordCreation(context, { ...session, grantedMs, closesAt: window?.until ?? null }, now);
}

/** Starts a ready session, on a station if one is named. Throws why it cannot start. */
export async function startSession(
  context: ActionContext,
  id: number,
  input: { stationId?: number | null },
): Promise<{ session: Session }> {
  return run(context, id, "start", input.stationId);
}

/** Lets a paused session run on, on another station if one is named. Throws why it cannot. */
export async function resumeSession(
  context: ActionContext,
  id: number,
  input: { stationId?: number | null },
): Promise<{ session: Session }> {
  return run(context, id, "resume", input.stationId);
}

/** Stops the clock of an active session. Throws why it cannot be paused. */
export async function pauseSession(
  context: ActionContext,
  id: number,
  input: { reason?: string },
): Promise<{ session: Session }> {
  const session = await lockSession(context, id);
  return answer(context, session, { type: "pause" }, input.reason);
}

/** Adds minutes that nobody pays for, which is why a reason is asked. Throws `grant_too_long`. */
export async function extendSession(
  context: ActionContext,
  id: number,
  input: { minutes: number; reason: string },
): Promise<{ session: Session }> {
  const session = await lockSession(context, id);
  return answer(context, session, { type: "extend", addedMs: input.minutes * MINUTE }, input.reason);
}

/** Stops a session for good; the time left is lost to the customer, which is why a reason is asked. */
export async function terminateSession(
  context: ActionContext,
  id: number,
  input: { reason: string },
): Promise<EndedSession> {
  return endSession(context, id, { type: "terminate" }, input.reason);
}

/** Closes a live session as if its time had run out; the rest is written off, which is why a reason is asked. */
export async function forceCompleteSession(
  context: ActionContext,
  id: number,
  input: { reason: string },
): Promise<EndedSession> {
  return endSession(context, id, { type: "force_complete" }, input.reason);
}

/** Ends a session as {@link forceCompleteSession} does, and leaves one that has ended as it is. Throws `not_found`. */
export async function endIfLive(context: ActionContext, id: number, reason: string): Promise<void> {
  const { session } = await lockSessionAndInvoice(context, id);
  if (isLive(session.status)) await endSession(context, id, { type: "force_complete" }, reason);
}

/** An older outage is not "the" outage any more: nobody waits at the counter for those sessions to run on. */
const RECENT_OUTAGE = 12 * HOUR;

/**
 * After a power cut: lets every session run on that an outage of the last twelve hours paused. Those whose player may
 * not play now, by a sanction or by the hours for minors, stay paused; their ids are answered too.
 */
export async function resumeAllSessions(
  context: ActionContext,
): Promise<{ sessions: Session[]; heldBack: number[] }> {
  const { tx, actor } = context;
  const now = await readTrustedClock(tx);
  const rows = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("status", "=", "paused")
    .where("outage_at", ">", new Date(now.getTime() - RECENT_OUTAGE))
    // A pass whose window is over has nothing to run on: the deadline worker closes it.
    .where((where) =>
      where.or([where("closes_at", "is", null), where("closes_at", ">", new Date(now.getTime() + SECOND))]),
    )
    .orderBy("id")
    .forUpdate()
    .execute();
  const ids: number[] = [];
  const heldBack: number[] = [];
  for (const { id } of rows) {
    const [session, player] = await Promise.all([
      lockSession(context, id),
      holdStandingOfSession(tx, actor.venueId, id),
    ]);
    if (player !== null && barAt(player.standing, session.now.getTime()) !== null) heldBack.push(id);
    else {
      await carryOut(context, session, { type: "resume" }, undefined);
      ids.push(id);
    }
  }
  return { sessions: await readSessions(tx, actor.venueId, ids), heldBack };
}

/** For a refund: terminates the session of an invoice, unless it has ended. Answers its id, or null. */
export async function terminateForRefund(
  context: ActionContext,
  invoiceId: number,
  reason: string,
): Promise<number | null> {
  const { tx, actor } = context;
  const row = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("invoice_id", "=", invoiceId)
    .executeTakeFirst();
  if (!row) return null;
  await carryOut(context, await lockSession(context, row.id), { type: "terminate" }, reason);
  return row.id;
}

async function run(
  context: ActionContext,
  id: number,
  type: "start" | "resume",
  stationId: number | null | undefined,
): Promise<{ session: Session }> {
  const { tx, actor } = context;
  const [session, player] = await Promise.all([
    lockSession(context, id),
    // After the session's row and before the station's, in the same journey.
    holdStandingOfSession(tx, actor.venueId, id),
    readTrustedClock(tx),
  ]);
  const seat = stationId ?? session.stationId;
  // Whether it may run at all comes first: "already running" says more than "station busy".
  decide(session, { type }, session.now.getTime());
  if (player !== null) refuseBarred(player, session.now);
  if (seat !== null && (type === "start" || seat !== session.stationId)) {
    await Promise.all([
      lockFreeStation(tx, actor.venueId, seat, id),
      refuseUnpaidZone(tx, actor.venueId, id, seat),
    ]);
  }
  return answer(context, { ...session, stationId: seat }, { type }, undefined);
}

/** Throws `player_suspended`, `player_banned` or `minor_outside_hours`. */
function refuseBarred(player: { playerId: number; standing: PlayerStanding }, now: Date): void {
  const bar = barAt(player.standing, now.getTime());
  if (bar !== null) throw refusalOf(bar, player.playerId);
}

/** Carries a command out and answers the session as it is then, in one journey to the database. */
async function answer(
  context: ActionContext,
  session: LockedSession,
  command: SessionCommand,
  reason: string | undefined,
): Promise<{ session: Session }> {
  const [, after] = await Promise.all([
    carryOut(context, session, command, reason),
    readSession(context.tx, context.actor, session.id),
  ]);
  return { session: after };
}
