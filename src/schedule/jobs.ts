import type { ScheduledJob } from "./schedule.ts";

/** Everything that comes back by the clock. */
export function scheduledJobs(): ScheduledJob[] {
  return [];
}
