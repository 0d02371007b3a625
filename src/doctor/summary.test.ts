import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand } from "../../test/database.ts";
import { expect, furnish, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import { inTransaction } from "../db/transaction.ts";
import { watch } from "./queries.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

const surroundings = { freeBytes: 50_000_000_000 };

async function summary() {
  const { critical, warnings, checkedAt } = expect(await zone.clerk.get("/doctor/summary"), 200);
  return { critical, warnings, looked: checkedAt !== null };
}

test("the summary tells what was last found, without looking", async () => {
  assert.deepEqual(await summary(), { critical: 0, warnings: 0, looked: false });
  const { id, invoiceId } = await zone.ready();
  await byHand(
    zone.db,
    `delete from session_events where session_id = ${id}; delete from session_grants where session_id = ${id};
    delete from play_sessions where id = ${id}`,
  );
  assert.deepEqual(await summary(), { critical: 0, warnings: 0, looked: false });
  await watch(zone.db, "everything", surroundings);
  assert.deepEqual(await summary(), { critical: 1, warnings: 0, looked: true });

  const dry = { dryRun: true, check: "active_without_session", key: String(invoiceId) };
  const plan = expect(await zone.clerk.post("/doctor/repairs", dry), 200);
  assert.deepEqual(
    plan.steps.map(({ outcome }: { outcome: string }) => outcome),
    ["planned"],
  );
  assert.deepEqual(await summary(), { critical: 1, warnings: 0, looked: true });
});

test("a repair is known to every screen at once, whole tables included", async () => {
  const heard: string[] = [];
  const stop = zone.listener.on(CHANGES_CHANNEL, (payload) => heard.push(JSON.parse(payload).kind));
  const report = expect(await zone.clerk.post("/doctor/repairs", {}), 200);
  assert.deepEqual(report.after, { critical: 0, warnings: 0 });
  assert.deepEqual(await summary(), { critical: 0, warnings: 0, looked: true });
  assert.ok(heard.includes("findings"), heard.join());
  stop();
});

test("an acknowledged finding is no longer counted", async () => {
  const sold = await zone.sell();
  await byHand(
    zone.db,
    `update payments set amount = amount + 50, tendered = null, change = null where purchase_id = ${sold.purchaseId}`,
  );
  // The schedule has not looked since, yet a screen may: it is told all the same.
  const heard: string[] = [];
  const stop = zone.listener.on(CHANGES_CHANNEL, (payload) => heard.push(JSON.parse(payload).kind));
  const note = {
    check: "payments_do_not_add_up",
    key: String(sold.purchaseId),
    reason: "Tip left in the till",
  };
  assert.equal((await zone.clerk.post("/doctor/acknowledgements", note)).status, 403);
  expect(await zone.as.administrator.post("/doctor/acknowledgements", note), 201);
  assert.deepEqual(expect(await zone.clerk.get("/doctor"), 200).critical, 0);
  assert.ok(heard.includes("findings"), heard.join());
  stop();
  assert.deepEqual(await summary(), { critical: 0, warnings: 0, looked: true });
});

test("a venue knows its own findings only", async () => {
  const { venueId } = await inTransaction(zone.db, furnish);
  await sql`insert into check_results (venue_id, name, found, found_since, checked_at)
    values (${venueId}, 'session_overdue', 3, clock_now(), clock_now())`.execute(zone.db);
  assert.deepEqual(await summary(), { critical: 0, warnings: 0, looked: true });
});
