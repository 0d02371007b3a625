import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { byHand } from "../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../test/gamezone.ts";
import { check } from "./checker.ts";
import type { Asked } from "./checks/notes.ts";

// A checker that cannot fail proves nothing: everything that it must see is done to a real database, or to the notes.

let zone: TestGameZone;
const notes: Asked[] = [];
const made = { completed: 0, active: 0, ready: 0, purchase: 0, refunded: 0, extended: 0 };

before(async () => {
  zone = await startTestGameZone();
  const player = await ask("player", "/players", { name: "k-player" });
  const sold: number[] = [];
  const sessions: number[] = [];
  for (let index = 0; index < 5; index += 1) {
    const { id } = await ask("sell", "/purchases", { playerId: player.id, packageId: zone.packageIds[1] });
    const paid = await ask("pay", `/purchases/${id}/payments`, {
      method: "cash",
      amount: 200,
      tendered: 500,
    });
    sold.push(id);
    const scanned = await ask("scan", "/scans", { code: paid.invoice.validationCode });
    sessions.push(scanned.session.id);
    if (index > 0) await ask("start", `/sessions/${scanned.session.id}/start`, {});
  }
  const [ready, active, paused, completed] = sessions as [number, number, number, number, number];
  await ask("extend", `/sessions/${active}/extend`, { minutes: 3, reason: "k-extend" });
  await ask("pause", `/sessions/${paused}/pause`, { reason: "k-pause" });
  await ask("resume", `/sessions/${paused}/resume`, {});
  await ask("force-complete", `/sessions/${completed}/force-complete`, { reason: "k-force" });
  await ask("refund", `/purchases/${sold[4]}/refund`, { reason: "k-refund" });
  await ask("sell", "/purchases", { playerId: player.id, packageId: zone.packageIds[0] });
  Object.assign(made, { ready, active, completed, extended: active, purchase: sold[0], refunded: sold[4] });
});
after(() => zone.close());

test("what is right is found right", async () => {
  assert.deepEqual(await check(zone.database.url, notes), []);
});

const broken: ReadonlyArray<readonly [what: string, says: RegExp, statement: () => string]> = [
  ["a player lost", /lost: player k-1/, () => "delete from users where name = 'k-player'"],
  [
    "a sale lost",
    /lost: purchases of player/,
    () => "delete from purchases where payment_status = 'pending'",
  ],
  [
    "a sale invented",
    /invented: purchases of player/,
    () => `insert into purchases (venue_id, player_id, package_id, game_name, package_name, minutes, price, currency, created_at)
      select venue_id, player_id, package_id, game_name, package_name, minutes, price, currency, created_at
      from purchases where payment_status = 'pending'`,
  ],
  [
    "a payment lost",
    /lost: payment of purchase/,
    () => `delete from payments where purchase_id = ${made.purchase}`,
  ],
  [
    "wrong money",
    /money: payment of purchase/,
    () =>
      `update payments set amount = 150, tendered = null, change = null where purchase_id = ${made.purchase}`,
  ],
  ["a refund lost", /lost: refund of purchase/, () => "delete from payments where kind = 'refund'"],
  [
    "a gap in the numbers",
    /numbers: venue\/year/,
    () => "update invoices set sequence = 99, number = year || '-00099' where sequence = 2",
  ],
  ["a counter ahead", /numbers: counter of/, () => "update invoice_counters set last_number = 77"],
  [
    "an invoice lost",
    /invoice: purchase \d+ is completed and has 0/,
    () => `delete from invoices where purchase_id = ${made.purchase}`,
  ],
  [
    "an invoice at odds with its session",
    /invoice: \d+ is pending, its session/,
    () => `update invoices set status = 'pending' where purchase_id = ${made.purchase}`,
  ],
  [
    "an invoice's log cut",
    /history: invoice \d+/,
    () => "delete from invoice_audit_log where to_status = 'active'",
  ],
  ["a scan lost", /lost: activation of code/, () => "delete from invoice_scans"],
  [
    "a code activated twice",
    /activation: code \w+ was activated 2 times/,
    () => `insert into invoice_scans (venue_id, scanned_at, outcome, entered, invoice_id)
      select venue_id, scanned_at, outcome, entered, invoice_id from invoice_scans order by id limit 1`,
  ],
  [
    "time given away",
    /time: session \d+: used \d+ ms, by the events/,
    () => `update play_sessions set used_ms = 60000 where id = ${made.ready}`,
  ],
  [
    "time granted by nobody",
    /time: session \d+: granted/,
    () => `update play_sessions set granted_ms = granted_ms + 1 where id = ${made.ready}`,
  ],
  [
    "a grant changed",
    /time: session \d+: grants sum to/,
    () => `update session_grants set granted_ms = 60000 where session_id = ${made.ready}`,
  ],
  ["a grant lost", /lost: grant of/, () => `delete from session_grants where kind = 'added'`],
  [
    "a run changed",
    /the runs are not those/,
    () =>
      `update session_runs set started_at = started_at - interval '1 second' where session_id = ${made.active}`,
  ],
  [
    "an event lost",
    /history: session \d+: event 2 is missing/,
    () => `delete from session_events where session_id = ${made.active} and number = 2`,
  ],
  ["a command lost", /lost: extend of session/, () => "delete from session_events where type = 'extended'"],
  [
    "a command done twice",
    /invented: pause of session/,
    () => `insert into session_events (venue_id, session_id, number, type, at, recorded_at, reason)
      select venue_id, session_id, 50, type, at, recorded_at, reason from session_events where type = 'paused'`,
  ],
  [
    "a command that nobody gave",
    /invented: 1 events for the reason ghost/,
    () => `insert into session_events (venue_id, session_id, number, type, at, recorded_at, reason)
      select venue_id, session_id, 50, type, at, recorded_at, 'ghost' from session_events where type = 'paused'`,
  ],
  [
    "a start lost",
    /lost: started of session/,
    () => `delete from session_events where type = 'started' and session_id = ${made.active}`,
  ],
  [
    "a session forgotten at its end",
    /deadline: session \d+: is due since/,
    () => `update play_sessions set running_since = running_since - interval '1 day', ends_at = ends_at - interval '1 day',
      low_time_at = null where id = ${made.active}`,
  ],
  [
    "a session closed late",
    /deadline: session \d+: closed as of/,
    () => `update session_events set type = 'completed', duration_ms = null where type = 'force_completed'`,
  ],
];

for (const [what, says, statement] of broken) {
  test(`${what} is seen`, async () => {
    const keep = new pg.Client({ connectionString: zone.database.url });
    await keep.connect();
    const tables =
      "users, purchases, payments, invoices, invoice_counters, invoice_audit_log, invoice_scans, play_sessions, session_runs, session_grants, session_events".split(
        ", ",
      );
    try {
      for (const table of tables) await keep.query(`create temporary table kept_${table} as table ${table}`);
      await byHand(zone.db, statement());
      const found = await check(zone.database.url, notes);
      assert.ok(
        found.some((one) => says.test(one)),
        `${says} in:\n${found.join("\n")}`,
      );
    } finally {
      await keep.query("set session_replication_role = replica");
      for (const table of tables) {
        await keep.query(`delete from ${table}`);
        const { rows } =
          await keep.query(`select string_agg(quote_ident(attname), ', ') as names from pg_attribute
          where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
        const { names } = rows[0];
        await keep.query(
          `insert into ${table} (${names}) overriding system value select ${names} from kept_${table}`,
        );
      }
      await keep.end();
    }
    assert.deepEqual(await check(zone.database.url, notes), []);
  });
}

test("a retry that is answered differently, and a ticket that two tills activated, are seen in the notes", async () => {
  const scan = notes.find(({ action }) => action === "scan") as Asked;
  const other = { status: 201, body: { ...scan.answers[0]?.body, again: true } };
  const twice = { ...scan, answers: [...scan.answers, other] };
  const retried = await check(zone.database.url, [...notes.filter((one) => one !== scan), twice]);
  assert.ok(
    retried.some((one) => one.startsWith(`retry: ${scan.key}`)),
    retried.join("\n"),
  );
  const both = await check(zone.database.url, [...notes, { ...scan, key: "k-other" }]);
  assert.ok(
    both.some((one) => one.includes("both activated")),
    both.join("\n"),
  );
});

test("what was acknowledged and is nowhere is lost; what nobody knows may be there once or not at all", async () => {
  const pending = notes.findLast(({ action }) => action === "sell") as Asked;
  const unknown = (one: Asked): Asked => ({ ...one, answers: [], verdict: "unknown" });
  const others = notes.filter((one) => one !== pending);
  assert.deepEqual(await check(zone.database.url, [...others, unknown(pending)]), []);
  assert.deepEqual(await check(zone.database.url, [...notes, { ...unknown(pending), key: "k-more" }]), []);
  const lost = await check(zone.database.url, [...notes, { ...pending, key: "k-more" }]);
  assert.ok(
    lost.some((one) => one.startsWith("lost: purchases")),
    lost.join("\n"),
  );
  const refused = await check(zone.database.url, [
    ...others,
    { ...pending, answers: [], verdict: "refused" },
  ]);
  assert.ok(
    refused.some((one) => one.startsWith("invented: purchases")),
    refused.join("\n"),
  );
});

test("a transaction that sits on its locks is seen", async () => {
  const holder = new pg.Client({ connectionString: zone.database.url });
  await holder.connect();
  await holder.query("begin");
  await holder.query("select from play_sessions for update");
  await sql`select pg_sleep(5.2)`.execute(zone.db);
  const found = await check(zone.database.url, notes);
  await holder.end();
  assert.ok(
    found.some((one) => one.startsWith("stuck: ")),
    found.join("\n"),
  );
});

async function ask(action: string, path: string, body: Record<string, unknown>) {
  const key = `k-${notes.length + 1}`;
  const answer = await zone.clerk.post(path, body, { "idempotency-key": key });
  expect(answer, answer.status < 300 ? answer.status : 201);
  notes.push({
    key,
    action,
    path,
    body,
    answers: [{ status: answer.status, body: answer.body }],
    verdict: "acknowledged",
  });
  return answer.body;
}
