import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HOUR, MINUTE } from "./duration.ts";
import { NARROW_SPACE } from "./money.ts";
import { type PriceLine, priceOf, type Terms } from "./pricing.ts";
import { tellPriceLine } from "./pricing-words.ts";

const money = fc.integer({ min: 0, max: 1_000_000_000 });
const minutes = fc.integer({ min: 1, max: 1440 });
const calendar = fc.option(
  fc.oneof(
    fc.record({
      name: fc.constant("Happy hour"),
      percent: fc.integer({ min: -90, max: 200 }),
      price: fc.constant(null),
    }),
    fc.record({ name: fc.constant("Noël"), percent: fc.constant(null), price: money }),
  ),
);
const rule = fc
  .record({
    stepMinutes: fc.integer({ min: 1, max: 60 }),
    minimumPrice: money,
    ceilingPrice: fc.option(money),
  })
  .map((open) =>
    open.ceilingPrice === null
      ? open
      : { ...open, ceilingPrice: Math.max(open.ceilingPrice, open.minimumPrice) },
  );

/** Whatever the tables may hold. */
const terms: fc.Arbitrary<Terms> = fc
  .record({
    kind: fc.constantFrom("fixed" as const, "pass" as const, "open" as const),
    price: money,
    minutes,
    calendar,
    zone: fc.option(fc.record({ name: fc.constant("VIP"), surchargePerHour: money })),
    controllers: fc.integer({ min: 1, max: 8 }),
    controllerSurchargePerHour: money,
    membership: fc.option(
      fc.record({
        name: fc.constant("Or"),
        discountPercent: fc.integer({ min: 0, max: 100 }),
        minutes: fc.integer({ min: 0, max: 1440 }),
      }),
    ),
    open: rule,
  })
  .map((all) => ({ ...all, open: all.kind === "open" ? all.open : null }));
const played = fc.integer({ min: 0, max: 25 * HOUR });

test("a price is the sum of its lines, whole, and never below nothing; the same terms cost the same", () => {
  fc.assert(
    fc.property(terms, played, (sold, playedMs) => {
      const { lines, total } = priceOf(sold, playedMs);
      assert.equal(
        lines.reduce((sum, { amount }) => sum + amount, 0),
        total,
      );
      assert.ok(total >= 0, `${total}`);
      assert.ok(lines.every(({ amount }) => Number.isSafeInteger(amount)));
      assert.deepEqual(priceOf(JSON.parse(JSON.stringify(sold)), playedMs), { lines, total });
    }),
  );
});

test("who plays longer never pays less, never more than the ceiling, never less than the minimum", () => {
  fc.assert(
    fc.property(terms, played, played, (sold, some, more) => {
      const shorter = priceOf(sold, Math.min(some, more)).total;
      const longer = priceOf(sold, Math.max(some, more)).total;
      assert.ok(shorter <= longer, `${shorter} > ${longer}`);
      if (!sold.open) return assert.equal(shorter, longer);
      assert.ok(shorter >= sold.open.minimumPrice);
      assert.ok(longer <= (sold.open.ceilingPrice ?? Number.POSITIVE_INFINITY));
    }),
  );
});

test("a dearer zone or one more controller never makes it cheaper, a membership never dearer", () => {
  fc.assert(
    fc.property(terms, played, money, (sold, playedMs, more) => {
      const { total } = priceOf(sold, playedMs);
      const dearer = { name: "Salon", surchargePerHour: (sold.zone?.surchargePerHour ?? 0) + more };
      assert.ok(priceOf({ ...sold, zone: dearer }, playedMs).total >= total);
      assert.ok(priceOf({ ...sold, controllers: sold.controllers + 1 }, playedMs).total >= total);
      assert.ok(priceOf({ ...sold, membership: null }, playedMs).total >= total);
    }),
  );
});

const plain: Terms = {
  kind: "fixed",
  price: 500,
  minutes: 60,
  calendar: null,
  zone: null,
  controllers: 1,
  controllerSurchargePerHour: 200,
  membership: null,
  open: null,
};

test("a package alone costs what it costs", () => {
  assert.deepEqual(priceOf(plain), {
    lines: [{ kind: "package", amount: 500, minutes: 60 }],
    total: 500,
  });
});

test("the calendar changes the package's price; surcharges are for the time; a membership takes off what is left", () => {
  const { lines, total } = priceOf({
    ...plain,
    minutes: 90,
    calendar: { name: "Happy hour", percent: -30, price: null },
    zone: { name: "VIP", surchargePerHour: 300 },
    controllers: 3,
    membership: { name: "Or", discountPercent: 10, minutes: 45 },
  });
  const amounts = Object.fromEntries(lines.map(({ kind, amount }) => [kind, amount]));
  // 350 for playing, half of it in the membership's minutes; 450 and 600 for an hour and a half; 10 % of 1 225 is 122.5.
  assert.deepEqual(amounts, {
    package: 500,
    calendar: -150,
    zone: 450,
    controllers: 600,
    member_minutes: -175,
    member_discount: -123,
  });
  assert.equal(total, 1102);
});

test("open play: every quarter begun, a minimum, a ceiling", () => {
  const open: Terms = {
    ...plain,
    kind: "open",
    price: 400,
    minutes: 480,
    open: { stepMinutes: 15, minimumPrice: 150, ceilingPrice: 1000 },
  };
  const bill = (playedMs: number) => priceOf(open, playedMs).lines.map(({ kind, amount }) => [kind, amount]);
  assert.deepEqual(bill(0), [
    ["played", 0],
    ["minimum", 150],
  ]);
  assert.deepEqual(bill(15 * MINUTE), [
    ["played", 100],
    ["minimum", 50],
  ]);
  assert.deepEqual(bill(15 * MINUTE + 1), [["played", 200]]);
  assert.deepEqual(bill(3 * HOUR), [
    ["played", 1200],
    ["ceiling", -200],
  ]);
  // It closed itself after eight hours; nobody pays for the time until somebody looked.
  assert.deepEqual(
    priceOf({ ...open, open: { ...open.open!, ceilingPrice: null } }, 20 * HOUR).total,
    8 * 400,
  );
});

test("a part of a unit is rounded to the nearest, a half up", () => {
  const third = {
    ...plain,
    kind: "open",
    price: 100,
    open: { stepMinutes: 1, minimumPrice: 0, ceilingPrice: null },
  };
  const after = (played: number) => priceOf(third as Terms, played * MINUTE).total;
  // 1.67, 5, 8.33, 16.67
  assert.deepEqual([1, 3, 5, 10].map(after), [2, 5, 8, 17]);
  assert.equal(priceOf({ ...plain, price: 5, calendar: { name: "x", percent: 10, price: null } }).total, 6);
});

test("every line says in both languages what it is for", () => {
  const said = (line: PriceLine) => {
    const { fr, en } = tellPriceLine(line, "XOF");
    return [fr, en].map((text) => text.replaceAll(NARROW_SPACE, "_"));
  };
  assert.deepEqual(said({ kind: "calendar", amount: -150, name: "Happy hour", percent: -30 }), [
    "Happy hour −30_%",
    "Happy hour −30%",
  ]);
  assert.deepEqual(said({ kind: "zone", amount: 300, name: "VIP", surchargePerHour: 300 }), [
    "Zone VIP_: 300_FCFA de plus l’heure",
    "Zone VIP: 300_FCFA more an hour",
  ]);
  assert.deepEqual(said({ kind: "played", amount: 200, playedMs: 920_500, minutes: 30, pricePerHour: 400 }), [
    "15_min_21_s de jeu, comptées 30_min à 400_FCFA l’heure",
    "15_min_21_s of play, counted as 30_min at 400_FCFA an hour",
  ]);
  assert.deepEqual(said({ kind: "controllers", amount: 200, extra: 1, surchargePerHour: 200 }), [
    "1 manette de plus_: 200_FCFA l’heure chacune",
    "1 more controller: 200_FCFA an hour each",
  ]);
});
