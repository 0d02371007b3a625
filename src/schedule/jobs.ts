import { deleteOldBackups, makeBackup, readSurroundings } from "../backup/actions.ts";
import { backupFolder, type Config } from "../config.ts";
import { purgeEveryVenue } from "../retention/actions.ts";
import { dailyAt, weeklyAt } from "./rules.ts";
import type { ScheduledJob } from "./schedule.ts";

const MONDAY = 1;

interface JobSurroundings {
  readonly config: Pick<Config, "dataFolder" | "backupDays">;
  /** Address of the database in use. */
  readonly url: string;
}

/** Everything that comes back by the clock. */
export function scheduledJobs(surroundings: JobSurroundings): ScheduledJob[] {
  return [backUpDaily(surroundings), purgeOldSessions];
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
