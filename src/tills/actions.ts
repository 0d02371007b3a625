import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readTill } from "./queries.ts";
import type { Till } from "./schema.ts";

export { recordCashMovement } from "./movements.ts";
export { closeShift, handOverShift, keepShiftOfBefore, openShift } from "./shifts.ts";
export { refuseShortTill } from "./short.ts";

/** Adds a till. Throws `name_taken`. */
export async function createTill(
  context: ActionContext,
  input: { name: string; active: boolean },
): Promise<Till> {
  const { tx, actor } = context;
  const { id } = await tx
    .insertInto("tills")
    .values({ venue_id: actor.venueId, ...input })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("tills_by_name", () => new BusinessError("name_taken", { name: input.name })));
  recordAudit(context, { action: "till.create", subject: "till", subjectId: id, details: input });
  return readTill(tx, actor.venueId, id);
}

/**
 * Renames a till or takes it out of use, which a till with an open shift is not.
 * Throws `not_found`, `name_taken`, `shift_already_open`.
 */
export async function changeTill(
  context: ActionContext,
  id: number,
  changes: { name?: string; active?: boolean },
): Promise<Till> {
  const { tx, actor } = context;
  const till = await tx
    .selectFrom("tills")
    .select(["name", "active"])
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!till) throw new BusinessError("not_found");
  const { openShift } = await readTill(tx, actor.venueId, id);
  if (changes.active === false && openShift !== null) {
    throw new BusinessError("shift_already_open", { tillName: till.name, shiftId: openShift.id });
  }
  await tx
    .updateTable("tills")
    .set({ ...till, ...changes })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute()
    .catch(refuseDuplicate("tills_by_name", () => new BusinessError("name_taken", { name: changes.name })));
  recordAudit(context, { action: "till.change", subject: "till", subjectId: id, details: changes });
  return readTill(tx, actor.venueId, id);
}
