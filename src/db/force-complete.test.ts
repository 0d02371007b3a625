import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import type pg from "pg";
import { freezeClock } from "../../test/database.ts";
import { operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { until } from "../../test/processes.ts";
import { HOUR, MINUTE, SECOND } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { forceCompleteSession, pauseForOutage } from "../sessions/actions.ts";
import { notifierOf } from "./notices.ts";
import { inTransaction } from "./transaction.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("forced by SQL or by the action, a session ends the same", async () => {
  const told = new Map<number, unknown[]>();
  const stop = zone.listener.on("gamezone_changes", (payload) => {
    const { id, ...rest } = JSON.parse(payload);
    told.set(id, [...(told.get(id) ?? []), rest]);
  });
  let now = Date.now() + HOUR;
  const step = fc.record({
    action: fc.constantFrom("start", "pause", "outage", "resume", "extend"),
    waitMs: fc.integer({ min: 0, max: 7 * MINUTE }),
  });
  const outcomes = new Set<string>();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 5 }),
        fc.integer({ min: 1, max: 30 * MINUTE }),
        fc.boolean(),
        fc.boolean(),
        async (steps, lastWaitMs, refundedByHand, overdue) => {
          await freezeClock(zone.db, now);
          const twins = [await zone.ready(15), await zone.ready(15)] as const;
          for (const { action, waitMs } of [{ action: "start", waitMs: 0 }, ...steps].slice(
            steps.length % 2,
          )) {
            now += waitMs;
            await freezeClock(zone.db, now);
            if (action === "outage") {
              const outage = { lastSeenAt: new Date(now - waitMs), gapMs: HOUR, now: new Date(now) };
              await inTransaction(zone.db, (tx) => pauseForOutage(tx, outage));
              continue;
            }
            const body = action === "extend" ? { minutes: 1, reason: "kindness" } : undefined;
            for (const { id } of twins) await zone.clerk.post(`/sessions/${id}/${action}`, body);
          }
          now += lastWaitMs;
          await freezeClock(zone.db, now);
          const ids = twins.map(({ invoiceId }) => invoiceId);
          if (refundedByHand)
            await sql`update invoices set status = 'refunded' where id = any (${ids})`.execute(zone.db);
          if (overdue) await beatAt(now - 11 * SECOND);
          // What was announced until here is not meant: this one goes the same way, and so comes after all of it.
          notifierOf(zone.db).tell([{ channel: "gamezone_changes", payload: '{"id": 0}' }]);
          await until("everything before is announced", () => told.delete(0));
          for (const { id } of twins) told.delete(id);
          const [byAction, bySql] = twins;
          const reason = "the screen froze";
          const refusals = [
            await inTransaction(zone.db, (tx) =>
              forceCompleteSession({ tx, actor: operator(zone.venueId) }, byAction.id, { reason }),
            ).then(() => null, refusalOf),
            await zone.database.pool
              .query("select public.force_complete_session($1, $2, $3)", [zone.venueId, bySql.id, reason])
              .then(() => null, refusalOf),
          ];
          await forgetBeats();
          assert.equal(refusals[1], refusals[0]);
          const [expected, actual] = [await everythingOf(byAction), await everythingOf(bySql)];
          assert.deepEqual(actual, expected);
          outcomes.add(refusals[0] ?? (expected.events.at(-1)?.type as string));
          if (refusals[0] !== null) return;
          await until("both are announced", () => twins.every(({ id }) => told.has(id)));
          assert.deepEqual(told.get(bySql.id), told.get(byAction.id));
          await assertConsistent(zone.db, bySql.id);
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  } finally {
    stop();
  }
  assert.deepEqual([...outcomes].sort(), ["completed", "force_completed", "refused", "unavailable"]);
});

/** Everything that an end of a session may have written, without the ids. */
async function everythingOf({ id, invoiceId }: { id: number; invoiceId: number }) {
  const read = async (table: string, column: string, value: number, without: string) => {
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) - ${without.split(" ")}::text[] as row from ${sql.table(table)} t
      where ${sql.ref(column)} = ${value} order by 1`.execute(zone.db);
    return rows.map(({ row }) => row);
  };
  const audit = await read("audit_entries", "subject_id", id, "id subject_id actor_id api_key_id");
  return {
    row: await read("play_sessions", "id", id, "id invoice_id"),
    events: await read("session_events", "session_id", id, "session_id"),
    runs: await read("session_runs", "session_id", id, "id session_id"),
    grants: await read("session_grants", "session_id", id, "id session_id"),
    invoice: await read("invoices", "id", invoiceId, "id purchase_id sequence number validation_code"),
    invoiceAudit: await read("invoice_audit_log", "invoice_id", invoiceId, "id invoice_id"),
    audit: audit
      .filter(({ subject }) => subject === "session")
      .map(({ details, ...entry }) => {
        const { via, databaseUser, ...said } = details as Record<string, unknown>;
        return { ...entry, details: said };
      }),
  };
}

function refusalOf(error: unknown): string {
  if (error instanceof BusinessError)
    return error.code === "session_transition_refused" ? "refused" : error.code;
  const { code } = error as pg.DatabaseError;
  return code === "23001" ? "refused" : code === "55000" ? "unavailable" : String(error);
}

async function beatAt(at: number): Promise<void> {
  await sql`insert into node_heartbeats values ('test', ${new Date(at)}, ${new Date(at)})`.execute(zone.db);
}

async function forgetBeats(): Promise<void> {
  await sql`delete from node_heartbeats`.execute(zone.db);
}
