import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { playedAt, playSoFar } from "./open-play.ts";
import { priceOf, type Terms } from "./pricing.ts";
import { apply, decide, replay } from "./session-clock.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

const terms = fc.record({
  kind: fc.constant("open" as const),
  price: fc.integer({ min: 0, max: 5_000 }),
  minutes: fc.integer({ min: 1, max: 600 }),
  calendar: fc.constant(null),
  zone: fc.constant(null),
  controllers: fc.integer({ min: 1, max: 4 }),
  controllerSurchargePerHour: fc.integer({ min: 0, max: 300 }),
  membership: fc.constant(null),
  open: fc.record({
    stepMinutes: fc.integer({ min: 1, max: 60 }),
    minimumPrice: fc.integer({ min: 0, max: 500 }),
    ceilingPrice: fc.constant(null),
  }),
}) satisfies fc.Arbitrary<Terms>;

test("what is shown while one plays is what the bill says, and it changes only when a step begins", () => {
  fc.assert(
    fc.property(terms, fc.integer({ min: 0, max: 700 * MINUTE }), (sold, after) => {
      const session = replay([
        { type: "created", at: START, grantedMs: sold.minutes * MINUTE },
        { type: "started", at: START },
      ]);
      const now = START + after;
      const soFar = playSoFar(sold, session, now);
      assert.equal(soFar.playedMs, Math.min(after, sold.minutes * MINUTE));
      if (soFar.playedMs > 0) {
        const ended = apply(session, decide(session, { type: "force_complete" }, now));
        assert.equal(
          soFar.amountDue,
          priceOf(sold, playedAt(ended, now)).total,
          "stopped now, it costs that",
        );
        assert.equal(playSoFar(sold, ended, now + MINUTE).amountDue, soFar.amountDue, "and no more later");
      }
      const { nextStepMs } = soFar;
      const end = nextStepMs === null ? START + 700 * MINUTE : now + nextStepMs - 1;
      assert.equal(playSoFar(sold, session, end).amountDue, soFar.amountDue, "the same until the next step");
      if (nextStepMs !== null) {
        const next = playSoFar(sold, session, now + nextStepMs);
        const oneStep = soFar.playedMs + nextStepMs;
        assert.equal(next.amountDue, priceOf(sold, oneStep).total);
        assert.ok(next.amountDue >= soFar.amountDue);
      }
    }),
    { numRuns: 2000 },
  );
});
