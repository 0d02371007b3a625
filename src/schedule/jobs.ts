import { sendAlerts } from "../alerts/actions.ts";
import { openChannels } from "../alerts/channels.ts";
import { sealAudit } from "../audit/actions.ts";
import type { Config } from "../config.ts";
import { lookAround, watch } from "../doctor/queries.ts";
import { purgeEveryVenue } from "../retention/actions.ts";
import { dailyAt, every, weeklyAt } from "./rules.ts";
import type { ScheduledJob } from "./schedule.ts";

const MONDAY = 1;

/** Everything that comes back by the clock. */
export function scheduledJobs({ dataFolder, alerts }: Pick<Config, "dataFolder" | "alerts">): ScheduledJob[] {
  const channels = openChannels(alerts);
  return [
    purgeOldSessions,
    sealAuditLog,
    // What is open costs next to nothing to look at; whole tables are read at night, or at the next start.
    {
      name: "doctor",
      when: every(1),
      async run({ db, logger }) {
        await watch(db, "open", await lookAround(dataFolder));
        await sendAlerts(db, channels, logger);
      },
    },
    {
      name: "doctor-everything",
      when: dailyAt("04:00"),
      run: async ({ db }) => watch(db, "everything", await lookAround(dataFolder)),
    },
  ];
}

const sealAuditLog: ScheduledJob = {
  name: "seal-audit",
  when: every(1),
  async run({ db, signal }) {
    await sealAudit(db, signal);
  },
};

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
