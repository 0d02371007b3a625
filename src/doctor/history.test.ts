import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import type { SessionEvent, SessionTime } from "../core/session-clock.ts";
import { replayStrictly } from "../core/session-history.ts";
import type { Db } from "../db/pool.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { durationOf } from "../sessions/record.ts";
import { historyDoesNotReplay } from "./checks/history.ts";
import { runCheck } from "./examine.ts";
import { everywhere } from "./scope.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

const START = Date.UTC(2026, 0, 1, 8);
const types = [
  "started",
  "paused",
  "outage",
  "resumed",
  "extended",
  "cut",
  "moved",
  "low_time",
  "completed",
  "force_completed",
  "terminated",
  "expired",
  "imported",
] as const;

/** Any events in any order: most such histories are impossible, and the two judges must agree on each. */
const wildHistory = fc
  .array(fc.tuple(fc.constantFrom(...types), fc.integer({ min: 0, max: 90_000 })), { maxLength: 7 })
  .map((steps) => toEvents(steps));

/** Mostly possible ones: a start, pauses and resumes, sometimes an end. */
const likelyHistory = fc
  .record({
    imported: fc.boolean(),
    pauses: fc.array(fc.constantFrom("paused" as const, "outage" as const), { maxLength: 3 }),
    extended: fc.boolean(),
    cut: fc.constantFrom("no", "no", "start", "resume") as fc.Arbitrary<"no" | "start" | "resume">,
    moved: fc.boolean(),
    end: fc.constantFrom("none", "completed", "force_completed", "terminated") as fc.Arbitrary<
      "none" | "completed" | "force_completed" | "terminated"
    >,
    step: fc.integer({ min: 1, max: 90_000 }),
    // An administrator acknowledged a clock that went back: what comes next is told of an earlier instant.
    back: fc.constantFrom(0, 0, 400_000),
  })
  .map(({ imported, pauses, extended, cut, moved, end, step, back }) => {
    const steps: Array<[SessionEvent["type"], number]> = [[imported ? "imported" : "started", step]];
    if (cut === "start") steps.unshift(["cut", 3]);
    if (imported) steps.push(["resumed", step + 7]);
    for (const pause of pauses) {
      steps.push([pause, step]);
      if (cut === "resume") steps.push(["cut", 2]);
      steps.push(["resumed", step + 1 - back]);
    }
    if (extended) steps.push(["extended", 1]);
    if (moved) steps.push(["moved", 1]);
    if (end !== "none") steps.push([end, step]);
    return toEvents(steps);
  });

function toEvents(steps: ReadonlyArray<readonly [SessionEvent["type"], number]>): SessionEvent[] {
  let at = START;
  const isPass = steps.some(([type]) => type === "cut");
  const pass = isPass ? { closesAt: START + 36_000_000 } : {};
  const events: SessionEvent[] = [{ type: "created", at, grantedMs: 36_000_000, ...pass }];
  for (const [type, wait] of steps) {
    at += wait;
    if (type === "extended") events.push({ type, at, addedMs: 60_000 });
    else if (type === "cut") events.push({ type, at, cutMs: 40_000 });
    else if (type === "outage") events.push({ type, at, givenBackMs: 5 });
    else if (type === "force_completed") events.push({ type, at, writtenOffMs: 1_000 });
    else if (type === "imported") events.push({ type, at, usedMs: 120_000 });
    else if (type !== "created") events.push({ type, at });
  }
  return events;
}

test("the doctor's SQL and the core agree on any history, and on any row that strays from it", async () => {
  const cases = fc.sample(
    fc.record({
      events: fc.oneof({ weight: 1, arbitrary: wildHistory }, { weight: 2, arbitrary: likelyHistory }),
      gapAt: fc.constantFrom(null, null, null, null, null, 2, 3, 4),
      stray: fc.constantFrom(
        "not",
        "not",
        "not",
        "not",
        "used",
        "status",
        "granted",
        "started",
        "last",
        "window",
      ) as fc.Arbitrary<Stray>,
    }),
    { numRuns: 800, seed: 20261125 },
  );
  const expected = new Set<number>();
  const rows = cases.map(({ events, gapAt, stray }, index) => {
    const id = 1_000 + index;
    const numbered = events.map((event, place) => ({
      number: place + 1 + (gapAt !== null && place + 1 >= gapAt ? 1 : 0),
      event,
    }));
    const told = replayStrictly(numbered);
    const row = strayFrom(told ?? replayable, numbered.length, told === null ? "not" : stray);
    // A row can only be compared where its own constraints allow it to exist.
    if (told === null || stray !== "not") expected.add(id);
    return { id, numbered, row };
  });
  await store(rows);

  const { findings } = await inSnapshot(zone.db, (tx) =>
    runCheck(tx, historyDoesNotReplay, everywhere, { freeBytes: null }, 10_000),
  );
  const found = new Set(findings.map(({ sessionId }) => sessionId as number));
  const missed = [...expected].filter((id) => !found.has(id));
  const invented = [...found].filter((id) => !expected.has(id));
  const show = (id: number | undefined) => JSON.stringify(rows.find((row) => row.id === id));
  assert.deepEqual(missed, [], show(missed[0]));
  assert.deepEqual(invented, [], show(invented[0]));
  const fine = rows.length - expected.size;
  assert.ok(fine > 100 && expected.size > 200, `both kinds were tried: ${fine} fine, ${expected.size} not`);
});

type Stray = "not" | "used" | "status" | "granted" | "started" | "last" | "window";
type Row = SessionTime & { readonly lastEvent: number };

/** What stands in the row where no history could be told: anything. */
const replayable: SessionTime = {
  status: "terminated",
  grantedMs: 36_000_000,
  usedMs: 0,
  writtenOffMs: 0,
  runningSince: null,
  endsAt: null,
  lowTimeAt: null,
  startedAt: null,
  endedAt: START,
  closesAt: null,
};

function strayFrom(told: SessionTime, lastEvent: number, stray: Stray): Row {
  const row = { ...told, lastEvent };
  if (stray === "used") return { ...row, usedMs: row.usedMs + 1 };
  if (stray === "granted") return { ...row, grantedMs: row.grantedMs + 1 };
  if (stray === "status") return { ...row, status: row.status === "paused" ? "terminated" : "paused" };
  if (stray === "started") return { ...row, startedAt: (row.startedAt ?? START) + 1 };
  if (stray === "window") return { ...row, closesAt: row.closesAt === null ? START : null };
  if (stray === "last") return { ...row, lastEvent: lastEvent + 1 };
  return row;
}

async function store(
  rows: Array<{ id: number; numbered: Array<{ number: number; event: SessionEvent }>; row: Row }>,
) {
  const at = (instant: number | null) => (instant === null ? null : new Date(instant));
  await zone.db.connection().execute(async (connection) => {
    const db = connection as Db;
    // Rows that no constraint would let in, on purpose.
    await sql`do $$ declare c text; begin
      for c in select conname from pg_constraint where conrelid = 'play_sessions'::regclass and contype = 'c' loop
        execute format('alter table play_sessions drop constraint %I', c);
      end loop; end $$`.execute(db);
    await sql`set session_replication_role = replica`.execute(db);
    for (const { id, numbered, row } of rows) {
      await sql`insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms,
          written_off_ms, running_since, ends_at, low_time_at, created_at, started_at, completed_at, last_event, closes_at)
        overriding system value
        values (${id}, ${zone.venueId}, ${id}, ${zone.playerId}, ${row.status}, ${row.grantedMs}, ${row.usedMs},
          ${row.writtenOffMs}, ${at(row.runningSince)}, ${at(row.endsAt)}, ${at(row.lowTimeAt)}, ${new Date(START)},
          ${at(row.startedAt)}, ${at(row.endedAt)}, ${row.lastEvent}, ${at(row.closesAt)})`.execute(db);
      await db
        .insertInto("session_events")
        .values(
          numbered.map(({ number, event }) => ({
            venue_id: zone.venueId,
            session_id: id,
            number,
            type: event.type,
            at: new Date(event.at),
            recorded_at: new Date(event.at),
            duration_ms: durationOf(event),
            closes_at: at((event.type === "created" && event.closesAt) || null),
            reason: null,
            actor_id: null,
            api_key_id: null,
          })),
        )
        .execute();
    }
    await sql`set session_replication_role = origin`.execute(db);
  });
}
