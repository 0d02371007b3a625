import { recordAudit } from "../audit/actions.ts";
import { MINUTE } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { isForClerks, type SanctionKind } from "../core/sanction.ts";
import { announceChange } from "../db/announce.ts";
import { readClock } from "../db/clock.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { lockPlayer } from "../players/queries.ts";
import { readSanction } from "./queries.ts";
import type { NewSanction, SanctionAnswer } from "./schema.ts";

/**
 * Warns, suspends or bans a player, from now on. The player's row stays locked until the commit: a scan, a start or a
 * resume comes wholly before it or is refused. A session that runs goes on. Throws `not_found`, `sanction_reserved`
 * for what a clerk may not give, `already_banned`.
 */
export async function giveSanction(
  context: ActionContext,
  playerId: number,
  { kind, reason, durationMinutes }: NewSanction,
): Promise<{ sanction: SanctionAnswer }> {
  const { tx, actor } = context;
  const lengthMs = typeof durationMinutes === "number" ? durationMinutes * MINUTE : null;
  checkMay(context, kind, lengthMs);
  await lockPlayer(tx, actor.venueId, playerId);
  const now = await readClock(tx);
  const { id } = await tx
    .insertInto("sanctions")
    .values({
      venue_id: actor.venueId,
      player_id: playerId,
      kind,
      reason,
      given_at: now,
      given_by: actor.userId,
      until: lengthMs === null ? null : new Date(now.getTime() + lengthMs),
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("one_ban_in_force", () => new BusinessError("already_banned")));
  recordAudit(context, {
    action: `sanction.${kind}`,
    subject: "player",
    subjectId: playerId,
    details: { sanctionId: id, reason, ...(lengthMs === null ? {} : { durationMinutes }) },
  });
  await announceOpenSessions(context, playerId);
  return { sanction: await readSanction(tx, actor.venueId, id) };
}

/** Lifts a sanction that is in force. Throws `not_found`, `sanction_reserved`, `sanction_over`. */
export async function liftSanction(
  context: ActionContext,
  id: number,
  reason: string,
): Promise<{ sanction: SanctionAnswer }> {
  const { tx, actor } = context;
  const { playerId, kind, givenAt, until } = await readSanction(tx, actor.venueId, id);
  checkMay(context, kind, until === null ? null : Date.parse(until) - Date.parse(givenAt));
  await lockPlayer(tx, actor.venueId, playerId);
  // Only now is it known that nobody lifts it at the same time.
  const sanction = await readSanction(tx, actor.venueId, id);
  if (!sanction.inForce) throw new BusinessError("sanction_over");
  await tx
    .updateTable("sanctions")
    .set({ lifted_at: await readClock(tx), lifted_by: actor.userId, lift_reason: reason })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute();
  recordAudit(context, {
    action: "sanction.lift",
    subject: "player",
    subjectId: playerId,
    details: { sanctionId: id, kind, reason },
  });
  await announceOpenSessions(context, playerId);
  return { sanction: await readSanction(tx, actor.venueId, id) };
}

function checkMay({ actor }: ActionContext, kind: SanctionKind, lengthMs: number | null): void {
  if (actor.role !== "administrator" && !isForClerks({ kind, lengthMs }))
    throw new BusinessError("sanction_reserved");
}

/** The board shows it beside the sessions that are open. */
async function announceOpenSessions({ tx, actor }: ActionContext, playerId: number): Promise<void> {
  const open = await tx
    .selectFrom("play_sessions")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("player_id", "=", playerId)
    .where("status", "in", ["ready", "active", "paused"])
    .execute();
  for (const { id } of open) announceChange(tx, { venueId: actor.venueId, kind: "session", id });
}
