import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readSurcharges } from "./queries.ts";
import type { SurchargeChanges, Surcharges } from "./schema.ts";

/** Changes what zones and controllers cost more, from the next sale on. Throws `not_found` for a zone. */
export async function changeSurcharges(
  context: ActionContext,
  changes: SurchargeChanges,
): Promise<Surcharges> {
  const { tx, actor } = context;
  if (changes.controllerSurchargePerHour !== undefined) {
    await tx
      .updateTable("venues")
      .set({ controller_surcharge_per_hour: changes.controllerSurchargePerHour })
      .where("id", "=", actor.venueId)
      .execute();
  }
  // In one order, so that two administrators at once take turns.
  const zones = (changes.zones ?? []).toSorted((one, other) => one.id - other.id);
  for (const { id, surchargePerHour } of zones) {
    const { numUpdatedRows } = await tx
      .updateTable("zones")
      .set({ surcharge_per_hour: surchargePerHour })
      .where("venue_id", "=", actor.venueId)
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new BusinessError("not_found", { field: "zones" });
  }
  if (Object.keys(changes).length > 0) {
    recordAudit(context, {
      action: "surcharges.change",
      subject: "venue",
      subjectId: actor.venueId,
      details: changes,
    });
  }
  return readSurcharges(tx, actor.venueId);
}
