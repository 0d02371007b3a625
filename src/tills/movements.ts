import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { toInstant } from "../contract/fields.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import { presentPerson } from "./queries.ts";
import type { CashMovement, NewCashMovement, ShiftReport } from "./schema.ts";
import { readReport, refuseClosed } from "./shifts.ts";
import { refuseShortTill } from "./short.ts";

/**
 * Puts cash into an open shift's till or takes it out, with a reason. Throws `not_found`, `shift_closed`, `till_short`
 * for more than should lie there.
 */
export async function recordCashMovement(
  context: ActionContext,
  id: number,
  input: NewCashMovement,
): Promise<{ movement: CashMovement; report: ShiftReport }> {
  const movement = await writeMovement(context, id, input);
  if (input.kind === "out") await refuseShortTill(context, id, input.amount);
  return { movement, report: await readReport(context, id) };
}

async function writeMovement(
  context: ActionContext,
  shiftId: number,
  { kind, amount, reason }: NewCashMovement,
): Promise<CashMovement> {
  const { tx, actor } = context;
  const { rows } = await sql<MovedRow>`
    with shift as materialized (
      select id, opened_at from shifts
      where venue_id = ${actor.venueId} and id = ${shiftId} and closed_at is null for key share
    ), moved as (
      insert into cash_movements (venue_id, shift_id, kind, amount, reason, at, by)
      select ${actor.venueId}, id, ${kind}, ${amount}, ${reason},
        -- The clock may have gone back since the shift was opened.
        greatest(clock_now(), opened_at), ${actor.userId}::bigint
      from shift returning id, at, by
    )
    select moved.id, moved.at, u.name, u.username
    from moved left join users u on u.id = moved.by`.execute(tx);
  const [moved] = rows;
  if (!moved) return refuseClosed(context, shiftId);
  recordAudit(context, {
    action: `shift.cash_${kind}`,
    subject: "shift",
    subjectId: shiftId,
    details: { amount, reason },
  });
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id: shiftId });
  const by = presentPerson(actor.userId, moved.name, moved.username);
  return { id: moved.id, kind, amount, reason, at: toInstant(moved.at), by };
}

interface MovedRow {
  readonly id: number;
  readonly at: Date;
  readonly name: string | null;
  readonly username: string | null;
}
