import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { writeEnding } from "../db/ending.ts";
import { inTransaction } from "../db/transaction.ts";
import { recordAudit, sealAudit } from "./actions.ts";
import { verifyAudit } from "./queries.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

const note = { action: "test.note", subject: "test", subjectId: null };

test("nodes that seal at once while clerks write make one chain without a gap, and every entry is in it once", async () => {
  const write = async () => {
    for (let count = 0; count < 40; count += 1) {
      await inTransaction(zone.db, (tx) => recordAudit({ tx, actor: operator(zone.venueId) }, note));
    }
  };
  const seal = async () => {
    for (let round = 0; round < 10; round += 1) await sealAudit(zone.db);
  };
  await Promise.all([write(), write(), write(), seal(), seal(), seal()]);
  await sealAudit(zone.db);
  assert.equal(await sealAudit(zone.db), 0, "nothing is left to seal");
  const { chains, faults } = await verifyAudit(zone.db);
  assert.deepEqual(faults, []);
  const { entries } = await zone.db
    .selectFrom("audit_entries")
    .select((select) => select.fn.countAll<number>().as("entries"))
    .executeTakeFirstOrThrow();
  assert.ok(Number(entries) >= 120);
  assert.deepEqual(
    chains.map(({ sealed, waiting }) => [sealed, waiting]),
    [[Number(entries), 0]],
  );
});

test("an entry that commits late is sealed late, and breaks nothing", async () => {
  await inTransaction(zone.db, async (slow) => {
    recordAudit({ tx: slow, actor: operator(zone.venueId) }, note);
    await writeEnding(slow);
    await inTransaction(zone.db, (tx) => recordAudit({ tx, actor: operator(zone.venueId) }, note));
    assert.equal(await sealAudit(zone.db), 1, "the quick one, although its id is higher");
  });
  assert.equal(await sealAudit(zone.db), 1);
  assert.deepEqual((await verifyAudit(zone.db)).faults, []);
});
