import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { byHand, createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { operator } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";
import { createVenue } from "../venues/actions.ts";
import { type AuditNote, recordAudit, sealAudit } from "./actions.ts";
import { type AuditFault, isSealKnown, verifyAudit } from "./queries.ts";

// Somebody with a database client and triggers off, against any chain: whatever they change, the verification names it.

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(3);
});
after(() => database.drop());

const note: fc.Arbitrary<AuditNote> = fc.record({
  action: fc.constantFrom("invoice.activate", "session.extend", "player.create"),
  subject: fc.constantFrom("invoice", "session"),
  subjectId: fc.option(fc.integer({ min: 1, max: 9 })),
  details: fc.dictionary(
    fc.constantFrom("reason", "minutes", "from"),
    fc.oneof(fc.integer(), fc.constantFrom("", "été", "'); --", "\\", '"', "(,)", null)),
    { maxKeys: 3 },
  ),
});
/** Entries in the batches in which they are sealed. */
const batches = fc.array(fc.array(note, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

/** A chain as it was written: which entry each seal is of, in order. */
interface Chain {
  readonly venueId: number;
  readonly entries: readonly number[];
  readonly head: string;
}

/** What is done by hand, and what must be named: one of these faults, of one of these entries. */
interface Tampering {
  readonly statement: string;
  readonly faults: ReadonlyArray<AuditFault["fault"]>;
  readonly entries: readonly number[];
}

/** Given two places in a chain, from nought and never the same. */
type Tamper = (chain: Chain, one: number, two: number) => Tampering | null;

const entryAt = ({ entries }: Chain, at: number) => entries[at] as number;
const columns = "venue_id, at, action, subject, subject_id, details, actor_id, api_key_id";

const editEntry =
  (change: string): Tamper =>
  (chain, one) => ({
    statement: `update audit_entries set ${change} where id = ${entryAt(chain, one)}`,
    faults: ["edited"],
    entries: [entryAt(chain, one)],
  });

const editSeal =
  (change: string, faults: Tampering["faults"]): Tamper =>
  (chain, one) => ({
    statement: `update audit_seals set ${change} where venue_id = ${chain.venueId} and position = ${one + 1}`,
    faults,
    entries: chain.entries,
  });

/** Exchanges a column of two rows. `aside` keeps a unique column out of the way meanwhile. */
const swapSeals =
  (column: "position" | "audit_entry_id"): Tamper =>
  (chain, one, two) => {
    const [mine, theirs] =
      column === "position" ? [one + 1, two + 1] : [entryAt(chain, one), entryAt(chain, two)];
    const set = (to: string, from: string) =>
      `update audit_seals set ${column} = ${to} where venue_id = ${chain.venueId} and ${column} = ${from}`;
    return {
      statement: [
        set("1000000000", `${mine}`),
        set(`${mine}`, `${theirs}`),
        set(`${theirs}`, "1000000000"),
      ].join("; "),
      faults: ["edited"],
      entries: [entryAt(chain, one), entryAt(chain, two)],
    };
  };

const copyEntry = (from: number, to: number) => `insert into audit_entries (id, ${columns})
  overriding system value select ${to}, ${columns} from audit_entries where id = ${from}`;

const tamperings: Readonly<Record<string, Tamper>> = {
  "edits whose venue an entry is of": (chain, one) => ({
    ...(editEntry("venue_id = venue_id + 1000000")(chain, one, one) as Tampering),
    faults: ["removed"],
  }),
  "edits when": editEntry("at = at + interval '1 millisecond'"),
  "edits what was done": editEntry("action = action || '.'"),
  "edits to what": editEntry("subject = subject || ' '"),
  "edits to which": editEntry("subject_id = coalesce(subject_id + 1, 0)"),
  "edits a detail": editEntry(`details = details || '{"added": 1}'`),
  "edits who": editEntry("actor_id = coalesce(actor_id + 1, 0)"),
  "edits which key": editEntry("api_key_id = coalesce(api_key_id + 1, 0)"),
  "gives an entry another id": (chain, one) => ({
    statement: `${copyEntry(entryAt(chain, one), entryAt(chain, one) + 1_000_000)};
      delete from audit_entries where id = ${entryAt(chain, one)}`,
    faults: ["removed"],
    entries: [entryAt(chain, one)],
  }),
  "swaps what two entries say": (chain, one, two) => ({
    statement: `update audit_entries e set at = o.at, action = o.action, subject = o.subject,
        subject_id = o.subject_id, details = o.details
      from audit_entries o where e.id <> o.id and e.id in (${entryAt(chain, one)}, ${entryAt(chain, two)})
        and o.id in (${entryAt(chain, one)}, ${entryAt(chain, two)})`,
    faults: ["edited"],
    entries: [entryAt(chain, one), entryAt(chain, two)],
  }),
  "removes an entry": (chain, one) => ({
    statement: `delete from audit_entries where id = ${entryAt(chain, one)}`,
    faults: ["removed"],
    entries: [entryAt(chain, one)],
  }),
  "removes an entry and its seal": (chain, one) =>
    one === chain.entries.length - 1
      ? null
      : {
          statement: `delete from audit_entries where id = ${entryAt(chain, one)};
            delete from audit_seals where venue_id = ${chain.venueId} and position = ${one + 1}`,
          faults: ["seal missing", "edited"],
          entries: [entryAt(chain, one + 1)],
        },
  "removes an entry and its seal, and closes the gap": (chain, one) =>
    one === chain.entries.length - 1
      ? null
      : {
          statement: `delete from audit_entries where id = ${entryAt(chain, one)};
            delete from audit_seals where venue_id = ${chain.venueId} and position = ${one + 1};
            update audit_seals set position = position + 1000000
              where venue_id = ${chain.venueId} and position > ${one + 1};
            update audit_seals set position = position - 1000001
              where venue_id = ${chain.venueId} and position > 1000000`,
          faults: ["edited"],
          entries: [entryAt(chain, one + 1)],
        },
  "inserts an entry": (chain, one) => ({
    statement: copyEntry(entryAt(chain, one), entryAt(chain, one) + 1_000_000),
    faults: ["inserted"],
    entries: [entryAt(chain, one) + 1_000_000],
  }),
  "inserts an entry with a seal of its own": (chain, one) => ({
    statement: `${copyEntry(entryAt(chain, one), entryAt(chain, one) + 1_000_000)};
      insert into audit_seals select venue_id, ${chain.entries.length + 1}, ${entryAt(chain, one) + 1_000_000}, hash, sealed_at
        from audit_seals where venue_id = ${chain.venueId} and position = ${one + 1}`,
    faults: ["edited"],
    entries: [entryAt(chain, one) + 1_000_000],
  }),
  "edits a hash": editSeal("hash = set_byte(hash, 31, 255 - get_byte(hash, 31))", ["edited"]),
  "moves a seal to another venue": editSeal("venue_id = venue_id + 1000000", ["inserted"]),
  "moves a seal far away": editSeal("position = position + 1000000", ["seal missing", "edited"]),
  "lets a seal be of no entry": editSeal("audit_entry_id = audit_entry_id + 1000000", ["inserted"]),
  "removes a seal": (chain, one) => ({
    statement: `delete from audit_seals where venue_id = ${chain.venueId} and position = ${one + 1}`,
    faults: ["inserted"],
    entries: [entryAt(chain, one)],
  }),
  "swaps two seals": swapSeals("position"),
  "swaps whose two seals are": swapSeals("audit_entry_id"),
  "swaps the hashes of two seals": (chain, one, two) => ({
    statement: `update audit_seals s set hash = o.hash from audit_seals o
      where s.venue_id = ${chain.venueId} and o.venue_id = ${chain.venueId} and s.position <> o.position
        and s.position in (${one + 1}, ${two + 1}) and o.position in (${one + 1}, ${two + 1})`,
    faults: ["edited"],
    entries: [entryAt(chain, one), entryAt(chain, two)],
  }),
};

for (const [name, tamper] of Object.entries(tamperings)) {
  test(`whoever ${name} is noticed`, async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(), async (written, first, second) => {
        const chain = await write(written);
        const one = first % chain.entries.length;
        const two = (one + 1 + (second % (chain.entries.length - 1))) % chain.entries.length;
        const tampering = tamper(chain, one, two);
        fc.pre(tampering !== null);
        const original = await textOf(chain);
        await byHand(database.db, tampering.statement);
        // Two entries may say the same; exchanged, nothing changed.
        fc.pre((await textOf(chain)) !== original);
        const { faults } = await verifyAudit(database.db);
        const named = faults.some(
          ({ venueId, entryId, fault }) =>
            venueId === chain.venueId &&
            tampering.entries.includes(entryId) &&
            tampering.faults.includes(fault),
        );
        assert.ok(named, `${tampering.statement}: ${JSON.stringify(faults)}`);
        await mend();
      }),
      { numRuns: 3 },
    );
  });
}

test("a chain whose end was cut off looks whole, but the hash written down before is not in it any more", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (written, cut) => {
      const chain = await write(written);
      assert.ok(await isSealKnown(database.db, chain.head));
      const kept = cut % chain.entries.length;
      await byHand(
        database.db,
        `delete from audit_entries where id in (${chain.entries.slice(kept).join(", ")});
        delete from audit_seals where venue_id = ${chain.venueId} and position > ${kept}`,
      );
      assert.deepEqual((await verifyAudit(database.db)).faults, []);
      assert.equal(await isSealKnown(database.db, chain.head), false);
    }),
    { numRuns: 3 },
  );
});

test("nor is it in a chain that somebody edited and then sealed anew from there on", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (written, from) => {
      const chain = await write(written);
      const at = from % chain.entries.length;
      await byHand(
        database.db,
        `update audit_entries set action = 'nothing.happened' where id = ${entryAt(chain, at)};
        delete from audit_seals where venue_id = ${chain.venueId} and position > ${at};
        insert into audit_entries_to_seal values
          ${chain.entries
            .slice(at)
            .map((id) => `(${chain.venueId}, ${id})`)
            .join(", ")}`,
      );
      await sealAudit(database.db);
      assert.deepEqual((await verifyAudit(database.db)).faults, []);
      assert.equal(await isSealKnown(database.db, chain.head), false);
    }),
    { numRuns: 3 },
  );
});

/** A venue of its own whose entries are sealed batch by batch; it has two at least, and nothing is wrong with it. */
async function write(written: readonly AuditNote[][]): Promise<Chain> {
  const { db } = database;
  const venueId = await inTransaction(db, (tx) =>
    createVenue(tx, { name: "Chaîne", address: "", currency: "XOF", timeZone: "Africa/Abidjan" }),
  );
  const always: AuditNote[][] = [[1, 2].map((subjectId) => ({ action: "a.b", subject: "c", subjectId }))];
  for (const batch of [...always, ...written]) {
    await inTransaction(db, async (tx) => {
      for (const one of batch) recordAudit({ tx, actor: operator(venueId) }, one);
    });
    await sealAudit(db);
  }
  const { chains, faults } = await verifyAudit(db);
  assert.deepEqual(faults, []);
  const seals = await db
    .selectFrom("audit_seals")
    .select("audit_entry_id")
    .where("venue_id", "=", venueId)
    .orderBy("position")
    .execute();
  const head = chains.find((chain) => chain.venueId === venueId)?.head ?? "";
  return { venueId, entries: seals.map((seal) => seal.audit_entry_id), head };
}

/** All that stands there. */
async function textOf({ venueId }: Chain): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_array(
      (select json_agg(e order by id) from audit_entries e where venue_id = ${venueId}),
      (select json_agg(s order by position) from audit_seals s where venue_id = ${venueId}))::text as text`.execute(
    database.db,
  );
  return rows[0]?.text ?? "";
}

/** Clears the log, so that the next chain stands alone. */
async function mend(): Promise<void> {
  await byHand(database.db, "truncate audit_entries; truncate audit_seals; truncate audit_entries_to_seal");
}
