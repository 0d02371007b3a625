import { BusinessError } from "../core/errors.ts";
import { decide } from "../core/session-clock.ts";
import { isLive } from "../core/session-machine.ts";
import type { ActionContext } from "../db/transaction.ts";
import { refuseUnpaidZone } from "../purchases/queries.ts";
import { lockFreeStation, lockWorkingStation } from "../stations/queries.ts";
import { carryOut } from "./carry-out.ts";
import { lockSession } from "./lock.ts";
import { readSession, readSessions } from "./queries.ts";
import type { LockedSession } from "./record.ts";
import type { Session } from "./schema.ts";

/**
 * Moves a session to another station, or away from any: it keeps its time and runs on if it runs. One that is ready
 * has its station reserved. Throws why it cannot move, `zone_not_paid`, and what {@link lockFreeStation} throws.
 */
export async function moveSession(
  context: ActionContext,
  id: number,
  { stationId }: { stationId: number | null },
): Promise<{ session: Session }> {
  const { tx, actor } = context;
  const session = await lockSession(context, id);
  // Whether it may move at all comes first: "it is over" says more than "station busy".
  decide(session, { type: "move" }, session.now.getTime());
  if (stationId !== session.stationId) {
    if (stationId !== null) {
      await lockFreeStation(tx, actor.venueId, stationId, id);
      await refuseUnpaidZone(tx, actor.venueId, id, stationId);
    }
    await carryOut(context, { ...session, stationId }, { type: "move" }, undefined);
  }
  return { session: await readSession(tx, actor, id) };
}

/**
 * Lets two sessions that are at a station change places. Throws why one of them cannot move,
 * `session_without_station`, `zone_not_paid`, and what {@link lockWorkingStation} throws.
 */
export async function swapSessions(
  context: ActionContext,
  id: number,
  withId: number,
): Promise<{ sessions: Session[] }> {
  const { tx, actor } = context;
  if (id === withId) return { sessions: [await readSession(tx, actor, id)] };
  // Both rows in one order, whoever asks: two clerks who swap the same pair never wait in a circle.
  const one = await lockSession(context, Math.min(id, withId));
  const other = await lockSession(context, Math.max(id, withId));
  const [ofOne, ofOther] = [stationOf(one), stationOf(other)];
  for (const stationId of [ofOne, ofOther].sort((a, b) => a - b)) {
    await lockWorkingStation(tx, actor.venueId, stationId);
  }
  await refuseUnpaidZone(tx, actor.venueId, one.id, ofOther);
  await refuseUnpaidZone(tx, actor.venueId, other.id, ofOne);
  // For an instant that nobody sees, neither is anywhere: a station has one live session at most.
  await tx
    .updateTable("play_sessions")
    .set({ station_id: null })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", one.id)
    .execute();
  await carryOut(context, { ...other, stationId: ofOne }, { type: "move" }, undefined);
  await carryOut(context, { ...one, stationId: ofOther }, { type: "move" }, undefined);
  return { sessions: await readSessions(tx, actor.venueId, [one.id, other.id]) };
}

/** Where a session is that may move. Throws why it may not. */
function stationOf(session: LockedSession): number {
  decide(session, { type: "move" }, session.now.getTime());
  if (session.stationId === null || !isLive(session.status)) {
    throw new BusinessError("session_without_station", { sessionId: session.id });
  }
  return session.stationId;
}
