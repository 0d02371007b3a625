import { type RawBuilder, sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { toInstant } from "../contract/fields.ts";
import { BusinessError } from "../core/errors.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import { openShiftFor, presentPerson, refuseWithoutShift } from "./queries.ts";
import type { CashMovement, NewCashMovement, ShiftReport } from "./schema.ts";
import { readReport, refuseClosed } from "./shifts.ts";

/** Puts cash into an open shift's till or takes it out, with a reason. Throws `not_found`, `shift_closed`. */
export async function recordCashMovement(
  context: ActionContext,
  id: number,
  input: NewCashMovement,
): Promise<{ movement: CashMovement; report: ShiftReport }> {
  const { actor } = context;
  const shift = sql`select id from shifts
    where venue_id = ${actor.venueId} and id = ${id} and closed_at is null for key share`;
  const movement = await writeMovement(context, shift, input);
  if (!movement) return refuseClosed(context, id);
  return { movement, report: await readReport(context, id) };
}

/**
 * Puts cash that is no payment of a purchase into the shift that takes the actor's money. Throws `no_open_shift`,
 * `till_needed`.
 */
export async function takeCash(
  context: ActionContext,
  cash: { readonly amount: number; readonly reason: string },
): Promise<void> {
  const { tx, actor } = context;
  const write = () => writeMovement(context, openShiftFor(actor, undefined), { kind: "in", ...cash });
  if (await write()) return;
  // Where a shift was handed over at this very moment, its successor takes the money.
  await refuseWithoutShift(tx, actor, undefined);
  if (!(await write())) throw new BusinessError("no_open_shift");
}

/** Writes a movement into the shift that a select locks and names by its `id`; null where there is none. */
async function writeMovement(
  { tx, actor }: ActionContext,
  shift: RawBuilder<unknown>,
  { kind, amount, reason }: NewCashMovement,
): Promise<CashMovement | null> {
  const { rows } = await sql<MovedRow>`
    with shift as materialized (${shift}), moved as (
      insert into cash_movements (venue_id, shift_id, kind, amount, reason, at, by)
      select ${actor.venueId}, id, ${kind}, ${amount}, ${reason}, clock_now(), ${actor.userId}::bigint
      from shift returning id, shift_id, at, by
    )
    select moved.id, moved.shift_id, moved.at, u.name, u.username
    from moved left join users u on u.id = moved.by`.execute(tx);
  const [moved] = rows;
  if (!moved) return null;
  recordAudit(
    { tx, actor },
    {
      action: `shift.cash_${kind}`,
      subject: "shift",
      subjectId: moved.shift_id,
      details: { amount, reason },
    },
  );
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id: moved.shift_id });
  const by = presentPerson(actor.userId, moved.name, moved.username);
  return { id: moved.id, kind, amount, reason, at: toInstant(moved.at), by };
}

interface MovedRow {
  readonly id: number;
  readonly shift_id: number;
  readonly at: Date;
  readonly name: string | null;
  readonly username: string | null;
}
