import { hashPassword, verifyPassword } from "better-auth/crypto";
import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import type { Actor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import { announceChange } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { type ActionContext, inTransaction } from "../db/transaction.ts";
import type { Approval, PinState } from "./schema.ts";

/** Wrong PINs of one administrator within the window, from wherever they come; then the PIN rests until it is over. */
const MOST_FAILURES = 5;
const WINDOW = sql`interval '15 minutes'`;

/** A PIN of four figures is soon guessed by whoever has its hash: this only keeps it from being read. */
export function hashPin(pin: string): Promise<string> {
  return hashPassword(pin);
}

/** Gives an administrator a PIN, as its hash, in place of the one before. Throws `not_allowed` for a program. */
export async function setOwnPin(context: ActionContext, hash: string): Promise<PinState> {
  const { tx, actor } = context;
  if (actor.userId === null) throw new BusinessError("not_allowed", { role: actor.role });
  const now = sql<Date>`clock_now()`;
  await tx
    .insertInto("approval_pins")
    .values({ user_id: actor.userId, venue_id: actor.venueId, hash, changed_at: now, failing_since: now })
    .onConflict((conflict) =>
      conflict.columns(["venue_id", "user_id"]).doUpdateSet({ hash, changed_at: now }),
    )
    .execute();
  recordAudit(context, { action: "user.approval_pin", subject: "user", subjectId: actor.userId });
  announceChange(tx, { venueId: actor.venueId, kind: "venue", id: actor.venueId });
  return { isSet: true };
}

/**
 * Checks the PIN of an administrator of the venue, before the transaction of what they approve, for it takes a tenth of
 * a second. Answers who approves. A try is counted before it is made, in the database, so that guesses at once and on
 * several nodes are no way around the limit; one that is refused stays in the audit. Which names are administrators' is
 * no secret from the staff. Throws `approval_refused`, `rate_limited`.
 */
export async function checkApproval(
  db: Db,
  actor: Actor,
  { username, pin }: Approval,
  purchaseId: number,
): Promise<number> {
  const counted = await countTry(db, actor.venueId, username);
  if (counted !== null && (await verifyPassword({ hash: counted.hash, password: pin }))) {
    await sql`update approval_pins set failures = greatest(failures - 1, 0)
      where venue_id = ${actor.venueId} and user_id = ${counted.user_id}`.execute(db);
    return counted.user_id;
  }
  const isResting = counted === null && (await hasPin(db, actor.venueId, username));
  await inTransaction(db, (tx) =>
    recordAudit(
      { tx, actor },
      {
        action: "purchase.refund_not_approved",
        subject: "purchase",
        subjectId: purchaseId,
        details: { approver: username, tooMany: isResting },
      },
    ),
  );
  throw new BusinessError(isResting ? "rate_limited" : "approval_refused");
}

/** Of the user `u`: an administrator who may refund, and so approve it. */
const mayApprove = sql<boolean>`(u.role = 'administrator' and u.active
  and not 'refund' = any (u.withheld_permissions))`;

/** Null when nobody of that name may refund and so approve it, or when too many tries failed. */
async function countTry(
  db: Db,
  venueId: number,
  username: string,
): Promise<{ user_id: number; hash: string } | null> {
  const { rows } = await sql<{ user_id: number; hash: string }>`
    update approval_pins p set
      failures = case when failing_since <= c.now - ${WINDOW} then 1 else failures + 1 end,
      failing_since = case when failing_since <= c.now - ${WINDOW} then c.now else failing_since end
    from users u, (select clock_now() as now) c
    where u.id = p.user_id and p.venue_id = ${venueId} and u.venue_id = ${venueId} and u.username = ${username}
      and ${mayApprove}
      and (p.failures < ${MOST_FAILURES}::integer or p.failing_since <= c.now - ${WINDOW})
    returning p.user_id, p.hash`.execute(db);
  return rows[0] ?? null;
}

async function hasPin(db: Db, venueId: number, username: string): Promise<boolean> {
  const row = await db
    .selectFrom("approval_pins as p")
    .innerJoin("users as u", "u.id", "p.user_id")
    .select("p.user_id")
    .where("p.venue_id", "=", venueId)
    .where("u.username", "=", username)
    .where(mayApprove)
    .executeTakeFirst();
  return row !== undefined;
}
