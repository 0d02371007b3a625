import { sendAlerts } from "../alerts/actions.ts";
import { openChannels } from "../alerts/channels.ts";
import { sealAudit } from "../audit/actions.ts";
import { deleteOldBackups, makeBackup, readSurroundings } from "../backup/actions.ts";
import { backupFolder, type Config } from "../config.ts";
import { lookAround, watch } from "../doctor/queries.ts";
import { purgeEveryVenue } from "../retention/actions.ts";
import { dailyAt, every, weeklyAt } from "./rules.ts";
import type { ScheduledJob } from "./schedule.ts";

const MONDAY = 1;

interface JobSurroundings {
  readonly config: Pick<Config, "dataFolder" | "backupDays" | "alerts">;
  /** Address of the database in use. */
  readonly url: string;
}

/** Everything that comes back by the clock. */
export function scheduledJobs(surroundings: JobSurroundings): ScheduledJob[] {
  return [
    sealAuditLog,
    watchWhatIsOpen(surroundings),
    backUpDaily(surroundings),
    watchEverything(surroundings),
    purgeOldSessions,
  ];
}

const sealAuditLog: ScheduledJob = {
  name: "seal-audit",
  when: every(1),
  async run({ db, signal }) {
    await sealAudit(db, signal);
  },
};

/** What is open costs next to nothing to look at. */
function watchWhatIsOpen({ config }: JobSurroundings): ScheduledJob {
  const channels = openChannels(config.alerts);
  return {
    name: "doctor",
    when: every(1),
    async run({ db, logger }) {
      await watch(db, "open", await lookAround(config.dataFolder));
      await sendAlerts(db, channels, logger);
    },
  };
}

/** Whole tables are read at night, or soon after the next start. */
function watchEverything({ config }: JobSurroundings): ScheduledJob {
  return {
    name: "doctor-everything",
    when: dailyAt("04:00"),
    run: async ({ db }) => watch(db, "everything", await lookAround(config.dataFolder)),
  };
}

function backUpDaily({ config, url }: JobSurroundings): ScheduledJob {
  return {
    name: "backup",
    when: dailyAt("03:30"),
    async run({ db, logger, signal }) {
      const folder = backupFolder(config);
      const { file, bytes, format } = await makeBackup({ db, url, folder, signal });
      const { now, timeZone } = await readSurroundings(db);
      const deleted = await deleteOldBackups(folder, { now, timeZone, days: config.backupDays });
      logger.info({ file, bytes, format, deleted }, "made a backup");
    },
  };
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
