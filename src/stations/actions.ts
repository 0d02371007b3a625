import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readStation } from "./queries.ts";
import type { Station } from "./schema.ts";

/** Adds a station. Throws `name_taken`. */
export async function createStation(
  context: ActionContext,
  input: { name: string; active: boolean },
): Promise<Station> {
  const { tx, actor } = context;
  const { id } = await tx
    .insertInto("stations")
    .values({ venue_id: actor.venueId, ...input })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("stations_by_name", () => new BusinessError("name_taken", { name: input.name })));
  recordAudit(context, { action: "station.create", subject: "station", subjectId: id, details: input });
  return readStation(tx, actor.venueId, id);
}

/** Renames a station or takes it out of service. Throws `not_found`, `name_taken`. */
export async function changeStation(
  context: ActionContext,
  id: number,
  changes: { name?: string; active?: boolean },
): Promise<Station> {
  const { tx, actor } = context;
  const changed = await tx
    .updateTable("stations")
    .set((builder) => ({
      name: changes.name ?? builder.ref("name"),
      active: changes.active ?? builder.ref("active"),
    }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst()
    .catch(
      refuseDuplicate("stations_by_name", () => new BusinessError("name_taken", { name: changes.name })),
    );
  if (!changed) throw new BusinessError("not_found");
  recordAudit(context, {
    action: "station.change",
    subject: "station",
    subjectId: id,
    details: changes,
  });
  return readStation(tx, actor.venueId, id);
}
