import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toFrenchKeyboard } from "./keyboard-layout.ts";
import {
  CODE_BYTES,
  encodeBase32,
  formatValidationCode,
  parseValidationCode,
  qrPayload,
  readScannedText,
} from "./validation-code.ts";

const code = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES }).map(encodeBase32);

/** One code as a hurried hand types it: any case, dashes, spaces and look-alikes, anything around it. */
const typed = code.chain((plain) =>
  fc
    .array(
      fc.tuple(fc.boolean(), fc.constantFrom("", "", "", "-", " ", "–", ".", "_", "\u00a0"), fc.nat(2)),
      {
        minLength: plain.length,
        maxLength: plain.length,
      },
    )
    .map((marks) => {
      const text = [...plain]
        .map((character, index) => {
          const [lower, after, likeness] = marks[index] as [boolean, string, number];
          const lookalike = lookalikes[character]?.[likeness] ?? character;
          return (lower ? lookalike.toLowerCase() : lookalike) + after;
        })
        .join("");
      return { plain, text: ` ${text}\n` };
    }),
);
const lookalikes: Readonly<Record<string, string[]>> = { 0: ["0", "O", "O"], 1: ["1", "I", "L"] };

test("a code survives every tolerated way of typing", () => {
  fc.assert(
    fc.property(typed, ({ plain, text }) => {
      assert.equal(parseValidationCode(text), plain);
      assert.deepEqual(readScannedText(text), { code: plain, signature: null });
    }),
    { numRuns: 2000 },
  );
});

test("a code is shown in four groups and read back", () => {
  fc.assert(
    fc.property(code, (plain) => {
      const shown = formatValidationCode(plain);
      assert.match(shown, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      assert.equal(parseValidationCode(shown), plain);
    }),
  );
});

test("the QR payload is read back with its signature", () => {
  fc.assert(
    fc.property(code, code, (plain, signature) => {
      const payload = qrPayload(plain, signature);
      assert.deepEqual(readScannedText(payload), { code: plain, signature });
      assert.deepEqual(readScannedText(payload.toLowerCase()), { code: plain, signature });
    }),
  );
});

test("a hand scanner on the American layout is understood by a French computer", () => {
  assert.equal(toFrenchKeyboard("GZ1.07M"), "GW&:àè?");
  fc.assert(
    fc.property(code, code, fc.boolean(), (plain, signature, lower) => {
      const payload = qrPayload(plain, signature);
      const typed = toFrenchKeyboard(lower ? payload.toLowerCase() : payload);
      assert.deepEqual(readScannedText(typed), { code: plain, signature });
    }),
  );
});

test("what is no code is no code, and never throws", () => {
  for (const text of [
    "",
    "   ",
    "U000-0000-0000-0000",
    "0000-0000-0000-000",
    "GZ2.0000000000000000.0000000000000000",
  ]) {
    assert.equal(readScannedText(text), null, text);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
      const read = readScannedText(text);
      assert.ok(read === null || /^[0-9A-HJKMNP-TV-Z]{16}$/.test(read.code));
    }),
    { numRuns: 3000 },
  );
});

test("base 32 keeps all eighty bits", () => {
  assert.equal(encodeBase32(new Uint8Array(10)), "0000000000000000");
  assert.equal(encodeBase32(new Uint8Array(10).fill(255)), "ZZZZZZZZZZZZZZZZ");
  assert.equal(encodeBase32(Buffer.from("f", "utf8").subarray(0, 0)), "");
});
