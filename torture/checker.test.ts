import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { beat } from "../src/deadlines/heartbeat.ts";
import { byHand, setClock } from "../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../test/gamezone.ts";
import { check } from "./checker.ts";
import type { Asked } from "./checks/notes.ts";

const MINUTE = 60_000;

// A checker that cannot fail proves nothing: everything that it must see is done to a real database, or to the notes.

let zone: TestGameZone;
const notes: Asked[] = [];
const made = {
  ...{ completed: 0, active: 0, ready: 0, purchase: 0, refunded: 0, extended: 0 },
  ...{
    pass: 0,
    readyPass: 0,
    openPurchase: 0,
    openSession: 0,
    unbilled: 0,
    group: 0,
    shift: 0,
    nextShift: 0,
  },
};

before(async () => {
  zone = await startTestGameZone();
  const player = await ask("player", "/players", { name: "k-player" });
  await playPasses(player.id);
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
  await playOpenEnded(player.id);
  await playInGroup(player.id);
  await countTill();
});
after(() => zone.close());

/** One pass that begins late in its window, is paused by an outage and runs on; one that is ready, one not scanned. */
async function playPasses(playerId: number) {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString().slice(11, 16);
  const packageId = await createPackage({
    kind: "pass",
    name: "Pass",
    price: 300,
    window: { from: at(-30), until: at(60), days: [1, 2, 3, 4, 5, 6, 7], onHolidays: "as_usual" },
  });
  const codes: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    const { id } = await ask("sell", "/purchases", { playerId, packageId });
    const paid = await ask("pay", `/purchases/${id}/payments`, { method: "mobile_money", amount: 300 });
    codes.push(paid.invoice.validationCode);
  }
  const { session } = await ask("scan", "/scans", { code: codes[0] });
  await ask("start", `/sessions/${session.id}/start`, {});
  const readyPass = (await ask("scan", "/scans", { code: codes[1] })).session.id;
  await beat(zone.db, "node", new Date());
  await setClock(zone.db, 5 * MINUTE);
  await beat(zone.db, "node", new Date());
  await ask("resume", `/sessions/${session.id}/resume`, {});
  Object.assign(made, { pass: session.id, readyPass });
}

/** One that is billed twice and paid, and one that still runs. */
async function playOpenEnded(playerId: number) {
  const open = { stepMinutes: 1, minimumPrice: 50, ceilingPrice: 200 };
  const packageId = await createPackage({ kind: "open", name: "Open", minutes: 60, price: 600, open });
  const [stationId, other] = zone.stationIds;
  const begun = await ask("open-play", "/open-play", { playerId, packageId, stationId });
  await ask("bill", `/sessions/${begun.session.id}/bill`, {});
  const { purchase } = await ask("bill", `/sessions/${begun.session.id}/bill`, {});
  await ask("pay", `/purchases/${purchase.id}/payments`, { method: "cash", amount: 50, tendered: 100 });
  const running = await ask("open-play", "/open-play", { playerId, packageId, stationId: other });
  Object.assign(made, {
    openPurchase: purchase.id,
    openSession: begun.session.id,
    unbilled: running.purchase.id,
  });
}

/** Three who pay together, of whom two sit down together. */
async function playInGroup(playerId: number) {
  const payment = { method: "cash", amount: 150, tendered: 200 };
  const playerIds = [playerId, playerId, zone.playerId];
  const { group } = await ask("sell-group", "/groups", { packageId: zone.packageIds[0], playerIds, payment });
  const [stationId, , other] = zone.stationIds;
  await ask("seat", `/groups/${group.id}/seat`, { stationIds: [stationId, other] });
  made.group = group.id;
}

/** Cash in and out; a till that is handed over, closed and opened again. */
async function countTill() {
  const { shiftId: shift, tillId } = zone;
  await ask("cash-movement", `/shifts/${shift}/cash-movements`, { kind: "in", amount: 500, reason: "k-in" });
  await ask("cash-movement", `/shifts/${shift}/cash-movements`, { kind: "out", amount: 75, reason: "k-out" });
  const { opened } = await ask("hand-over", `/shifts/${shift}/hand-over`, { countedCash: 11_000 });
  const nextShift = opened.shift.id;
  await ask("close-shift", `/shifts/${nextShift}/close`, { countedCash: 10_975 });
  await ask("open-shift", "/shifts", { tillId, openingCash: 4_000 });
  Object.assign(made, { shift, nextShift });
}

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
    () =>
      `update session_events set type = 'completed', duration_ms = null where session_id = ${made.completed} and type = 'force_completed'`,
  ],
  [
    "a session that nobody activated",
    /invented: activation of code/,
    () => `insert into invoice_scans (venue_id, scanned_at, outcome, entered, invoice_id)
      select venue_id, now(), 'activated', '', id from invoices where status = 'pending' order by id limit 1`,
  ],
  [
    "an invoice forgotten when its pass was over",
    /deadline: invoice \d+ should have expired/,
    () => "update invoices set expires_at = issued_at where status = 'pending'",
  ],

  // Passes.
  [
    "a pass that may run beyond its window",
    /pass: session \d+: runs from \d+ with \d+ ms, beyond its window/,
    () =>
      `update session_events set closes_at = closes_at - interval '10 minutes' where session_id = ${made.pass}`,
  ],
  [
    "a pass that was played after its window",
    /pass: session \d+: played until/,
    () => `insert into session_events (venue_id, session_id, number, type, at, recorded_at)
      select venue_id, id, 50, 'completed', closes_at + interval '1 minute', now() from play_sessions
      where id = ${made.pass}`,
  ],
  [
    "a window that is another than its events tell",
    /pass: session \d+: its window ends at/,
    () => `update play_sessions set closes_at = closes_at + interval '1 hour' where id = ${made.pass}`,
  ],
  [
    "a window that is another than was sold",
    /pass: session \d+: did not begin with the window/,
    () => "update purchases set pass_until = pass_until - interval '1 minute' where kind = 'pass'",
  ],
  [
    "a pass that lost more than was beyond its window",
    /pass: session \d+: was cut by/,
    () => `update session_events set duration_ms = duration_ms + 60000
      where session_id = ${made.pass} and type = 'cut' and number = 5`,
  ],
  [
    "a pass that was cut and did not run on",
    /pass: session \d+: was cut without running on/,
    () => `update session_events set type = 'moved' where session_id = ${made.pass} and type = 'resumed'`,
  ],
  [
    "a pass that somebody paused",
    /pass: session \d+: was paused by somebody/,
    () => `update session_events set type = 'paused' where session_id = ${made.pass} and type = 'outage'`,
  ],
  [
    "a pass forgotten while it is paused",
    /deadline: session \d+: is due since/,
    () => `update play_sessions set status = 'paused', running_since = null, ends_at = null, low_time_at = null,
      closes_at = now() - interval '1 day' where id = ${made.pass}`,
  ],
  [
    "a pass forgotten before its start",
    /deadline: session \d+: is due since/,
    () => `update play_sessions set ready_expires_at = now() - interval '1 day' where id = ${made.readyPass}`,
  ],
  [
    "a pass that closed after its window, while it was paused",
    /deadline: session \d+: closed as of \d+ as a pass that is over/,
    () => `update session_events set type = 'force_completed', duration_ms = 0,
      reason = 'Forfait terminé : fin de sa plage horaire' where session_id = ${made.pass} and type = 'resumed'`,
  ],

  // Play that is paid at its end.
  [
    "a bill that is not the price of what was played",
    /money: purchase \d+: is billed 60/,
    () => `update purchases set price = 60, price_lines = '[{"kind": "played", "amount": 60}]'
      where id = ${made.openPurchase}`,
  ],
  [
    "a bill with lines of another price",
    /money: purchase \d+: the lines of its bill/,
    () => `update purchases set price_lines = '[{"kind": "package", "amount": 50, "minutes": 1}]'
      where id = ${made.openPurchase}`,
  ],
  [
    "a bill whose time was not played",
    /money: purchase \d+: is billed 50, the \d+ ms that were played cost 100/,
    () => `update session_events set at = at + interval '9 minutes 30 seconds'
      where session_id = ${made.openSession} and type = 'force_completed'`,
  ],
  [
    "a bill that is written twice",
    /open play: purchase \d+: was billed 2 times/,
    () => `insert into audit_entries (venue_id, at, action, subject, subject_id, details)
      select venue_id, at, action, subject, subject_id, details from audit_entries
      where action = 'purchase.bill'`,
  ],
  [
    "a bill written anew",
    /lost: bill of purchase/,
    () => `update purchases set billed_at = billed_at + interval '1 second' where id = ${made.openPurchase}`,
  ],
  [
    "a bill that nobody asked for",
    /invented: purchase \d+: was billed, which nobody asked for/,
    () => `update purchases set billed_at = now() where id = ${made.unbilled}`,
  ],
  [
    "a bill of play that goes on",
    /open play: purchase \d+: was billed while it runs/,
    () => `update purchases set billed_at = now() where id = ${made.unbilled}`,
  ],
  [
    "a bill that left no price",
    /open play: purchase \d+: was not billed, is pending and costs 0/,
    () => `insert into audit_entries (venue_id, at, action, subject, subject_id, details)
      select venue_id, at, action, subject, ${made.unbilled}, details from audit_entries
      where action = 'purchase.bill'`,
  ],
  [
    "terms that no tariff has",
    /open play: purchase \d+: was begun on terms of no tariff/,
    () => `update purchases set terms = jsonb_set(terms, '{price}', '6') where id = ${made.unbilled}`,
  ],
  [
    "open-ended play without its session",
    /open play: purchase \d+: has 1 invoices and 0 sessions/,
    () => `delete from play_sessions where id = ${made.openSession}`,
  ],
  [
    "open-ended play lost",
    /lost: open-ended play of/,
    () => `update session_events set station_id = null where session_id = ${made.openSession}`,
  ],
  [
    "open-ended play that was stopped twice",
    /invented: purchase \d+: was stopped 2 times/,
    () => `insert into session_events (venue_id, session_id, number, type, at, recorded_at, reason)
      select venue_id, session_id, 50, 'low_time', at, recorded_at, reason from session_events
      where session_id = ${made.openSession} and reason is not null`,
  ],
  [
    "a payment that is not the bill",
    /money: payment of purchase/,
    () => `update payments set amount = 49, change = 51 where purchase_id = ${made.openPurchase}`,
  ],

  // Groups.
  [
    "a group that is not whole",
    /group: \d+ of .* is not whole/,
    () => `delete from purchases where id = (select max(id) from purchases where group_id = ${made.group})`,
  ],
  ["a group lost", /group: \d+ of .* is not whole/, () => "delete from sale_groups"],
  [
    "a purchase of a group that is not there",
    /group: purchase \d+ is of group 99/,
    () => "update purchases set group_id = 99 where group_id is not null",
  ],
  [
    "a group for which nobody asked",
    /invented: group \d+/,
    () => `insert into sale_groups (venue_id, method, amount, paid_at)
      select venue_id, 'mobile_money', 0, now() from sale_groups`,
  ],
  [
    "a share that was not paid",
    /money: group \d+ paid 150, its shares are 100/,
    () =>
      `delete from payments where purchase_id = (select max(id) from purchases where group_id = ${made.group})`,
  ],
  [
    "a group that paid in two ways",
    /money: group \d+ paid in 2 ways/,
    () => `update payments set method = 'mobile_money', tendered = null, change = null
      where purchase_id = (select max(id) from purchases where group_id = ${made.group})`,
  ],
  [
    "an invoice of a group lost",
    /lost: invoices of group \d+: 3 sold, 2 there/,
    () =>
      `delete from invoices where purchase_id = (select max(id) from purchases where group_id = ${made.group})`,
  ],
  [
    "one of a group at a station that was not named",
    /group: \d+: .* did not seat one at each of/,
    () => `update session_events set station_id = ${zone.stationIds[1]}
      where station_id = ${zone.stationIds[2]} and type = 'started'`,
  ],
  [
    "one of a group who did not sit down",
    /group: \d+: .* did not seat one at each of/,
    () => "delete from play_sessions where id = (select max(id) from play_sessions)",
  ],
  [
    "one of a group who was seated beside the others",
    /group: \d+: 1 were seated that no whole seating explains/,
    () => `update play_sessions set invoice_id = (
        select max(i.id) from invoices i join purchases p on p.id = i.purchase_id where p.group_id = ${made.group})
      where id = ${made.ready}`,
  ],

  // Shifts.
  ["a payment in no shift", /shift: payment \d+ lies in no shift/, () => "update payments set shift_id = 99"],
  [
    "a payment in a shift that was closed then",
    /shift: payment \d+ at .* lies outside shift/,
    () =>
      `update payments set received_at = received_at + interval '1 hour' where purchase_id = ${made.purchase}`,
  ],
  [
    "a payment in a shift that was not open yet",
    /shift: payment \d+ at .* lies outside shift/,
    () => `update payments set shift_id = ${made.nextShift} where purchase_id = ${made.purchase}`,
  ],
  [
    "a payment in another shift than was told",
    /shift: payment \d+ is not in the shift that .* was told/,
    () => `update payments set shift_id = ${made.nextShift} where purchase_id = ${made.purchase}`,
  ],
  [
    "a sum wrong by one",
    /money: shift \d+ expected \d+, its entries make/,
    () => `update shifts set expected_cash = expected_cash + 1 where id = ${made.shift}`,
  ],
  [
    "a report that told another sum",
    /money: shift \d+: .* was told cashIn 500, it is 501/,
    () => "update cash_movements set amount = 501 where reason = 'k-in'",
  ],
  [
    "a report that told another sum of mobile money",
    /money: shift \d+: .* was told other sums of mobile_money/,
    () =>
      "update payments set amount = 299 where method = 'mobile_money' and id = (select min(id) from payments)",
  ],
  ["a movement lost", /lost: cash movement of/, () => "delete from cash_movements where reason = 'k-out'"],
  [
    "a movement made twice",
    /invented: cash movement of/,
    () => `insert into cash_movements (venue_id, shift_id, kind, amount, reason, at)
      select venue_id, shift_id, kind, amount, reason, at from cash_movements where reason = 'k-out'`,
  ],
  [
    "a movement that nobody asked for",
    /invented: cash movement \d+, ghost/,
    () => `insert into cash_movements (venue_id, shift_id, kind, amount, reason, at)
      select venue_id, shift_id, kind, amount, 'ghost', at from cash_movements where reason = 'k-out'`,
  ],
  [
    "a movement changed",
    /money: movement \d+ is not what .* asked for/,
    () => "update cash_movements set kind = 'out' where reason = 'k-in'",
  ],
  [
    "a movement after its shift",
    /shift: movement \d+ at .* lies outside shift/,
    () => "update cash_movements set at = at + interval '1 hour' where reason = 'k-in'",
  ],
  [
    "a closing lost",
    /lost: closing of shift/,
    () => `delete from shifts where closed_at is null;
      update shifts set closed_at = null, closed_by = null, counted_cash = null, expected_cash = null
      where id = ${made.nextShift}`,
  ],
  [
    "a count that nobody made",
    /shift: \d+ was closed with 1, which nobody counted/,
    () => `update shifts set counted_cash = 1 where id = ${made.nextShift}`,
  ],
  [
    "a handover that did not go on",
    /shift: \d+ was closed and 0 went on from it/,
    () => `update shifts set handed_over_from = null where id = ${made.nextShift}`,
  ],
  [
    "a handover with other cash",
    /shift: \d+ does not go on where \d+ was handed over/,
    () => `update shifts set opening_cash = 1 where id = ${made.nextShift}`,
  ],
  [
    "an opening invented",
    /invented: openings of till/,
    () => `update shifts set handed_over_from = null where id = ${made.nextShift}`,
  ],
  ["an opening lost", /lost: openings of till/, () => "delete from shifts where closed_at is null"],
  [
    "a float changed",
    /lost: shift \d+ of/,
    () => "update shifts set opening_cash = 1 where closed_at is null",
  ],
];

for (const [what, says, statement] of broken) {
  test(`${what} is seen`, async () => {
    const keep = new pg.Client({ connectionString: zone.database.url });
    await keep.connect();
    const tables =
      "users, purchases, payments, invoices, invoice_counters, invoice_audit_log, invoice_scans, play_sessions, session_runs, session_grants, session_events, audit_entries, sale_groups, shifts, cash_movements".split(
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

test("what nobody knows of a group, a till or a bill was done whole or not at all; what was refused was not done", async () => {
  const changed = (action: string, verdict: Asked["verdict"], body: object = {}) => {
    const one = notes.find((note) => note.action === action) as Asked;
    const other: Asked = { ...one, body: { ...one.body, ...body }, answers: [], verdict };
    return check(zone.database.url, [...notes.filter((note) => note !== one), other]);
  };
  for (const action of ["sell-group", "seat", "open-play", "cash-movement", "hand-over", "open-shift"]) {
    assert.deepEqual(await changed(action, "unknown"), [], action);
    assert.notDeepEqual(await changed(action, "refused"), [], action);
  }
  const { stationIds } = zone;
  const half = await changed("seat", "unknown", { stationIds });
  assert.deepEqual(half, [`group: ${made.group}: 2 were seated that no whole seating explains`]);
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

async function createPackage(terms: Record<string, unknown>): Promise<number> {
  const body = { gameId: zone.gameId, ...terms };
  return expect(await zone.as.administrator.post("/packages", body), 201).id;
}

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
