import { sql } from "kysely";
import { heartbeatIsOverdue, readClock } from "../db/clock.ts";
import { nameNode } from "../db/node-name.ts";
import type { Db } from "../db/pool.ts";
import { beat } from "./heartbeat.ts";
import { settle } from "./worker.ts";

/**
 * For a command while no server runs: does once what the deadline worker would do at its start, so that a session which
 * was running at the last sign of life is paused as of it before anything else happens. Answers whether it had to.
 */
export async function catchUp(db: Db): Promise<boolean> {
  const { rows } = await sql<{ overdue: boolean }>`select ${heartbeatIsOverdue} as overdue`.execute(db);
  if (rows[0]?.overdue !== true) return false;
  const { now, stopped } = await beat(db, nameNode(), await readClock(db));
  if (!stopped) await settle(db, now);
  return true;
}
