import { sql } from "kysely";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import { BATCH, clockAt, clockNow, type Job } from "./job.ts";

/** Writes the low-time warning of sessions that are about to end, once for each stretch. */
export const warnLowTime: Job = {
  name: "warn of low time",
  table: "play_sessions",
  next: sql`select min(low_time_at) from play_sessions where low_time_at is not null`,
  due: sql`r.low_time_at <= ${clockNow} and r.status = 'active'`,
  async treat(db, asOf, which) {
    const { rows } = await sql<{ id: number }>`
      with ${clockAt(asOf)}, due as materialized (
        select r.venue_id, r.id, r.last_event, r.low_time_at as at from play_sessions r
        where ${which}
        order by r.low_time_at
        limit ${BATCH}
        for update skip locked
      ), warned as (
        update play_sessions s set low_time_at = null, last_event = due.last_event + 1
        from due where s.venue_id = due.venue_id and s.id = due.id
      ), told as (
        insert into session_events (venue_id, session_id, number, type, at, recorded_at)
        select venue_id, id, last_event + 1, 'low_time', at, ${clockNow} from due
      )
      select id, pg_notify(${CHANGES_CHANNEL},
        json_build_object('venueId', venue_id, 'kind', 'session', 'id', id)::text) from due`.execute(db);
    return rows.length;
  },
};
