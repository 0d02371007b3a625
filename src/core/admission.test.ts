import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { barAt, barOfSanctions, noticesAt, type PlayerStanding } from "./admission.ts";
import { HOUR, MINUTE } from "./duration.ts";
import { ageAt, areMinorsHours, isMinorAt, type MinorsRule, minorsHoursEnd } from "./minors.ts";
import { photoTypeOf } from "./photo.ts";
import { conductAt, inForce, isForClerks, type Sanction, stopsPlay } from "./sanction.ts";

const zones = ["Africa/Abidjan", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
const at = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
const timeOfDay = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => Temporal.PlainTime.from("00:00").add({ minutes: minute }).toString().slice(0, 5));
const rule = fc
  .record({ from: timeOfDay, until: timeOfDay, timeZone: fc.constantFrom(...zones) })
  .filter(({ from, until }) => from !== until)
  .map(({ from, until, timeZone }): MinorsRule => ({ minorAge: 18, hours: { from, until }, timeZone }));
const day = fc
  .integer({ min: 0, max: 60 * 365 })
  .map((days) => Temporal.PlainDate.from("1970-01-01").add({ days }).toString());

const wallClock = (instant: number, timeZone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(instant);

test("the hours for minors are those of the wall clock, past midnight too", () => {
  fc.assert(
    fc.property(at, rule, (instant, minors) => {
      const { from, until } = minors.hours as { from: string; until: string };
      const now = wallClock(instant, minors.timeZone);
      const expected = from < until ? from <= now && now < until : !(until <= now && now < from);
      assert.equal(areMinorsHours(instant, minors), expected);
    }),
  );
});

test("hours that are on end at their wall-clock time, and are on until then", () => {
  fc.assert(
    fc.property(at, rule, (instant, minors) => {
      fc.pre(areMinorsHours(instant, minors));
      const end = minorsHoursEnd(instant, minors) as number;
      assert.ok(end > instant && end <= instant + 26 * HOUR, "soon");
      for (let step = 1; step < 20; step += 1) {
        const between = instant + ((end - instant) * step) / 20;
        assert.ok(areMinorsHours(Math.floor(between), minors), new Date(between).toISOString());
      }
      const said = wallClock(end, minors.timeZone);
      // Where clocks are put forward over it, the end does not exist and comes as much later.
      if (said === minors.hours?.until) assert.equal(areMinorsHours(end, minors), false);
      else assert.ok(said > (minors.hours?.until ?? ""), said);
    }),
  );
});

test("a time of day that comes twice ends the hours at the next of the two", () => {
  const minors: MinorsRule = {
    minorAge: 18,
    hours: { from: "08:00", until: "02:30" },
    timeZone: "Europe/Paris",
  };
  const first = Date.parse("2026-10-25T00:15:00Z");
  assert.equal(minorsHoursEnd(first, minors), Date.parse("2026-10-25T00:30:00Z"));
  const second = Date.parse("2026-10-25T01:15:00Z");
  assert.equal(minorsHoursEnd(second, minors), Date.parse("2026-10-25T01:30:00Z"));
});

test("one grows older at midnight of the venue, by a year at a birthday and never otherwise", () => {
  fc.assert(
    fc.property(day, fc.constantFrom(...zones), fc.integer({ min: 1, max: 60 }), (born, timeZone, years) => {
      const birthday = Temporal.PlainDate.from(born).add({ years });
      const leap = born.endsWith("-02-29") && !birthday.inLeapYear;
      const grows = (leap ? birthday.add({ days: 1 }) : birthday).toZonedDateTime(timeZone).epochMilliseconds;
      assert.equal(ageAt(born, grows, timeZone), years);
      assert.equal(ageAt(born, grows - 1, timeZone), years - 1);
    }),
  );
});

const sanction = fc.record({
  id: fc.nat(),
  kind: fc.constantFrom("warning" as const, "ban" as const),
  reason: fc.constant("Bagarre"),
  givenAt: fc.constant(0),
  until: fc.constant(null as number | null),
});
const suspension = fc
  .integer({ min: 1, max: 1_000 })
  .map((until): Sanction => ({ id: until, kind: "suspension", reason: "Bagarre", givenAt: 0, until }));
const sanctions = fc.array(fc.oneof(sanction, suspension), { maxLength: 6 });

test("a ban stops play for good, a suspension until its very end, a warning never", () => {
  fc.assert(
    fc.property(sanctions, fc.nat(1_200), (all, now) => {
      const stopping = stopsPlay(all, now);
      const banned = all.some(({ kind }) => kind === "ban");
      const ends = all.flatMap(({ until }) => (until !== null && until > now ? [until] : []));
      const expected = banned ? null : ends.length > 0 ? Math.max(...ends) : undefined;
      assert.equal(stopping === null ? undefined : stopping.until, expected);
      const conduct = banned
        ? "banned"
        : ends.length > 0
          ? "suspended"
          : all.some(({ kind }) => kind === "warning")
            ? "warned"
            : "fine";
      assert.equal(conductAt(all, now), conduct);
      assert.ok(inForce(all, now).every(({ until }) => until === null || until > now));
    }),
  );
  const [until] = fc.sample(suspension, 1) as [Sanction];
  assert.equal(stopsPlay([until], (until.until as number) - 1)?.id, until.id);
  assert.equal(stopsPlay([until], until.until as number), null);
});

test("a clerk may warn, and suspend for a day", () => {
  assert.ok(isForClerks({ kind: "warning", lengthMs: null }));
  assert.ok(isForClerks({ kind: "suspension", lengthMs: 24 * HOUR }));
  assert.ok(!isForClerks({ kind: "suspension", lengthMs: 24 * HOUR + 1 }));
  assert.ok(!isForClerks({ kind: "ban", lengthMs: null }));
});

const noon = Date.parse("2026-11-25T12:00:00Z");
const minor: PlayerStanding = {
  sanctions: [],
  birthDate: "2012-01-01",
  minors: { minorAge: 18, hours: { from: "08:00", until: "20:00" }, timeZone: "Africa/Abidjan" },
};

test("a minor is kept from starting outside the hours, and told of where a session would go past them", () => {
  assert.equal(barAt(minor, noon), null);
  const evening = noon + 8 * HOUR;
  assert.deepEqual(barAt(minor, evening), { kind: "minors_hours", from: "08:00", until: "20:00" });
  assert.equal(barAt(minor, evening - 1), null);
  assert.equal(barOfSanctions(minor, evening), null, "the hours are no question at the scan");
  assert.deepEqual(noticesAt(minor, noon, evening), []);
  const past = { kind: "past_minors_hours", reason: null, at: evening };
  assert.deepEqual(noticesAt(minor, noon, evening + 1), [past]);
  assert.deepEqual(noticesAt(minor, evening, evening + MINUTE), [{ ...past, at: null }]);
  for (const free of [
    { ...minor, birthDate: null },
    { ...minor, birthDate: "2008-11-25" },
    { ...minor, minors: { ...minor.minors, hours: null } },
  ]) {
    assert.equal(barAt(free, evening), null);
    assert.deepEqual(noticesAt(free, noon, evening + HOUR), []);
  }
  assert.ok(!isMinorAt(null, noon, minor.minors));
});

test("the counter sees the hardest sanction first", () => {
  const given = (kind: Sanction["kind"], until: number | null): Sanction => ({
    id: 1,
    kind,
    reason: kind,
    givenAt: noon - HOUR,
    until,
  });
  const standing = {
    ...minor,
    birthDate: null,
    sanctions: [
      given("warning", null),
      given("suspension", noon + HOUR),
      given("suspension", noon),
      given("ban", null),
    ],
  };
  assert.deepEqual(
    noticesAt(standing, noon, noon).map(({ kind, at: when }) => [kind, when]),
    [
      ["ban", noon - HOUR],
      ["suspension", noon + HOUR],
      ["warning", noon - HOUR],
    ],
  );
  assert.equal(barAt(standing, noon)?.kind, "banned");
});

test("a photo is known by its first bytes, not by its name", () => {
  const bytes = (...given: number[]) => Uint8Array.from(given);
  assert.equal(photoTypeOf(bytes(0xff, 0xd8, 0xff, 0xe0)), "image/jpeg");
  assert.equal(photoTypeOf(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)), "image/png");
  assert.equal(photoTypeOf(Buffer.from("RIFF\0\0\0\0WEBPVP8 ")), "image/webp");
  for (const other of ["", "RIFF\0\0\0\0WAVE", "<svg onload=alert(1)>", "GIF89a", "<!doctype html>"]) {
    assert.equal(photoTypeOf(Buffer.from(other)), null, other);
  }
});
