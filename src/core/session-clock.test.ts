import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BusinessError } from "./errors.ts";
import { statusPairs } from "./machine.ts";
import {
  apply,
  cutToWindow,
  decide,
  LARGEST_GRANT_MS,
  lowTimeThreshold,
  remainingAt,
  replay,
  type SessionCommand,
  type SessionEvent,
  type SessionTime,
  usedAt,
} from "./session-clock.ts";
import { replayStrictly } from "./session-history.ts";
import { nextSessionStatus, sessionMachine } from "./session-machine.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

/** A step of a random evening: somebody does something, the clock moves, the power fails, the server restarts. */
type Step = SessionCommand | { readonly type: "clock"; readonly byMs: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("clock" as const),
      byMs: fc.integer({ min: -1500, max: 20 * MINUTE }),
    }),
  },
  { weight: 6, arbitrary: fc.constantFrom<Step>({ type: "start" }, { type: "pause" }, { type: "resume" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ type: "move" }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>({ type: "terminate" }, { type: "force_complete" }, { type: "expiry" }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ type: "deadline" }, { type: "low_time" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("extend" as const),
      addedMs: fc.integer({ min: 1, max: 60 * MINUTE }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 0, max: 10 * MINUTE })
      .map((ago): Step => ({ type: "outage", lastSeenAt: START + ago })),
  },
);

test("for any evening, by the minute or with a pass, time is neither invented nor lost", () => {
  const evening = fc.tuple(
    fc.integer({ min: 1, max: 300 * MINUTE }),
    fc.array(step, { maxLength: 60 }),
    fc.option(fc.integer({ min: 1, max: 200 * MINUTE })),
  );
  fc.assert(
    fc.property(evening, ([grantedMs, steps, window]) => {
      let now = START;
      let closesAt = window === null ? null : START + window;
      const pass = closesAt === null ? {} : { closesAt };
      const events: SessionEvent[] = [{ type: "created", at: now, grantedMs, ...pass }];
      let session = replay(events);
      let granted = grantedMs;
      let runs = 0;
      for (const one of steps) {
        if (one.type === "clock") {
          const before = usedAt(session, now);
          now += one.byMs;
          if (one.byMs >= 0) assert.ok(usedAt(session, now) >= before, "used time went down");
          continue;
        }
        const command: SessionCommand =
          one.type === "outage" ? { ...one, lastSeenAt: Math.min(one.lastSeenAt, now) } : one;
        const event = decideOrNull(session, command, now);
        if (event === null) continue;
        const cut = cutToWindow(session, event);
        if (cut?.type === "cut") {
          granted -= cut.cutMs;
          events.push(cut);
          session = apply(session, cut);
        }
        const after = apply(session, event);
        if (session.runningSince !== null && after.runningSince === null) {
          runs += Math.min(event.at, session.endsAt as number) - session.runningSince;
        }
        if (event.type === "extended") {
          granted += event.addedMs;
          if (closesAt !== null) closesAt += event.addedMs;
        }
        if (command.type === "force_complete" && session.status === "active") {
          const over = now >= (session.endsAt as number);
          assert.equal(event.type, over ? "completed" : "force_completed");
          assert.ok(!over || event.at === session.endsAt, "what is over closes as of its deadline");
        }
        assert.equal(nextSessionStatus(session.status, command.type), after.status);
        events.push(event);
        session = after;

        assert.equal(session.usedMs, runs + session.writtenOffMs, "used is the sum of the runs");
        assert.equal(session.grantedMs, granted);
        assert.ok(session.usedMs >= 0 && session.usedMs <= session.grantedMs && granted > 0);
        assert.equal(session.closesAt, closesAt);
        assert.ok(
          closesAt === null || (session.endsAt ?? 0) <= closesAt,
          "a pass never runs beyond its window",
        );
        assert.equal(session.status === "active", session.runningSince !== null);
        assert.equal(
          session.endsAt,
          session.runningSince === null ? null : session.runningSince + granted - session.usedMs,
        );
        if (session.status === "completed") assert.equal(session.usedMs, granted);
        assert.deepEqual(replay(events), session, "replaying the events gives the session");
        const numbered = events.map((one, index) => ({ number: index + 1, event: one }));
        assert.deepEqual(replayStrictly(numbered), session, "and so does doing it strictly");
      }
    }),
    { numRuns: 3000 },
  );
});

test("used time stops at what was granted, however late one looks", () => {
  const session = started(60 * MINUTE);
  assert.equal(usedAt(session, START + 10 * MINUTE), 10 * MINUTE);
  assert.equal(usedAt(session, START + 600 * MINUTE), 60 * MINUTE);
  assert.equal(remainingAt(session, START + 600 * MINUTE), 0);
  assert.equal(usedAt(session, START - 5 * MINUTE), 0);
});

test("closing is dated from the deadline, not from when it was noticed", () => {
  const event = decide(started(MINUTE), { type: "deadline" }, START + 90 * MINUTE);
  assert.deepEqual(event, { type: "completed", at: START + MINUTE });
});

test("once the time is up a session can only be closed, as of its deadline", () => {
  const session = started(MINUTE);
  for (const type of ["pause", "terminate"] as const) {
    assert.throws(() => decide(session, { type }, START + MINUTE), isRefusal("session_over"));
  }
  for (const type of ["deadline", "force_complete"] as const) {
    for (const late of [0, 1, 90 * MINUTE]) {
      assert.deepEqual(decide(session, { type }, START + MINUTE + late), {
        type: "completed",
        at: START + MINUTE,
      });
    }
  }
  assert.throws(
    () => decide(session, { type: "extend", addedMs: MINUTE }, START + MINUTE),
    isRefusal("session_over"),
  );
  assert.throws(
    () => decide(session, { type: "deadline" }, START + MINUTE - 1),
    isRefusal("session_not_due"),
  );
});

test("an outage pauses as of the last sign of life and says what it gave back", () => {
  const event = decide(
    started(60 * MINUTE),
    { type: "outage", lastSeenAt: START + 10 * MINUTE },
    START + 25 * MINUTE,
  );
  assert.deepEqual(event, { type: "outage", at: START + 10 * MINUTE, givenBackMs: 15 * MINUTE });
  const paused = apply(started(60 * MINUTE), event);
  assert.equal(paused.status, "paused");
  assert.equal(paused.usedMs, 10 * MINUTE);
});

test("a forced completion writes the rest off", () => {
  const session = started(60 * MINUTE);
  const closed = apply(session, decide(session, { type: "force_complete" }, START + 20 * MINUTE));
  assert.equal(closed.usedMs, 60 * MINUTE);
  assert.equal(closed.writtenOffMs, 40 * MINUTE);
});

test("an extension moves the deadline and cannot go beyond a day in all", () => {
  const session = started(60 * MINUTE);
  const extended = apply(
    session,
    decide(session, { type: "extend", addedMs: 15 * MINUTE }, START + 5 * MINUTE),
  );
  assert.equal(extended.endsAt, START + 75 * MINUTE);
  assert.throws(
    () => decide(session, { type: "extend", addedMs: LARGEST_GRANT_MS }, START),
    isRefusal("grant_too_long"),
  );
});

test("the warning comes five minutes before the end, or at a fifth of a short session", () => {
  assert.equal(lowTimeThreshold(60 * MINUTE), 5 * MINUTE);
  assert.equal(lowTimeThreshold(MINUTE), 12_000);
  assert.equal(started(60 * MINUTE).lowTimeAt, START + 55 * MINUTE);
});

test("a pass that begins late in its window is cut to what is left of it, and runs from an outage likewise", () => {
  const night = pass(480 * MINUTE, START + 480 * MINUTE);
  const onTime = decide(night, { type: "start" }, START);
  assert.equal(cutToWindow(night, onTime), null);
  const late = START + 60 * MINUTE;
  const cut = cutToWindow(night, decide(night, { type: "start" }, late)) as SessionEvent;
  assert.deepEqual(cut, { type: "cut", at: late, cutMs: 60 * MINUTE });
  const playing = apply(apply(night, cut), { type: "started", at: late });
  assert.equal(playing.endsAt, night.closesAt);
  const outage = decide(playing, { type: "outage", lastSeenAt: late + MINUTE }, late + 11 * MINUTE);
  const paused = apply(playing, outage);
  const resumed = decide(paused, { type: "resume" }, late + 31 * MINUTE);
  const again = cutToWindow(paused, resumed) as SessionEvent;
  assert.deepEqual(again, { type: "cut", at: late + 31 * MINUTE, cutMs: 30 * MINUTE });
  assert.equal(apply(apply(paused, again), resumed).endsAt, night.closesAt);
});

test("after its window a pass does not run; an extension moves the window; nobody pauses it", () => {
  const night = pass(480 * MINUTE, START + 480 * MINUTE);
  const end = START + 480 * MINUTE;
  for (const late of [end - 999, end, end + MINUTE])
    assert.throws(() => decide(night, { type: "start" }, late), isRefusal("pass_over"));
  assert.equal(decide(night, { type: "start" }, end - 1_000).type, "started");
  const extended = apply(night, decide(night, { type: "extend", addedMs: 30 * MINUTE }, START));
  assert.equal(extended.closesAt, end + 30 * MINUTE);
  assert.equal(decide(extended, { type: "start" }, end).type, "started");
  const playing = apply(night, { type: "started", at: START });
  assert.throws(() => decide(playing, { type: "pause" }, START + MINUTE), isRefusal("pass_cannot_pause"));
  const paused = apply(playing, { type: "outage", at: START + MINUTE, givenBackMs: 0 });
  assert.deepEqual(decide(paused, { type: "force_complete" }, end + 5 * MINUTE), {
    type: "force_completed",
    at: end,
    writtenOffMs: 479 * MINUTE,
  });
});

test("every command outside the machine is refused", () => {
  const reachable = new Set(statusPairs(sessionMachine).map(([from, to]) => `${from} ${to}`));
  assert.deepEqual(
    reachable,
    new Set([
      "ready active",
      "ready terminated",
      "ready expired",
      "active paused",
      "active completed",
      "active terminated",
      "paused active",
      "paused completed",
      "paused terminated",
    ]),
  );
  const ended = apply(started(MINUTE), { type: "completed", at: START + MINUTE });
  for (const type of ["start", "pause", "resume", "terminate", "force_complete", "expiry"] as const) {
    assert.throws(() => decide(ended, { type }, START), isRefusal("session_transition_refused"));
  }
});

function pass(grantedMs: number, closesAt: number): SessionTime {
  return replay([{ type: "created", at: START, grantedMs, closesAt }]);
}

function started(grantedMs: number): SessionTime {
  return replay([
    { type: "created", at: START, grantedMs },
    { type: "started", at: START },
  ]);
}

function decideOrNull(session: SessionTime, command: SessionCommand, now: number): SessionEvent | null {
  try {
    return decide(session, command, now);
  } catch (error) {
    if (error instanceof BusinessError) return null;
    throw error;
  }
}

function isRefusal(code: string) {
  return (error: unknown) => error instanceof BusinessError && error.code === code;
}
