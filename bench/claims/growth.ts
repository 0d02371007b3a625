import { strict as assert } from "node:assert";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { productActor } from "../../src/core/actor.ts";
import { type Db, openPool } from "../../src/db/pool.ts";
import { lookAhead, settle } from "../../src/deadlines/worker.ts";
import { listSessions, readSession } from "../../src/sessions/queries.ts";
import { anotherDatabase, withDatabase } from "../database.ts";
import { interleave, median, report, SHORT, time } from "../measure.ts";
import { drawPicture } from "../picture.ts";
import { openVenues, startSessions } from "../sessions.ts";

// How the cost of what is done all day grows with the number of venues and sessions. The long form draws it.

const PICTURE = join(import.meta.dirname, "../../docs/pictures/growth.svg");
const sizes = (
  SHORT
    ? [
        [1, 10],
        [4, 400],
      ]
    : [
        [1, 10],
        [4, 100],
        [16, 1_000],
        [63, 10_000],
        [250, 100_000],
        [1_000, 1_000_000],
      ]
) as ReadonlyArray<[venues: number, sessions: number]>;
const repeats = SHORT ? 3 : 100;
const rounds = SHORT ? 1 : 5;
const batch = 10;
const boardSize = 50;

const works = {
  idle: "an idle look ahead",
  lookup: "one session",
  board: `a venue’s board of ${boardSize}`,
  closing: `closing ${batch} sessions`,
} as const;
type Work = keyof typeof works;

await withDatabase(async (url) => {
  const grown = [];
  for (const [venues, sessions] of sizes) grown.push(await open(url, venues, sessions));
  const measured = new Map<Work, number[]>();
  for (const work of Object.keys(works) as Work[]) {
    const contestants = Object.fromEntries(
      grown.map((one, index) => [`size${index}`, () => measure(one, work)]),
    );
    const medians = await interleave(contestants, rounds);
    measured.set(
      work,
      grown.map((_, index) => medians[`size${index}`] as number),
    );
  }
  const last = sizes.length - 1;
  for (const [work, times] of measured) {
    // A board is compared with one that is as full.
    const from =
      work === "board" ? sizes.findIndex(([venues, sessions]) => sessions / venues >= boardSize) : 0;
    await report({
      claim: `${works[work]}, at ${describe(last)}`,
      ours: times[last] as number,
      baseline: times[from] as number,
      against: `at ${describe(from)}`,
      unit: "ms",
      wanted: { atMost: 1.5 },
    });
  }
  if (!SHORT) {
    await mkdir(join(PICTURE, ".."), { recursive: true });
    await writeFile(
      PICTURE,
      drawPicture({
        title: "What a step costs as venues and sessions grow",
        xTitle: "running sessions, in so many venues",
        yTitle: "milliseconds, seen by the server (median)",
        ticks: sizes.map(([venues, sessions]) => ({
          x: sessions,
          rows: [
            sessions.toLocaleString("en"),
            venues === 1 ? "1 venue" : `${venues.toLocaleString("en")} venues`,
          ],
        })),
        lines: [...measured].map(([work, times]) => ({
          label: works[work],
          points: times.map((ms, index) => [(sizes[index] as [number, number])[1], ms] as const),
        })),
      }),
    );
  }
  for (const { close } of grown) await close();
});

function describe(size: number): string {
  const [venues, sessions] = sizes[size] as [number, number];
  return `${venues} ${venues === 1 ? "venue" : "venues"} and ${sessions} sessions`;
}

interface Grown {
  readonly db: Db;
  readonly venues: number;
  readonly sessions: number;
  readonly nextId: { first: number };
  close(): Promise<void>;
}

async function open(url: string, venues: number, sessions: number): Promise<Grown> {
  const address = await anotherDatabase(url, `size_${sessions}`);
  const { db, close } = openPool(address, 1);
  await openVenues(db, venues);
  await startSessions(db, {
    venues,
    first: 1,
    count: sessions,
    endsAt: "clock_timestamp() + interval '6 hours' + n * interval '1 ms'",
  });
  return { db, venues, sessions, nextId: { first: sessions + 1 }, close };
}

/** Milliseconds of one piece of work. */
async function measure({ db, venues, sessions, nextId }: Grown, work: Work): Promise<number> {
  // The venue of the last session: any is as good as any other.
  const actor = productActor(1 + (sessions % venues));
  if (work === "closing") {
    const took: number[] = [];
    for (let repeat = 0; repeat < (SHORT ? 1 : 5); repeat += 1) {
      await startDue(db, venues, nextId);
      took.push(
        await time(async () =>
          assert.equal(await settle(db, (await lookAhead(db)).now), batch, "sessions closed"),
        ),
      );
    }
    return median(took);
  }
  const does = {
    idle: () => lookAhead(db),
    lookup: () => readSession(db, actor, sessions),
    board: () => listSessions(db, actor, { status: "open", limit: boardSize }),
  }[work];
  for (let warm = 0; warm < 5; warm += 1) await does();
  const took: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) took.push(await time(does));
  return median(took);
}

async function startDue(db: Db, venues: number, nextId: { first: number }): Promise<void> {
  await startSessions(
    db,
    { venues, first: nextId.first, count: batch, endsAt: "clock_timestamp() - interval '1 second'" },
    { vacuum: false },
  );
  nextId.first += batch;
}
