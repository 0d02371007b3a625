import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { expect, operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { noMariaDb, startMariaDb } from "../../test/mariadb.ts";
import {
  asMysqldump,
  asPhpMyAdmin,
  OLD_CODE,
  OLD_PASSWORD,
  OLD_QR,
  type OldData,
  rottenDatabase,
  statementsOf,
} from "../../test/old-database.ts";
import { inCopyingTransaction } from "../db/copy.ts";
import { atVenue, checks, examineSome } from "../doctor/queries.ts";
import { findCase } from "../doctor/reference.ts";
import { importOldData } from "./actions.ts";
import { openSource } from "./open-source.ts";
import type { ImportReport } from "./report.ts";

type Report = Omit<ImportReport, "applied">;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gamezone-import-"));
});
after(() => rm(folder, { recursive: true, force: true }));

test("a rotten database comes over: everything agrees, and a second run changes nothing", async () => {
  await withZone(async (zone) => {
    const report = await runImport(zone, await dumpFile(rottenDatabase()));
    await assertSound(zone);
    assert.deepEqual(report.administrators, ["admin"]);
    const before = await contents(zone);
    const again = await runImport(zone, await dumpFile(rottenDatabase()));
    assert.deepEqual(await contents(zone), before);
    assert.ok(again.tables.every(({ taken }) => taken === 0));
    assert.deepEqual(again.refused, report.refused);
    assert.deepEqual(again.reconciliation, report.reconciliation);
  });
});

test("what came over is what was there, and every refused row says why", async () => {
  await withZone(async (zone) => {
    const report = await runImport(zone, await dumpFile(rottenDatabase()));
    const kinds = new Map(
      report.inconsistencies.map((one) => [`${one.kind} ${one.table} ${one.oldId}`, one]),
    );
    for (const [key, became] of [
      ["rounded_amount purchases 4", "1501"],
      ["zero_date purchases 8", null],
      ["user_missing purchases 6", "ancien-77"],
      ["package_missing purchases 7", "Nuit"],
      ["session_full_but_open active_game_sessions_v2 2", "completed"],
      ["username_changed users 2", "kouame"],
      ["username_changed users 3", "kouame2"],
      ["double_encoded users 3", "Kouamé"],
      ["number_duplicate invoices 12", "INV-20250301-011-2"],
      ["code_duplicate invoices 10", null],
      ["code_unusable invoices 14", null],
      ["session_deleted invoices 18", "force_completed"],
      ["minutes_differ active_game_sessions_v2 4", "90 min"],
      ["paid_at_but_unpaid purchases 19", "completed"],
    ] as const) {
      assert.equal(kinds.get(key)?.became, became, key);
    }
    const refused = new Map(report.refused.map((one) => [`${one.table} ${one.oldId}`, one.reason]));
    assert.equal(refused.get("purchases 5"), "other_currency");
    assert.equal(refused.get("invoices 5"), "purchase_refused");
    assert.equal(refused.get("invoices 9"), "unpaid");
    assert.equal(refused.get("purchases 16"), "amount_out_of_range");
    assert.equal(refused.get("purchases 21"), "minutes_out_of_range");
    assert.equal(refused.get("invoices 23"), "purchase_missing");
    assert.equal(refused.get("active_game_sessions_v2 5"), "second_of_its_purchase");
    assert.equal(refused.get("active_game_sessions_v2 6"), "purchase_missing");
    assert.equal(refused.get("game_packages 3"), "minutes_out_of_range");

    // Every old row is here or refused; money and minutes of what is here are those of the old rows.
    const data = rottenDatabase();
    const here = await oldIds(zone, "purchase");
    for (const { id } of data.purchases ?? []) {
      assert.ok(here.has(Number(id)) !== refused.has(`purchases ${id}`), `purchase ${id}`);
    }
    for (const [table, kind] of [
      ["invoices", "invoice"],
      ["active_game_sessions_v2", "session"],
    ] as const) {
      const came = await oldIds(zone, kind);
      for (const { id } of data[table] ?? []) {
        assert.ok(came.has(Number(id)) !== refused.has(`${table} ${id}`), `${table} ${id}`);
      }
    }
    const history = await zone.db
      .selectFrom("imported_history")
      .selectAll()
      .where("kind", "=", "session_event")
      .orderBy("old_id")
      .execute();
    assert.deepEqual(
      history.map((row) => [row.old_id, row.type, row.message, row.session_id !== null]),
      [
        [1, "start", 'Démarrée; it\'s "on" ligne 2', true],
        [2, "countdown_update", "Décompte", true],
        [3, "heartbeat", null, false],
      ],
    );
    assert.equal(
      (history[0]!.details as unknown as { event_data: string }).event_data,
      '{"by":"admin","n":[1,2]}',
    );
  });
});

test("mysqldump, phpMyAdmin, a compressed file and one redirected by PowerShell tell the same", async () => {
  const data = rottenDatabase();
  const files = [
    await dumpFile(data),
    await file("phpmyadmin.sql", asPhpMyAdmin(data)),
    await file("dump.sql.gz", gzipSync(asMysqldump(data))),
    await file("utf16.sql", Buffer.from(`\ufeff${asMysqldump(data)}`, "utf16le")),
  ];
  await withZone(async (zone) => {
    const reports = [];
    for (const path of files) reports.push(comparable(await tryImport(zone, path)));
    for (const report of reports) assert.deepEqual(report, reports[0]);
    assert.equal(await zone.db.selectFrom("imported_records").select("old_id").executeTakeFirst(), undefined);
  });
});

test("a live MariaDB and its own dump tell the same as our dump", { skip: noMariaDb }, async () => {
  const data = rottenDatabase();
  const mariaDb = await startMariaDb();
  try {
    await mariaDb.load(statementsOf(data, true));
    const dumped = await file("mariadb.sql", Buffer.from(await mariaDb.dump(), "latin1"));
    await withZone(async (zone) => {
      const expected = comparable(await tryImport(zone, await dumpFile(data)));
      assert.deepEqual(comparable(await tryImport(zone, dumped)), expected);
      assert.deepEqual(comparable(await tryImport(zone, mariaDb.address)), expected);
      await runImport(zone, mariaDb.address);
      await assertSound(zone);
    });
  } finally {
    await mariaDb.stop();
  }
});

test("a later run takes only what is new", async () => {
  await withZone(async (zone) => {
    const data = rottenDatabase();
    const first = { ...data, purchases: (data.purchases ?? []).filter(({ id }) => id !== 2) };
    await runImport(zone, await dumpFile(first));
    const later = await runImport(zone, await dumpFile(data));
    const taken = Object.fromEntries(later.tables.map((table) => [table.table, table.taken]));
    assert.deepEqual([taken.purchases, taken.invoices, taken.active_game_sessions_v2], [1, 1, 1]);
    await assertSound(zone);
  });
});

test("an import that breaks off leaves nothing behind", async () => {
  await withZone(async (zone) => {
    const before = await contents(zone);
    const cut = asMysqldump(rottenDatabase());
    const path = await file("cut.sql", cut.slice(0, Math.floor(cut.length * 0.9)));
    await assert.rejects(runImport(zone, path), /cut off/);
    const breaks = async () => {
      await inCopyingTransaction(zone.database, async (tx, copy) => {
        const source = await openSource(await dumpFile(rottenDatabase()));
        await importOldData({ tx, actor: operator(zone.venueId), copy }, source, { name: "legacy" });
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
      });
    };
    await assert.rejects(breaks());
    assert.deepEqual(await contents(zone), before);
  });
});

test("an old password signs in, an old code and an old QR activate their invoice once", async () => {
  await withZone(async (zone) => {
    await runImport(zone, await dumpFile(rottenDatabase()));
    const kouame = await zone.signIn("kouame", OLD_PASSWORD);
    const mine = expect(await kouame.get("/invoices?limit=200"), 200).items;
    assert.ok(mine.length > 0);
    for (const [username, password] of [
      ["kouame", "wrong"],
      ["kouame2", "password"],
      ["nobody", OLD_PASSWORD],
    ]) {
      assert.equal(
        (await zone.as.nobody.post("/sign-in", { username, password })).body.code,
        "wrong_credentials",
      );
    }
    const changed = { currentPassword: OLD_PASSWORD, newPassword: "a new password" };
    expect(await kouame.post("/me/password", changed), 200);
    await zone.signIn("kouame", "a new password");

    const typed = expect(
      await zone.clerk.post("/scans", { code: ` ${OLD_CODE.toLowerCase().replaceAll("-", " ")}` }),
      201,
    );
    assert.equal(typed.invoice.number, "INV-20250301-001");
    assert.equal(typed.invoice.validationCode, OLD_CODE);
    assert.equal(typed.session.status, "ready");
    assert.equal(expect(await zone.clerk.post("/scans", { code: OLD_QR }), 409).code, "already_active");
    const byQr = expect(await zone.clerk.post("/scans", { code: '{"code":"GZ-CODE-4"}\n' }), 201);
    assert.equal(byQr.invoice.number, "INV-20250301-004");
    assert.equal(byQr.invoice.payment.method, "unknown");
    assert.equal(
      expect(await zone.clerk.post("/scans", { code: "double-01" }), 201).invoice.number,
      "INV-20250301-011",
    );
    assert.equal(expect(await zone.clerk.post("/scans", { code: "GZ-CODE-18" }), 409).code, "already_used");
    const own = expect(await zone.clerk.post("/scans", { code: "0123 4567 89ab cdef" }), 201);
    assert.equal(own.invoice.number, "2025-00012");
    // A code of the old system that was mistyped is not kept in the log either.
    expect(await zone.clerk.post("/scans", { code: "GZ-7K2P-QZ" }), 404);
    const [last] = expect(await zone.clerk.get("/scans?limit=1"), 200).items;
    assert.equal(last.entered, "GZ-7…");
    await assertSound(zone);
  });
});

test("a session that came over paused is resumed and runs on; one that was not played is started", async () => {
  await withZone(async (zone) => {
    const { game_packages, users, games } = rottenDatabase();
    const data = rottenDatabase();
    const some = (table: string) => (data[table] ?? []).filter(({ id }) => Number(id) < 1_000);
    const small: OldData = {
      users: users ?? [],
      games: games ?? [],
      game_packages: game_packages ?? [],
      purchases: some("purchases"),
      invoices: some("invoices"),
      active_game_sessions_v2: some("active_game_sessions_v2").map((row) =>
        row.id === 2 ? { ...row, used_minutes: 20 } : row,
      ),
    };
    const report = await runImport(zone, await dumpFile(small));
    assert.ok(report.inconsistencies.some(({ kind }) => kind === "session_was_running"));
    const paused = await sessionOf(zone, 2);
    assert.deepEqual([paused.status, paused.usedSeconds, paused.remainingSeconds], ["paused", 1200, 2400]);
    expect(await zone.clerk.post(`/sessions/${paused.id}/resume`, {}), 200);
    expect(await zone.clerk.post(`/sessions/${paused.id}/pause`, {}), 200);
    const ready = await sessionOf(zone, 1);
    expect(await zone.clerk.post(`/sessions/${ready.id}/start`, {}), 200);
    await assertSound(zone);
  });
});

test("our numbers go on after old ones of the same shape, and step aside once we have begun", async () => {
  await withZone(async (zone) => {
    const { year } = await one<{ year: number }>(
      zone,
      sql`select extract(year from clock_now())::int as year`,
    );
    const data = rottenDatabase();
    const numbered = (id: number, number: string): OldData => ({
      users: data.users ?? [],
      purchases: (data.purchases ?? []).filter((row) => row.id === id),
      invoices: (data.invoices ?? [])
        .filter((row) => row.id === id)
        .map((row) => ({ ...row, invoice_number: number })),
    });
    const became = (report: Report, wanted: string) =>
      report.inconsistencies.find(({ kind }) => kind === wanted)?.became;
    await runImport(zone, await dumpFile(numbered(1, `${year}-00041`)));
    assert.equal((await zone.sell()).number, `${year}-00042`);
    const taken = await runImport(zone, await dumpFile(numbered(11, `${year}-00041`)), "second");
    assert.equal(became(taken, "number_duplicate"), `${year}-00041-2`);
    const toCome = await runImport(zone, await dumpFile(numbered(17, `${year}-00043`)), "second");
    assert.equal(became(toCome, "number_beyond_counter"), `${year}-00043-2`);
    assert.equal((await zone.sell()).number, `${year}-00043`);
    await assertSound(zone);
  });
});

test("old dates are those of the zone that is named", async () => {
  await withZone(async (zone) => {
    const source = await openSource(await dumpFile(rottenDatabase()));
    await inCopyingTransaction(zone.database, (tx, copy) =>
      importOldData({ tx, actor: operator(zone.venueId), copy }, source, {
        name: "legacy",
        timeZone: "Europe/Paris",
      }),
    );
    const { issued_at } = await zone.db
      .selectFrom("invoices")
      .select("issued_at")
      .where("number", "=", "INV-20250301-001")
      .executeTakeFirstOrThrow();
    // 09:05 in Paris in winter; its purchase's TIMESTAMP was dumped in UTC.
    assert.equal(issued_at.toISOString(), "2025-03-01T08:05:00.000Z");
    const { created_at } = await one<{ created_at: Date }>(
      zone,
      sql`select p.created_at from purchases p join imported_records r on r.new_id = p.id
        where r.kind = 'purchase' and r.old_id = 1`,
    );
    assert.equal(created_at.toISOString(), "2025-03-01T09:00:00.000Z");
  });
});

async function withZone(work: (zone: TestGameZone) => Promise<void>): Promise<void> {
  const zone = await startTestGameZone(6);
  try {
    await work(zone);
  } finally {
    await zone.close();
  }
}

async function file(name: string, contents: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
}

function dumpFile(data: OldData): Promise<string> {
  return file("dump.sql", asMysqldump(data));
}

async function runImport(zone: TestGameZone, from: string, name = "legacy"): Promise<Report> {
  const source = await openSource(from);
  try {
    return await inCopyingTransaction(zone.database, (tx, copy) =>
      importOldData({ tx, actor: operator(zone.venueId), copy }, source, { name }),
    );
  } finally {
    await source.close();
  }
}

/** The same, rolled back, as the command does without --apply. */
async function tryImport(zone: TestGameZone, from: string): Promise<Report> {
  const source = await openSource(from);
  let report: Report | undefined;
  const trial = inCopyingTransaction(zone.database, async (tx, copy) => {
    report = await importOldData({ tx, actor: operator(zone.venueId), copy }, source, { name: "legacy" });
    throw new Error("only a trial");
  });
  await assert.rejects(trial, /only a trial/);
  await source.close();
  return report as Report;
}

/** A report without what differs by its source: where it came from, and the order of what it found. */
function comparable({ from: _from, inconsistencies, ...report }: Report) {
  return { ...report, inconsistencies: inconsistencies.map((one) => JSON.stringify(one)).sort() };
}

/** Everything that must hold of a database, whatever came into it. */
async function assertSound(zone: TestGameZone): Promise<void> {
  const broken = await rows(
    zone,
    sql`select * from purchase_session_overview where sync_status = 'MISMATCH'`,
  );
  assert.deepEqual(broken, []);
  for (const { id } of await zone.db.selectFrom("play_sessions").select("id").execute()) {
    await assertConsistent(zone.db, id);
  }
  const events = sql`select s.id from play_sessions s where s.last_event <> (select count(*) from session_events e
      where e.session_id = s.id) or s.last_event <> (select max(number) from session_events e where e.session_id = s.id)`;
  assert.deepEqual(await rows(zone, events), [], "events are numbered without gaps");
  const money = sql`select p.id from purchases p
    left join payments y on y.purchase_id = p.id and y.kind = 'payment'
    left join payments b on b.purchase_id = p.id and b.kind = 'refund'
    where (p.payment_status in ('completed', 'refunded')) <> (y.amount is not distinct from p.price)
      or (p.payment_status = 'refunded') <> (b.amount is not distinct from p.price)`;
  assert.deepEqual(await rows(zone, money), [], "what is paid was paid once, at its price");
  const counters = sql`select c.year from invoice_counters c where c.last_number - c.first_number + 1
    <> (select count(*) from invoices i where i.venue_id = c.venue_id and i.year = c.year)`;
  assert.deepEqual(await rows(zone, counters), [], "our own numbers have no gaps");
  const future = sql`select id from session_runs where ended_at > clock_now()`;
  assert.deepEqual(await rows(zone, future), [], "nobody played in the future");
  const late = sql`select id from invoices where status = 'pending' and expires_at <= clock_now()`;
  assert.deepEqual(await rows(zone, late), [], "no invoice waits past its date");
  // No server runs here.
  const which = checks.filter(({ name }) => name !== "worker_silent");
  const scope = atVenue(zone.venueId);
  const report = await examineSome(zone.db, which, scope, { freeBytes: null }, "en");
  const found = report.checks.filter(({ severity, found: count }) => severity !== "notice" && count > 0);
  assert.deepEqual(
    found.map(({ name, findings }) => [name, findings.map(({ detail }) => detail)]),
    [],
    "the doctor finds nothing",
  );
}

test("explain finds what came over by its old ids, its old number and its old code", async () => {
  await withZone(async (zone) => {
    await runImport(zone, await dumpFile(rottenDatabase()));
    const { rows: imported } = await sql<{ kind: string; old_id: number; purchase_id: number }>`
      select r.kind, r.old_id, case r.kind when 'purchase' then r.new_id when 'invoice' then i.purchase_id
        else j.purchase_id end as purchase_id
      from imported_records r
      left join invoices i on r.kind = 'invoice' and i.id = r.new_id
      left join play_sessions s on r.kind = 'session' and s.id = r.new_id
      left join invoices j on j.id = s.invoice_id
      where r.kind in ('purchase', 'invoice', 'session') and r.old_id in (select old_id from imported_records
        where kind = 'session' order by old_id limit 3)`.execute(zone.db);
    const names: Record<string, string> = {
      purchase: "ancien-achat",
      invoice: "ancienne-facture",
      session: "ancien",
    };
    for (const { kind, old_id, purchase_id } of imported) {
      const found = await findCase(zone.db, zone.venueId, `${names[kind]}:${old_id}`);
      assert.equal(found?.purchaseId, purchase_id, `${kind} ${old_id}`);
    }
    assert.ok(new Set(imported.map(({ kind }) => kind)).size === 3);
    const invoice = await zone.db
      .selectFrom("invoices")
      .select(["number", "purchase_id"])
      .where("number", "~", "[A-Z]")
      .executeTakeFirstOrThrow();
    for (const number of [invoice.number, invoice.number.toLowerCase()]) {
      assert.equal((await findCase(zone.db, null, number))?.purchaseId, invoice.purchase_id);
    }
    const byCode = await findCase(zone.db, zone.venueId, OLD_CODE.toLowerCase());
    assert.deepEqual(await findCase(zone.db, zone.venueId, OLD_QR), byCode);
    assert.ok(byCode);
  });
});

/** How many rows each table has, and the counters of ids that a second run could move. */
async function contents(zone: TestGameZone): Promise<unknown> {
  const tables = await rows<{ name: string }>(
    zone,
    sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const counts: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [count] = await rows<{ count: number }>(
      zone,
      sql`select count(*) as count, md5(string_agg(t::text, '|' order by t::text)) from ${sql.table(name)} t`,
    );
    counts[name] = count;
  }
  return counts;
}

async function oldIds(zone: TestGameZone, kind: "purchase" | "invoice" | "session"): Promise<Set<number>> {
  const found = await zone.db
    .selectFrom("imported_records")
    .select("old_id")
    .where("kind", "=", kind)
    .execute();
  return new Set(found.map((row) => row.old_id));
}

async function sessionOf(zone: TestGameZone, oldId: number) {
  const { new_id } = await zone.db
    .selectFrom("imported_records")
    .select("new_id")
    .where("kind", "=", "session")
    .where("old_id", "=", oldId)
    .executeTakeFirstOrThrow();
  return expect(await zone.clerk.get(`/sessions/${new_id}`), 200);
}

async function rows<Row>(zone: TestGameZone, query: ReturnType<typeof sql>): Promise<Row[]> {
  return (await query.execute(zone.db)).rows as Row[];
}

async function one<Row>(zone: TestGameZone, query: ReturnType<typeof sql>): Promise<Row> {
  return (await rows<Row>(zone, query))[0] as Row;
}
