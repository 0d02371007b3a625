import { sql } from "kysely";
import { type Db, openPool } from "../../src/db/pool.ts";
import { beat } from "../../src/deadlines/heartbeat.ts";
import { lookAhead } from "../../src/deadlines/worker.ts";
import { anotherDatabase, withDatabase } from "../database.ts";
import { interleave, report, SHORT } from "../measure.ts";
import { openVenues, startSessions } from "../sessions.ts";

// What the deadline worker costs the database while nothing is due: what it asks every two seconds, measured as the
// time that PostgreSQL was at work for this database.

const few = SHORT ? 100 : 1_000;
const many = SHORT ? 2_000 : 1_000_000;
const ticks = SHORT ? 20 : 500;
const rounds = SHORT ? 1 : 9;

await withDatabase(async (url) => {
  const large = await open(await anotherDatabase(url, "many"), many);
  const small = await open(url, few);
  const startedAt = (await lookAhead(small.db)).now;
  const measureTicks =
    ({ db }: { db: Db }) =>
    async () => {
      const before = await readActiveTime(db);
      for (let tick = 0; tick < ticks; tick += 1) {
        await lookAhead(db);
        await beat(db, "bench", startedAt);
        await lookAhead(db);
      }
      return ((await readActiveTime(db)) - before) / ticks;
    };
  const idle = await interleave({ small: measureTicks(small), large: measureTicks(large) }, rounds);
  await report({
    claim: `database time of an idle tick at ${many} running sessions`,
    ours: idle.large,
    baseline: idle.small,
    against: `at ${few}`,
    unit: "ms",
    wanted: { atMost: 1.5 },
  });
  await report({
    claim: `database time of an idle tick at ${many} running sessions`,
    ours: idle.large,
    baseline: 1,
    against: "a millisecond",
    unit: "ms",
    wanted: { atMost: 1 },
  });
  await small.close();
  await large.close();
});

/** A database in which so many sessions run and none is due, on one connection. */
async function open(url: string, sessions: number) {
  const pool = openPool(url, 1);
  await openVenues(pool.db, 10);
  await startSessions(pool.db, {
    venues: 10,
    first: 1,
    count: sessions,
    endsAt: "clock_timestamp() + interval '6 hours' + n * interval '1 ms'",
  });
  return pool;
}

/** Milliseconds that statements have run in this database so far. */
async function readActiveTime(db: Db): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ ms: number }>`
    select active_time as ms from pg_stat_database where datname = current_database()`.execute(db);
  return (rows[0] as { ms: number }).ms;
}
