import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readFirstSteps } from "./queries.ts";
import type { FirstSteps } from "./schema.ts";

/** Ends the first steps for good, done or skipped. To end them again changes nothing. */
export async function endFirstSteps({ tx, actor }: ActionContext): Promise<FirstSteps> {
  const { venueId } = actor;
  const ended = await tx
    .updateTable("venues")
    .set({ set_up_at: sql<Date>`clock_now()` })
    .where("id", "=", venueId)
    .where("set_up_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (ended) {
    recordAudit({ tx, actor }, { action: "venue.set_up", subject: "venue", subjectId: venueId });
    announceChange(tx, { venueId, kind: "venue", id: venueId });
  }
  return readFirstSteps(tx, venueId);
}
