import type pg from "pg";
import type { Violation } from "./notes.ts";
import type { Row } from "./tables.ts";

/** How long a transaction may sit idle before it counts as stuck. */
const IDLE_MS = 5_000;

export async function findStuck(client: pg.Client): Promise<Violation[]> {
  const { rows } = await client.query(`
    select pid, application_name, state, wait_event_type, left(query, 80) as query from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (
      state like 'idle in transaction%' and clock_timestamp() - state_change > interval '${IDLE_MS} milliseconds'
      or wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '${IDLE_MS} milliseconds')`);
  return rows.map((row: Row) => `stuck: ${row.application_name} ${row.pid} ${row.state}: ${row.query}`);
}
