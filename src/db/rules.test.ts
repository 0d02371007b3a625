import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { invoiceMachine, invoiceStatuses } from "../core/invoice-machine.ts";
import { statusPairs } from "../core/machine.ts";
import { paymentStatuses, purchaseMachine } from "../core/purchase-machine.ts";
import { sessionMachine, sessionStatuses } from "../core/session-machine.ts";
import { migrate } from "./migrate.ts";
import { inTransaction } from "./transaction.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
  await zone.ready();
});
after(() => zone.close());

test("the database refuses exactly the status changes that the machines do not have", async () => {
  const machines = [
    {
      table: "purchases",
      column: "payment_status",
      all: paymentStatuses,
      pairs: statusPairs(purchaseMachine),
    },
    { table: "invoices", column: "status", all: invoiceStatuses, pairs: statusPairs(invoiceMachine) },
    { table: "play_sessions", column: "status", all: sessionStatuses, pairs: statusPairs(sessionMachine) },
  ];
  for (const { table, column, all, pairs } of machines) {
    const known = new Set(pairs.map(([from, to]) => `${from} ${to}`));
    for (const from of all) {
      for (const to of all) {
        if (from === to) continue;
        assert.equal(
          await mayChange(table, column, from, to),
          known.has(`${from} ${to}`),
          `${table}: ${from} → ${to}`,
        );
      }
    }
  }
});

test("history is append-only", async () => {
  for (const table of ["session_events", "invoice_scans", "invoice_audit_log", "audit_entries"]) {
    for (const statement of [
      `delete from ${table}`,
      `update ${table} set venue_id = venue_id`,
      `truncate ${table} cascade`,
    ]) {
      await assert.rejects(sql.raw(statement).execute(zone.db), /append-only/, statement);
    }
  }
});

test("a row that lies about time is refused", async () => {
  for (const change of [
    "running_since = now()",
    "status = 'active'",
    "used_ms = granted_ms + 1",
    "used_ms = -1",
    "completed_at = now()",
    "ends_at = now()",
  ]) {
    await assert.rejects(
      sql.raw(`update play_sessions set ${change}`).execute(zone.db),
      { code: "23514" },
      change,
    );
  }
});

test("two servers that start together migrate once", async () => {
  const results = await Promise.all([migrate(zone.database.url), migrate(zone.database.url)]);
  assert.deepEqual(results, [[], []]);
});

test("a deadlock is tried again and both actions happen", async () => {
  await sql`create table pair (id int primary key, hits int not null default 0)`.execute(zone.db);
  await sql`insert into pair (id) values (1), (2)`.execute(zone.db);
  const touch = (first: number, second: number) =>
    inTransaction(zone.db, async (tx) => {
      await sql`update pair set hits = hits + 1 where id = ${first}`.execute(tx);
      await sql`select pg_sleep(0.2)`.execute(tx);
      await sql`update pair set hits = hits + 1 where id = ${second}`.execute(tx);
    });
  await Promise.all([touch(1, 2), touch(2, 1)]);
  const { rows } = await sql<{ hits: number }>`select hits from pair order by id`.execute(zone.db);
  assert.deepEqual(
    rows.map((row) => row.hits),
    [2, 2],
  );
});

/** Tries a change on a copy of the row whose other rules are out of the way. */
async function mayChange(table: string, column: string, from: string, to: string): Promise<boolean> {
  const copy = `copy_of_${table}`;
  await sql.raw(`drop table if exists ${copy}; create table ${copy} (like ${table})`).execute(zone.db);
  const { rows } = await sql<{ definition: string }>`
    select pg_get_triggerdef(oid) as definition from pg_trigger
    where tgrelid = ${table}::regclass and tgname = 'known_transition'`.execute(zone.db);
  await sql.raw(rows[0]!.definition.replace(` ON public.${table} `, ` ON ${copy} `)).execute(zone.db);
  const { rows: columns } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${copy}::regclass and attnum > 0 and attnotnull`.execute(
    zone.db,
  );
  for (const { name } of columns)
    await sql.raw(`alter table ${copy} alter ${name} drop not null`).execute(zone.db);
  await sql.raw(`insert into ${copy} (${column}) values ('${from}')`).execute(zone.db);
  return sql
    .raw(`update ${copy} set ${column} = '${to}'`)
    .execute(zone.db)
    .then(
      () => true,
      () => false,
    );
}
