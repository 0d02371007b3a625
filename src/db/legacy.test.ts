import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { freezeClock, setClock } from "../../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { splitStatements } from "../cli/sql-statements.ts";
import { HOUR, MINUTE } from "../core/duration.ts";

// The old guide lies in the folder beside the clone.
const GUIDE = join(import.meta.dirname, "../../../shared/reference/old-troubleshooting-guide.fr.md");
const noGuide = existsSync(GUIDE) ? false : `the old guide is not at ${GUIDE}`;
const DAY = 24 * HOUR;

let zone: TestGameZone;
/** Somebody who asks by hand, and sees the old names only. */
let hand: pg.Client;
let notices: string[] = [];
before(async () => {
  zone = await startTestGameZone();
  hand = new pg.Client({ connectionString: zone.database.url });
  await hand.connect();
  hand.on("notice", ({ message }) => notices.push(message ?? ""));
  await hand.query("set search_path = legacy");
});
after(async () => {
  await hand.end();
  await zone.close();
});

test("every statement of the old guide runs, but for MySQL's two date functions", {
  skip: noGuide,
}, async () => {
  const { id, invoiceId, code, number } = await playing(15);
  await zone.sell(15);
  const statements = guideStatements({ id, invoiceId, code, number });
  assert.equal(statements.length, 16);
  const answers: pg.QueryResult[] = [];
  for (const statement of statements) answers.push(await hand.query(statement));
  const [
    status,
    whole,
    invoice,
    mismatches,
    ,
    totals,
    problems,
    pending,
    events,
    scans,
    audit,
    complete,
    use,
    count,
    over,
  ] = answers.map(({ rows }) => rows);
  assert.deepEqual(status, [{ id: String(id), status: "active" }]);
  assert.equal(whole?.[0].used_minutes, 0);
  assert.deepEqual(invoice, [{ id: String(invoiceId), status: "active", validation_code: code }]);
  assert.deepEqual(mismatches, []);
  assert.deepEqual(totals, [{ status: "active", count: "1", total_minutes: "15", used_minutes: "0" }]);
  assert.deepEqual(problems, []);
  assert.equal(pending?.length, 1);
  assert.deepEqual(
    events?.map(({ event_type }) => event_type),
    ["start", "ready"],
  );
  assert.deepEqual(
    scans?.map(({ scan_result, validation_code }) => [scan_result, validation_code]),
    [["success", code]],
  );
  assert.deepEqual(
    audit?.map(({ old_status, new_status }) => [old_status, new_status]),
    [
      ["pending", "active"],
      [null, "pending"],
    ],
  );
  assert.deepEqual([complete, use], [[], []]);
  assert.deepEqual([count, over], [[{ count: "0" }], [{ count: "0" }]]);
  const done = await hand.query("select status, used_minutes, total_minutes from active_game_sessions_v2");
  assert.deepEqual(done.rows, [{ status: "completed", used_minutes: 15, total_minutes: 15 }]);
  assert.equal(
    (await zone.db.selectFrom("invoices").select("status").where("id", "=", invoiceId).executeTakeFirst())
      ?.status,
    "used",
  );
  assert.equal(answers.at(-1)?.command, "DELETE");
  await assertConsistent(zone.db, id);
});

test("used minutes are those of this very moment, and only an ended session is at its total", async () => {
  const start = Date.now() + HOUR;
  await freezeClock(zone.db, start);
  try {
    const { id } = await playing(15);
    const used = async (atMs: number) => {
      await freezeClock(zone.db, start + atMs);
      const { rows } = await hand.query(
        "select used_minutes, remaining_minutes, total_minutes from active_game_sessions_v2 where id = $1",
        [id],
      );
      return Object.values(rows[0]);
    };
    assert.deepEqual(await used(59_999), [0, 15, 15]);
    assert.deepEqual(await used(MINUTE), [1, 14, 15]);
    assert.deepEqual(await used(15 * MINUTE - 1), [14, 1, 15]);
    assert.deepEqual(await used(15 * MINUTE), [15, 0, 15]);
    assert.deepEqual(await used(HOUR), [15, 0, 15]);
    const stuck =
      "select id from active_game_sessions_v2 where status = 'active' and used_minutes >= total_minutes";
    assert.equal((await hand.query(stuck)).rowCount, 1);
    notices = [];
    await hand.query("call countdown_active_sessions()");
    assert.match(notices.join(), /^1 session\(s\) ont dépassé leur fin.*gamezone repair/);
  } finally {
    await setClock(zone.db, 0);
  }
});

test("a forced completion by hand is audited with its reason and the database's user", async () => {
  const { id } = await playing(15);
  const answer = await hand.query(
    `update active_game_sessions_v2 set status = 'completed', used_minutes = total_minutes, completed_at = now()
     where id = $1 returning status, used_minutes`,
    [id],
  );
  assert.deepEqual([answer.rowCount, answer.rows], [1, [{ status: "completed", used_minutes: 15 }]]);
  const entry = await zone.db
    .selectFrom("audit_entries")
    .selectAll()
    .where("subject", "=", "session")
    .where("subject_id", "=", id)
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();
  const { rows } = await hand.query("select session_user as name");
  assert.equal(entry.action, "session.force_complete");
  assert.deepEqual(entry.details, { reason: "SQL : schéma legacy", via: "sql", databaseUser: rows[0].name });
  // Once more, as the guide's script may be run again: nothing changes and a notice says so.
  notices = [];
  await hand.query(
    "update active_game_sessions_v2 set status = 'completed', completed_at = now() where id = $1",
    [id],
  );
  assert.match(notices.join(), /déjà close/);
  await assertConsistent(zone.db, id);
});

test("what would break a rule is refused with the command that does it, and nothing changes", async () => {
  const waiting = await zone.ready(15);
  const running = await playing(15);
  const closed = await playing(15);
  expect(await zone.clerk.post(`/sessions/${closed.id}/terminate`, { reason: "had to leave" }), 200);
  const unpaid = expect(
    await zone.clerk.post("/purchases", { playerId: zone.playerId, packageId: zone.packageIds[0] }),
    201,
  );
  const session = "update active_game_sessions_v2 set";
  const cases: Array<[statement: string, message: RegExp]> = [
    [`${session} status = 'completed' where id = ${waiting.id}`, /gamezone session terminate \d+ --reason/],
    [`${session} status = 'terminated' where id = ${running.id}`, /gamezone session terminate \d+ --reason/],
    [
      `${session} status = 'completed', used_minutes = 3 where id = ${running.id}`,
      /gamezone session force-complete/,
    ],
    [
      `${session} status = 'completed', user_id = 1, total_minutes = 5 where id = ${running.id}`,
      /force-complete/,
    ],
    [`${session} status = 'paused' where id = ${running.id}`, /écran de la caisse.*gamezone explain/],
    [`${session} total_minutes = 600 where id = ${running.id}`, /Prolonger.*gamezone repair/],
    [`${session} status = 'active' where id = ${closed.id}`, /histoire ne se change pas.*gamezone explain/],
    [`${session} status = 'completed' where id = ${closed.id}`, /histoire ne se change pas/],
    [`delete from active_game_sessions_v2 where id = ${running.id}`, /n’est pas close.*gamezone purge/],
    [`delete from active_game_sessions_v2 where id = ${closed.id}`, /moins de 7 jours.*gamezone purge/],
    [`insert into active_game_sessions_v2 (invoice_id) values (1)`, /scan de sa facture/],
    [
      `update invoices set status = 'used' where id = ${running.invoiceId}`,
      /gamezone session force-complete/,
    ],
    [`update invoices set status = 'used' where id = ${waiting.invoiceId}`, /gamezone session terminate/],
    [`update invoices set status = 'pending' where id = ${closed.invoiceId}`, /gamezone repair/],
    [`update invoices set game_name = 'X' where id = ${closed.invoiceId}`, /gamezone repair/],
    [`delete from invoices where id = ${closed.invoiceId}`, /ne se supprime pas/],
    [`update purchases set payment_status = 'completed' where id = ${unpaid.id}`, /gamezone repair/],
    [`update purchases set session_status = 'completed' where id = ${unpaid.id}`, /de lui-même/],
    [`delete from users where id = ${zone.playerId}`, /gamezone user/],
    ["delete from session_events", /gamezone purge/],
    ["delete from invoice_scans", /ne se change pas/],
    ["update invoice_audit_log set user_id = 1", /ne se change pas/],
    ["delete from purchase_session_overview", /gamezone repair/],
    ["update session_summary set used_minutes = 1", /force-complete/],
    ["update active_invoices set status = 'used'", /gamezone repair/],
  ];
  const before = await fingerprint();
  for (const [statement, message] of cases) {
    await assert.rejects(hand.query(statement), (error: pg.DatabaseError) => {
      assert.match(error.message, message, statement);
      assert.equal(error.code, "23001", statement);
      assert.ok((error.hint ?? "").length > 20, statement);
      return true;
    });
  }
  assert.equal(await fingerprint(), before);
});

test("no view of the schema can be written through unseen", async () => {
  const { rows } = await sql<{ name: string; writes: number }>`
    select c.relname as name, bit_or(t.tgtype::int) & 28 as writes
    from pg_class c left join pg_trigger t on t.tgrelid = c.oid and t.tgtype & 64 > 0
    where c.relnamespace = 'legacy'::regnamespace and c.relkind = 'v' group by 1 order by 1`.execute(zone.db);
  assert.deepEqual(
    rows.map(({ name }) => name),
    [
      "active_game_sessions_v2",
      "active_invoices",
      "invoice_audit_log",
      "invoice_scans",
      "invoices",
      "purchase_session_overview",
      "purchases",
      "session_events",
      "session_summary",
      "users",
    ],
  );
  // Insert, delete and update: 4, 8 and 16 of pg_trigger.tgtype.
  for (const { name, writes } of rows) assert.equal(writes, 28, name);
});

test("an invoice left active by hand beside a closed session is used up as of the session's end", async () => {
  const { id, invoiceId } = await playing(15);
  await sql`update invoices set status = 'refunded' where id = ${invoiceId}`.execute(zone.db);
  const { session } = expect(
    await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "had to leave" }),
    200,
  );
  await sql`alter table invoices disable trigger known_transition`.execute(zone.db);
  await sql`update invoices set status = 'active' where id = ${invoiceId}`.execute(zone.db);
  await sql`alter table invoices enable trigger known_transition`.execute(zone.db);
  notices = [];
  await hand.query("call sync_purchase_session_status()");
  assert.match(notices.join(), /^1 achat\(s\).*gamezone repair/);
  await hand.query("update invoices set status = 'used', used_at = now() where id = $1", [invoiceId]);
  const invoice = expect(await zone.clerk.get(`/invoices/${invoiceId}`), 200);
  assert.deepEqual([invoice.status, invoice.usedAt], ["used", session.completedAt]);
  const { rows } = await hand.query(
    "select action, old_status, new_status from invoice_audit_log where invoice_id = $1 order by id desc limit 1",
    [invoiceId],
  );
  assert.deepEqual(rows, [{ action: "session_end", old_status: "active", new_status: "used" }]);
  const audited = await zone.db
    .selectFrom("audit_entries")
    .select("action")
    .where("subject", "=", "invoice")
    .where("subject_id", "=", invoiceId)
    .orderBy("id", "desc")
    .executeTakeFirstOrThrow();
  assert.equal(audited.action, "invoice.use");
  notices = [];
  await hand.query("call sync_purchase_session_status()");
  assert.match(notices.join(), /Aucune incohérence/);
});

test("the guide's purge moves old closed sessions to the archive, where their history is still read", async () => {
  const { high_water_at } = await zone.db
    .selectFrom("clock_watch")
    .select("high_water_at")
    .executeTakeFirstOrThrow();
  await zone.db
    .updateTable("clock_watch")
    .set({ high_water_at: new Date(Date.now() - 50 * DAY) })
    .execute();
  await setClock(zone.db, -40 * DAY);
  const old = await playing(15);
  expect(await zone.clerk.post(`/sessions/${old.id}/terminate`, { reason: "had to leave" }), 200);
  await setClock(zone.db, 0);
  await zone.db.updateTable("clock_watch").set({ high_water_at }).execute();
  const before = await hand.query("select * from session_events where session_id = $1 order by id", [old.id]);
  const purge = `delete from active_game_sessions_v2
    where status in ('completed', 'terminated') and completed_at < now() - interval '30 day'`;
  notices = [];
  assert.equal((await hand.query(purge)).rowCount, 1);
  assert.match(notices.join(), /^1 session\(s\) passée\(s\) à l’archive/);
  const archived = await zone.db.selectFrom("archived_sessions").select("id").execute();
  assert.deepEqual(archived, [{ id: old.id }]);
  assert.equal((await hand.query(purge)).rowCount, 0);
  const after = await hand.query("select * from session_events where session_id = $1 order by id", [old.id]);
  const withoutSource = (rows: Array<Record<string, unknown>>) =>
    rows.map((row) => ({ ...row, source: null }));
  assert.deepEqual(withoutSource(after.rows), withoutSource(before.rows));
  assert.deepEqual(
    after.rows.map(({ event_type }) => event_type),
    ["ready", "start", "terminate"],
  );
  const shown = await hand.query("select status, archived from active_game_sessions_v2 where id = $1", [
    old.id,
  ]);
  assert.deepEqual(shown.rows, [{ status: "terminated", archived: true }]);
  const entries = await zone.db
    .selectFrom("audit_entries")
    .select("details")
    .where("action", "=", "session.archive")
    .execute();
  assert.deepEqual(
    entries.map(({ details }) => [details.sessions, details.via]),
    [[1, "sql"]],
  );
});

test("the old system's own records are read under the old names, beside ours", async () => {
  const { id, invoiceId, code } = await playing(15);
  const record = (kind: string, oldId: number, type: string) =>
    sql`
    insert into imported_history (venue_id, source, kind, old_id, invoice_id, session_id, at, type, message)
    values (${zone.venueId}, 'old', ${kind}, ${oldId}, ${invoiceId}, ${id}, '2024-05-01', ${type}, 'from there')`.execute(
      zone.db,
    );
  await record("session_event", 7, "countdown_update");
  await record("invoice_scan", 8, "success");
  await record("invoice_audit", 9, "created");
  const read = async (text: string, value: unknown) => (await hand.query(text, [value])).rows;
  const events = await read(
    "select event_type, source from session_events where session_id = $1 order by created_at",
    id,
  );
  assert.deepEqual(events, [
    { event_type: "countdown_update", source: "old" },
    { event_type: "ready", source: null },
    { event_type: "start", source: null },
  ]);
  const scans = await read(
    "select id, validation_code from invoice_scans where validation_code = $1 and source = 'old'",
    code,
  );
  assert.deepEqual(scans, [{ id: "8", validation_code: code }]);
  const audit = await read(
    "select action from invoice_audit_log where invoice_id = $1 and source = 'old'",
    invoiceId,
  );
  assert.deepEqual(audit, [{ action: "created" }]);
});

test("a look-up by number reads an index, however much there is", async () => {
  await hand.query("set enable_seqscan = off");
  try {
    for (const [look, large] of [
      [
        "active_game_sessions_v2 where id = 5",
        /Seq Scan on (play_sessions|archived_sessions|invoices|purchases)/,
      ],
      [
        "active_game_sessions_v2 where invoice_id = 5",
        /Seq Scan on (play_sessions|archived_sessions|invoices)/,
      ],
      [
        "session_events where session_id = 5",
        /Seq Scan on (session_events|archived_sessions|imported_history)/,
      ],
      ["invoice_audit_log where invoice_id = 5", /Seq Scan on (invoice_audit_log|imported_history)/],
      ["invoice_scans where invoice_id = 5", /Seq Scan on (invoice_scans|imported_history)/],
      ["invoices where invoice_number = '2026-00005'", /Seq Scan on (invoices|purchases)/],
      ["purchases where id = 5", /Seq Scan on (purchases|invoices|play_sessions)/],
    ] as const) {
      const { rows } = await hand.query(`explain select * from ${look}`);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      assert.doesNotMatch(plan, large, look);
      assert.match(plan, /Index Cond: \(.*(= 5|= '5'|2026-00005)/, `${look}\n${plan}`);
    }
  } finally {
    await hand.query("reset enable_seqscan");
  }
});

async function playing(minutes: 15 | 60) {
  const { validationCode: code, number } = await zone.sell(minutes);
  const { session } = expect(await zone.clerk.post("/scans", { code }), 201);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  return { id: session.id as number, invoiceId: session.invoiceId as number, code, number };
}

/** The guide's own SQL, its blanks filled in and MySQL's two date functions replaced. */
function guideStatements(facts: { id: number; invoiceId: number; code: string; number: string }): string[] {
  const guide = readFileSync(GUIDE, "utf8");
  const blocks = [...guide.matchAll(/```sql\n(.*?)```/gs)].map(([, block]) => block as string);
  const byCommandLine = [...guide.matchAll(/mysql .*? -e "(.*?)"/g)].map(
    ([, statement]) => statement as string,
  );
  return [...blocks, ...byCommandLine].flatMap((block) => {
    const filled = block
      .replaceAll("[SESSION_ID]", String(facts.id))
      .replaceAll("[INVOICE_ID]", String(facts.invoiceId))
      .replaceAll("[CODE]", facts.code)
      .replaceAll("[NUMERO]", facts.number)
      .replace(/TIMESTAMPDIFF\(MINUTE, (\S+), NOW\(\)\)/g, "floor(extract(epoch from NOW() - $1) / 60)")
      .replace(/DATE_SUB\(NOW\(\), INTERVAL 30 DAY\)/g, "NOW() - INTERVAL '30 DAY'");
    return splitStatements(filled).statements;
  });
}

/** Changes with any row of ours. */
async function fingerprint(): Promise<string> {
  const tables = [
    "play_sessions",
    "session_events",
    "invoices",
    "purchases",
    "users",
    "audit_entries",
    "invoice_scans",
    "invoice_audit_log",
  ];
  const hashes = [];
  for (const table of tables) {
    const { rows } = await sql<{ hash: string }>`
      select md5(string_agg(t::text, ',' order by t::text)) as hash from ${sql.table(table)} t`.execute(
      zone.db,
    );
    hashes.push(rows[0]?.hash);
  }
  return hashes.join();
}
