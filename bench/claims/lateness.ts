import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import pino from "pino";
import { DEADLINE_CHANNEL } from "../../src/db/announce.ts";
import { openListener } from "../../src/db/listener.ts";
import { type Db, openPool } from "../../src/db/pool.ts";
import { startWorker } from "../../src/deadlines/worker.ts";
import { closeByHand } from "../closing-by-hand.ts";
import { withDatabase } from "../database.ts";
import { interleave, percentile, report, SHORT } from "../measure.ts";
import { openVenues, startSessions } from "../sessions.ts";

// How late sessions close: from the deadline to the commit, both by the database's clock, while so many end a second.
// The worker of a node against the plainest loop that closes them: sleep until the next deadline, close what is due.

const rates = [50, 500, 2_000];
const seconds = SHORT ? 0.5 : 4;
const rounds = SHORT ? 1 : 5;
const venues = 20;
/** Before the first deadline: to write the sessions, and to start whoever closes them. */
const headStartMs = 2_000;
const writingMs = 0.6;

await withDatabase(
  async (url) => {
    const { db, close } = openPool(url, 6);
    const client = new pg.Client({ connectionString: url, options: "-c jit=off" });
    await client.connect();
    const listener = await openListener(url, [DEADLINE_CHANNEL]);
    await openVenues(db, venues);
    let first = 1;
    /** The lateness that one in a hundred exceeds, when somebody closes sessions that end at a rate. */
    const measure = async (rate: number, work: (allClosed: Promise<void>) => Promise<void>) => {
      const count = rate * seconds;
      const begins = Date.now() + headStartMs + count * writingMs;
      const endsAt = `timestamptz 'epoch' + (${begins} + (n - ${first}) * ${1000 / rate}) * interval '1 ms'`;
      await startSessions(db, { venues, first, count, endsAt });
      if (Date.now() > begins - headStartMs / 2) throw new Error("the sessions were written too slowly");
      await work(allClosed(db, begins + seconds * 1000));
      const late = await readLateness(db, first, count);
      first += count;
      return percentile(late, 0.99);
    };
    for (const rate of rates) {
      const { worker, loop } = await interleave(
        {
          worker: () =>
            measure(rate, async (closed) => {
              const worker = startWorker({ db, listener, logger: pino({ level: "error" }) });
              await closed;
              await worker.stop();
            }),
          loop: () => measure(rate, (closed) => runPlainLoop(client, closed)),
        },
        rounds,
      );
      const claim = `99 % of sessions are closed within, at ${rate} deadlines a second`;
      await report({
        claim,
        ours: worker,
        baseline: loop,
        against: "a loop that sleeps until the next deadline and closes what is due",
        unit: "ms",
        wanted: { atMost: 1.5 },
      });
      if (rate === 500)
        await report({
          claim,
          ours: worker,
          baseline: 10,
          against: "ten milliseconds",
          unit: "ms",
          wanted: { atMost: 1 },
        });
    }
    await listener.close();
    await client.end();
    await close();
  },
  ["track_commit_timestamp = on"],
);

async function runPlainLoop(client: pg.Client, closed: Promise<void>): Promise<void> {
  let running = true;
  closed.then(() => {
    running = false;
  });
  const next = {
    name: "next",
    text: "select milliseconds_between(clock_now(), min(ends_at)) as wait from play_sessions where status = 'active'",
  };
  const closeDue = { name: "close due", text: closeByHand("ends_at <= clock_now()") };
  while (running) {
    const { rows } = await client.query<{ wait: string | null }>(next);
    const wait = Number(rows[0]?.wait ?? 100);
    if (wait > 0) await sleep(wait);
    await client.query(closeDue);
  }
}

/** Fulfilled once the last deadline has passed and nothing is due any more. */
async function allClosed(db: Db, lastDeadline: number): Promise<void> {
  await sleep(lastDeadline - Date.now());
  for (;;) {
    const { rows } = await sql`select from play_sessions where status = 'active' limit 1`.execute(db);
    if (rows.length === 0) return;
    await sleep(20);
  }
}

/** Milliseconds from the deadline to the commit of the closing, of each session. */
async function readLateness(db: Db, first: number, count: number): Promise<number[]> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from pg_xact_commit_timestamp(xmin) - completed_at) * 1000)::float as ms
    from play_sessions where id between ${first} and ${first + count - 1}`.execute(db);
  if (rows.length !== count) throw new Error(`${rows.length} of ${count} sessions were closed`);
  return rows.map(({ ms }) => ms);
}
