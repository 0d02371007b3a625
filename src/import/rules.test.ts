import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { replay } from "../core/session-clock.ts";
import { foldOldCode, formatValidationCode } from "../core/validation-code.ts";
import { type DumpPart, parseDump, UnreadableDump } from "./dump-parser.ts";
import { decodeBytes, mendText } from "./mend-text.ts";
import { Notebook } from "./notebook.ts";
import { readAmount } from "./old-money.ts";
import { OldCalendar } from "./old-time.ts";
import { planUser } from "./plan-users.ts";
import { resolveSale } from "./resolve-sale.ts";
import { tellSession } from "./session-history.ts";

const NOW = Date.parse("2025-11-01T20:00:00Z");

test("whatever is in a row comes out of a dump as it went in, wherever the file is cut into pieces", async () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.integer().map(String),
    fc.string({ unit: fc.constantFrom(..."aé'\"\\\n\r\t\0%_;,()-/*#`Ω ") }),
  );
  const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (given, size) => {
      const text = given.map((row) => `(${row.map(quoted).join(", ")})`).join(",\n");
      const dump = `-- it's "a" comment\nCREATE TABLE \`t\` (\`a\` int, \`b\` text, \`c\` text COMMENT 'x, y');\n
        INSERT INTO \`other\` VALUES (1,'it''s; skipped');\nINSERT INTO \`t\` VALUES ${text};\nCOMMIT;\n`;
      const parts = await read(dump, size);
      const read_ = parts.flatMap((part) => (part.type === "rows" ? part.rows : []));
      assert.deepEqual(read_, given);
    }),
    { numRuns: 200 },
  );
});

test("bytes, bits, triggers and column lists are read as MySQL means them", async () => {
  const dump = `DELIMITER $$
CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW BEGIN INSERT INTO t VALUES (9,9,9); END$$
DELIMITER ;
INSERT IGNORE INTO \`db\`.\`t\` (\`a\`, \`b\`) VALUES (0x4142, b'101'), (_binary 'z', TRUE), (X'43', -1.50) ON DUPLICATE KEY UPDATE a = ';';
/*!40000 ALTER TABLE \`t\` ENABLE KEYS */;
REPLACE INTO t VALUES (_utf8mb4'é',NULL);`;
  for (const size of [1, 7, 4_096]) {
    const rows = (await read(dump, size)).flatMap((part) =>
      part.type === "rows" ? [[part.columns, part.rows]] : [],
    );
    assert.deepEqual(rows, [
      [
        ["a", "b"],
        [
          ["AB", "5"],
          ["z", "TRUE"],
          ["C", "-1.50"],
        ],
      ],
      [null, [["é", null]]],
    ]);
  }
});

test("a dump that ends within a row, or is written otherwise, is refused", async () => {
  for (const cut of [
    "INSERT INTO t VALUES (1,'abc",
    "INSERT INTO t VALUES (1),",
    "INSERT INTO t VALUES (1)",
    "/* no end",
  ]) {
    await assert.rejects(
      read(cut, 5),
      (error) => error instanceof UnreadableDump && error.reason === "cut_off",
      cut,
    );
  }
  await assert.rejects(
    read("INSERT INTO t VALUES (NOW());", 100),
    (error) => error instanceof UnreadableDump && error.reason === "not_understood",
  );
});

test("texts that were encoded twice are mended, every other text stays", () => {
  for (const [wrong, right] of [
    ["KouamÃ©", "Kouamé"],
    ["Ã‰tÃ© Ã\u00a0 NoÃ«l", "Été à Noël"],
    ["lâ€™entrÃ©e", "l’entrée"],
    ["Kouam├®", "Kouamé"],
  ] as const) {
    assert.equal(mendText(wrong), right);
  }
  const twice = (text: string) => decodeBytes(Buffer.from(text), "latin1").text;
  const word = fc.constantFrom(
    "été",
    "à",
    "« Noël »",
    "l’œuvre",
    "ÇA",
    "N°1",
    "Kouamé",
    "île",
    "5 €",
    "où",
    "FIFA",
  );
  const french = fc.array(word, { minLength: 1 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(french, (text) => {
      assert.equal(mendText(text), text);
      assert.equal(mendText(twice(text)), text);
      assert.equal(mendText(twice(twice(text))), text);
    }),
  );
  assert.deepEqual(decodeBytes(Buffer.from([0x4b, 0xe9]), "utf8"), { text: "Ké", fits: false });
});

test("amounts are read exactly and rounded half up", () => {
  assert.deepEqual(readAmount("1500.00", 0), { minor: 1500n, exact: true });
  assert.deepEqual(readAmount("1500.50", 0), { minor: 1501n, exact: false });
  assert.deepEqual(readAmount("1500.49", 0), { minor: 1500n, exact: false });
  assert.deepEqual(readAmount("15.5", 2), { minor: 1550n, exact: true });
  assert.deepEqual(readAmount("0.005", 2), { minor: 1n, exact: false });
  for (const none of [null, "", "abc", "1,5", "1e3"]) assert.equal(readAmount(none, 0), null);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
      const read = readAmount(`${whole}.${String(cents).padStart(2, "0")}`, 2);
      assert.deepEqual(read, { minor: BigInt(whole) * 100n + BigInt(cents), exact: true });
    }),
  );
});

test("old dates are of their zone; empty, impossible and future ones are told apart", () => {
  const paris = new OldCalendar("Europe/Paris", new Date(NOW));
  const iso = (text: string) => new Date(paris.read(text).at as number).toISOString();
  assert.equal(iso("2025-01-15 12:00:00"), "2025-01-15T11:00:00.000Z");
  assert.equal(iso("2025-07-15 12:00:00.250"), "2025-07-15T10:00:00.250Z");
  assert.equal(iso("2025-07-15 12:00:00Z"), "2025-07-15T12:00:00.000Z");
  // The hour that summer time skips is read as the one after it.
  assert.equal(iso("2025-03-30 02:30:00"), "2025-03-30T01:30:00.000Z");
  for (const [text, fault] of [
    ["0000-00-00 00:00:00", "zero_date"],
    ["2025-00-10 00:00:00", "zero_date"],
    ["1970-01-01 00:00:00", "zero_date"],
    ["2025-02-30 00:00:00", "unreadable_date"],
    ["yesterday", "unreadable_date"],
  ] as const) {
    assert.deepEqual(paris.read(text), { at: null, fault });
  }
  assert.equal(paris.readPast("2031-01-01 00:00:00").fault, "future_date");
  assert.deepEqual(paris.read(null), { at: null, fault: null });
});

test("any purchase, invoice and session resolve to three that agree, and no money is made or lost", () => {
  const status = (...known: string[]) => fc.constantFrom(...known, "", "nonsense");
  const sale = fc.record({
    paymentStatus: status("pending", "processing", "completed", "failed", "refunded", "cancelled"),
    hasPaidAt: fc.boolean(),
    sessionStatusOfPurchase: status(
      "pending",
      "ready",
      "active",
      "paused",
      "completed",
      "expired",
      "terminated",
    ),
    invoice: fc.option(
      fc.record({
        status: status("pending", "active", "used", "expired", "cancelled", "refunded"),
        wasActivated: fc.boolean(),
      }),
    ),
    session: fc.option(
      fc.record({
        status: status("ready", "active", "paused", "completed", "expired", "terminated"),
        grantedMs: fc.integer({ min: 1, max: 86_400_000 }),
        usedMs: fc.integer({ min: -1_000, max: 90_000_000 }),
      }),
    ),
  });
  fc.assert(
    fc.property(sale, (old) => {
      const { payment, invoice, session, leftOut } = resolveSale(old);
      const grantedMs = old.session?.grantedMs ?? 3_600_000;
      const told =
        session &&
        tellSession({
          ...session,
          grantedMs,
          createdAt: NOW - 9e7,
          startedAt: null,
          endedAt: NOW - 8e7,
          now: NOW,
        });
      assert.notEqual(syncStatus(payment, invoice?.status ?? null, told?.row.status ?? null), "MISMATCH");
      if (old.paymentStatus === "completed") assert.equal(payment, "completed");
      if (payment === "completed" || payment === "refunded") {
        assert.ok(old.hasPaidAt || payment === old.paymentStatus, "nobody pays by the move");
        assert.equal(leftOut, null);
      }
      // Time that was paid for and not played is still there, unless the old system had ended it.
      const wasOpen = old.session && ["ready", "active", "paused"].includes(old.session.status);
      const hadTime = old.session && old.session.usedMs < old.session.grantedMs;
      if (payment === "completed" && wasOpen && hadTime && old.invoice?.status !== "refunded") {
        assert.ok(told && ["ready", "paused"].includes(told.row.status));
      }
      if (told) {
        const { row, run } = told;
        assert.deepEqual(replay(told.events.map(({ event }) => event)), row);
        assert.equal(row.usedMs - row.writtenOffMs, run === null ? 0 : run.endedAt - run.startedAt);
        assert.ok(
          row.usedMs <= row.grantedMs && (row.status !== "completed" || row.usedMs === row.grantedMs),
        );
        assert.ok((run?.endedAt ?? 0) <= NOW);
      }
    }),
    { numRuns: 3_000 },
  );
});

/** The rule of the view `purchase_session_overview`. */
function syncStatus(payment: string, invoice: string | null, session: string | null): string {
  if ((invoice === null) !== ["pending", "failed", "cancelled"].includes(payment)) return "MISMATCH";
  if ((invoice === "refunded") !== (payment === "refunded")) return "MISMATCH";
  if (session === null) return invoice === "active" || invoice === "used" ? "MISMATCH" : "NO_SESSION";
  if (["ready", "active", "paused"].includes(session)) return invoice === "active" ? "SYNCED" : "MISMATCH";
  if (session === "terminated") return invoice === "used" || invoice === "refunded" ? "SYNCED" : "MISMATCH";
  return invoice === "used" ? "SYNCED" : "MISMATCH";
}

test("people keep their name as far as our rule allows, and no name is given twice", () => {
  const taken = { usernames: new Set(["admin"]), emails: new Set<string>() };
  const notebook = new Notebook();
  const base = {
    name: "",
    email: "",
    phone: "",
    role: "player",
    status: "active",
    password: "",
    createdAt: null,
  };
  const name = (id: number, username: string) =>
    planUser({ ...base, id, username }, taken, notebook, NOW).username;
  assert.equal(name(1, "Admin"), "admin2");
  assert.equal(name(2, "Kouamé N'Guessan"), "kouame.n.guessan");
  assert.equal(name(3, "awa@example.com"), "awa");
  assert.equal(name(4, "é"), "joueur-4");
  assert.equal(name(5, "a".repeat(40)), "a".repeat(32));
  assert.equal(name(6, "a".repeat(40)), `${"a".repeat(31)}2`);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (username) => {
      assert.match(name(7, username), /^[a-z0-9][a-z0-9._-]{1,31}$/);
    }),
  );
});

test("an old code is found however it is typed, and shown as it was printed", () => {
  for (const typed of ["GZ-7K2P-OI", "gz7k2p01", " gz 7k2p ol ", "GZ–7K2P–0I"]) {
    assert.equal(foldOldCode(typed), "GZ7K2P01");
  }
  assert.equal(formatValidationCode("GZ-2024-ABCDE"), "GZ-2024-ABCDE");
  assert.equal(formatValidationCode("0123456789ABCDEF"), "0123-4567-89AB-CDEF");
});

function quoted(value: string | null): string {
  if (value === null) return "NULL";
  return `'${value.replace(/[\\'\n\r\0]/g, (sign) => ({ "\\": "\\\\", "'": "''", "\n": "\\n", "\r": "\\r", "\0": "\\0" })[sign] as string)}'`;
}

async function read(dump: string, size: number): Promise<DumpPart[]> {
  const bytes = Buffer.from(dump).toString("latin1");
  async function* pieces() {
    for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
  }
  const handlers = {
    wants: (table: string) => table === "t",
    decode: (text: string) => Buffer.from(text, "latin1").toString("utf8"),
  };
  const parts: DumpPart[] = [];
  for await (const part of parseDump(pieces(), handlers)) parts.push(part);
  return parts;
}
