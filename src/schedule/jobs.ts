import { purgeEveryVenue } from "../retention/actions.ts";
import { weeklyAt } from "./rules.ts";
import type { ScheduledJob } from "./schedule.ts";

const MONDAY = 1;

/** Everything that comes back by the clock. */
export function scheduledJobs(): ScheduledJob[] {
  return [purgeOldSessions];
}

const purgeOldSessions: ScheduledJob = {
  name: "purge",
  when: weeklyAt(MONDAY, "04:30"),
  async run({ db, logger, signal }) {
    for (const { venueId, sessions } of await purgeEveryVenue(db, { signal })) {
      if (sessions > 0) logger.info({ venueId, sessions }, "archived old sessions");
    }
    signal.throwIfAborted();
  },
};
