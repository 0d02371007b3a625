import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { announceEveryVenue, wakeWorkers } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import { pauseForOutage } from "../sessions/actions.ts";
import { readVenue } from "../venues/queries.ts";
import type { Venue } from "../venues/schema.ts";

/**
 * An administrator says that the clock, which had gone backwards, is right again. Sessions that were running are
 * paused as of the last instant that could be trusted, and time goes on from the machine's clock.
 * Throws `clock_is_right` when nothing was wrong.
 */
export async function acknowledgeClock(context: ActionContext): Promise<Venue> {
  const { tx, actor } = context;
  const { rows } = await sql<{ high_water_at: Date; stopped_at: Date | null; machine: Date }>`
    with watch as materialized (select * from clock_watch for update)
    select high_water_at, stopped_at, machine_clock() as machine from watch`.execute(tx);
  const watch = rows[0] as { high_water_at: Date; stopped_at: Date | null; machine: Date };
  if (watch.stopped_at === null) throw new BusinessError("clock_is_right");
  const paused = await pauseForOutage(tx, {
    lastSeenAt: watch.high_water_at,
    gapMs: Number.MAX_SAFE_INTEGER,
    now: watch.machine,
  });
  await tx.updateTable("clock_watch").set({ high_water_at: watch.machine, stopped_at: null }).execute();
  await tx.updateTable("node_heartbeats").set({ beat_at: watch.machine }).execute();
  recordAudit(context, {
    action: "clock.acknowledge",
    subject: "venue",
    subjectId: actor.venueId,
    details: {
      trustedUntil: watch.high_water_at.toISOString(),
      goesOnFrom: watch.machine.toISOString(),
      paused,
    },
  });
  await announceEveryVenue(tx);
  wakeWorkers(tx);
  return readVenue(tx, actor.venueId);
}
