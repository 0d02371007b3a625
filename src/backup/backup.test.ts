import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, test } from "node:test";
import { createGzip, gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import pg from "pg";
import { byHand, setClock } from "../../test/database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { startProcess, until } from "../../test/processes.ts";
import { migrate } from "../db/migrate.ts";
import { type DatabasePool, openPool } from "../db/pool.ts";
import { inTransaction } from "../db/transaction.ts";
import { beat } from "../deadlines/heartbeat.ts";
import { settle } from "../deadlines/worker.ts";
import { createVenue } from "../venues/actions.ts";
import { deleteOldBackups, makeBackup } from "./actions.ts";
import { dumpDatabase } from "./copy-out.ts";
import { DamagedBackup } from "./format.ts";
import { readLastBackup } from "./queries.ts";
import { checkBackup, RestoreRefused, restoreInPlace, restoreInto } from "./restore.ts";

const MINUTE = 60_000;

let zone: TestGameZone;
let folder: string;
let undo: Array<() => Promise<unknown>>;
beforeEach(async () => {
  zone = await startTestGameZone();
  folder = await mkdtemp(join(tmpdir(), "gamezone-backup-"));
  undo = [];
});
afterEach(async () => {
  for (const step of undo.reverse()) await step();
  await zone.close();
  await rm(folder, { recursive: true, force: true });
});

test("a restored copy has every row, replays its sessions, and goes on where the original was", async () => {
  const { id: running } = await start(60);
  const { id: ended } = await start(1);
  await settle(zone.db, new Date(Date.now() + 2 * MINUTE));
  await sql`update venues set address = ${"tab\t, newline\n, \\. and \\N, é"}`.execute(zone.db);
  const before = await contents(zone.database);
  const { file, format, bytes } = await backUp();
  assert.equal(bytes, (await stat(file)).size);
  if (process.platform !== "win32") assert.equal((await stat(file)).mode & 0o777, 0o600);

  const copy = await emptyDatabase();
  const checked = await checkBackup(file);
  assert.equal(checked.format, format);
  assert.deepEqual(await restoreInto(copy.url, checked), { critical: 0, warnings: 0 });
  assert.deepEqual(await contents(copy), before);
  for (const id of [running, ended]) await assertConsistent(copy.db, id);

  // Fails on the ids of the original unless sequences go on.
  await inTransaction(copy.db, (tx) =>
    sql`insert into audit_entries (venue_id, at, action, subject) values (${zone.venueId}, now(), 'try', 'try')`.execute(
      tx,
    ),
  );
  await assert.rejects(sql`delete from session_events`.execute(copy.db), /history is append-only/);
  await assert.rejects(sql`update invoices set status = 'pending'`.execute(copy.db), /refuses/);
  await assert.rejects(restoreInto(copy.url, checked), RestoreRefused);
});

test("sessions that ran when the backup was made are paused as of its last heartbeat, as after a power cut", async () => {
  await beat(zone.db, "before", new Date());
  const { id } = await start(60);
  for (const seconds of [50, 100, 150]) {
    await setClock(zone.db, seconds * 1000);
    await beat(zone.db, "before", new Date());
  }
  const { file } = await backUp();
  const copy = await emptyDatabase();
  await restoreInto(copy.url, await checkBackup(file));
  // In PostgreSQL's own format the clock of this test came along.
  await setClock(copy.db, 3 * 24 * 60 * MINUTE);
  const seen = await beat(copy.db, "after", new Date());
  assert.equal(seen.pausedByOutage, 1);
  const session = await copy.db
    .selectFrom("play_sessions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  assert.equal(session.status, "paused");
  assert.ok(Math.abs(session.used_ms - 150_000) < 20_000, `${session.used_ms}`);
  await assertConsistent(copy.db, id);
});

test("a backup made while clerks work is of one instant", async () => {
  const work = async () => {
    for (let index = 0; index < 6; index += 1) await start(1);
  };
  const [, , { file }] = await Promise.all([work(), work(), backUp(), work()]);
  const copy = await emptyDatabase();
  assert.deepEqual(await restoreInto(copy.url, await checkBackup(file)), { critical: 0, warnings: 0 });
  for (const { id } of await copy.db.selectFrom("play_sessions").select("id").execute())
    await assertConsistent(copy.db, id);
});

test("a file that is cut short, edited, longer or something else is refused, and nothing is written", async () => {
  const file = await writeOwnFormat();
  const whole = await readFile(file);
  const text = gunzipSync(whole).toString("utf8");
  assert.equal((await checkBackup(file)).format, "copy");
  const lastTable = text.lastIndexOf("\ncopy ");
  const damaged: Record<string, Buffer> = {
    "cut in half": whole.subarray(0, whole.length / 2),
    "without its last byte": whole.subarray(0, -1),
    "without its footer": gzipSync(text.slice(0, text.lastIndexOf("\n-- "))),
    "without its last table": gzipSync(text.slice(0, lastTable) + text.slice(text.lastIndexOf("\n-- "))),
    "with another name in it": gzipSync(text.replace("Centre d’essai", "Centre d’espoir")),
    "with a row removed": gzipSync(text.replace(/\n[^\n]*PC 2[^\n]*\n/, "\n")),
    "with more behind it": gzipSync(`${text}more`),
    "with a byte turned": Buffer.from(whole.map((byte, at) => (at === whole.length >> 1 ? byte ^ 1 : byte))),
    empty: Buffer.alloc(0),
    "a picture": Buffer.from("PNG, or so"),
  };
  const copy = await emptyDatabase();
  for (const [name, content] of Object.entries(damaged)) {
    const path = join(folder, "damaged.copy.gz");
    await writeFile(path, content);
    await assert.rejects(checkBackup(path), DamagedBackup, name);
    // Damaged between the check and the restore: still all or nothing.
    const { header } = await checkBackup(file);
    if (header === null || !name.startsWith("with ")) continue;
    await assert.rejects(
      restoreInPlace(copy.url, { file: path, format: "copy", header, rows: 0 }),
      DamagedBackup,
      name,
    );
  }
  assert.deepEqual(await tables(copy), []);
  assert.deepEqual(await leftovers(), []);
});

test("killed in the middle, it leaves no file that looks like a backup", async () => {
  await sql`insert into idempotency_records (venue_id, actor, key, request_hash, body, created_at)
    select ${zone.venueId}, 'filler', n::text, '\\x00', repeat(md5(n::text), 20), now()
    from generate_series(1, 150000) n`.execute(zone.db);
  const main = join(import.meta.dirname, "..", "cli", "main.ts");
  const program = startProcess([main, "backup", "--to", folder], {
    DATABASE_URL: zone.database.url,
    PATH: "",
  });
  const sizes = async () =>
    Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  await until("it has begun", async () => (await sizes()).some((size) => size > 100_000));
  program.child.kill("SIGKILL");
  await program.ended;
  const names = await readdir(folder);
  assert.equal(names.length, 1);
  assert.match(names[0] as string, /\.part$/);
  assert.equal(await readLastBackup(zone.db), null);
});

test("interrupted by a stop, it leaves nothing at all", async () => {
  const stopping = new AbortController();
  stopping.abort();
  await assert.rejects(makeBackup({ db: zone.db, url: zone.database.url, folder, signal: stopping.signal }));
  assert.deepEqual(await readdir(folder), []);
});

test("the owner of a database needs no more rights than that to restore into it", async () => {
  await start(1);
  const file = await writeOwnFormat();
  const role = `keeper_${randomUUID().slice(0, 8)}`;
  await sql.raw(`create role ${role} login password 'x'`).execute(zone.db);
  const copy = await emptyDatabase(role);
  undo.unshift(async () => sql.raw(`drop role ${role}`).execute(zone.db));
  const url = new URL(copy.url);
  url.username = role;
  url.password = "x";
  assert.deepEqual(await restoreInto(url.href, await checkBackup(file)), { critical: 0, warnings: 0 });
});

test("an older backup is restored as it was and brought up to date", async () => {
  const old = await emptyDatabase();
  await migrate(old.url, "0001_foundation.sql");
  await sql`insert into venues (name, currency, time_zone, qr_secret)
    values ('Ancien', 'XOF', 'Africa/Abidjan', ${Buffer.alloc(32)})`.execute(old.db);
  await byHand(
    old.db,
    `insert into users (id, venue_id, role, username, name, email) overriding system value
      values (1, 1, 'player', 'awa', 'Awa', 'awa@example.org');
    insert into games (id, venue_id, name) overriding system value values (1, 1, 'FIFA');
    insert into packages (id, venue_id, game_id, name, minutes, price) overriding system value
      values (1, 1, 1, '1 h', 60, 500);
    insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price, currency,
        payment_status, created_at, completed_at) overriding system value
      select n, 1, 1, 1, 'FIFA', '1 h', 60, 500, 'XOF', 'completed', d, d
      from generate_series(1, 3) n, lateral (select timestamptz '2024-05-01 08:00Z' + n * interval '1 day' as d) x;
    insert into payments (venue_id, purchase_id, kind, method, amount, received_at)
      select 1, n, 'payment', 'cash', 500, timestamptz '2024-05-01 08:00Z' + n * interval '1 day'
      from generate_series(1, 3) n`,
  );
  const file = await writeOwnFormat(old.url);
  const copy = await emptyDatabase();
  await restoreInto(copy.url, await checkBackup(file));
  const venue = await copy.db
    .selectFrom("venues")
    .select(["name", "session_retention_days"])
    .executeTakeFirst();
  assert.deepEqual(venue, { name: "Ancien", session_retention_days: 90 });
  const { rows } = await sql`select t.name, s.origin, s.opened_at, count(*)::int as payments
    from payments p join shifts s on s.id = p.shift_id join tills t on t.id = s.till_id
    group by t.name, s.origin, s.opened_at`.execute(copy.db);
  const openedAt = new Date("2024-05-02T08:00:00Z");
  assert.deepEqual(rows, [{ name: "Caisse 1", origin: "before", opened_at: openedAt, payments: 3 }]);
  assert.deepEqual(await migrate(copy.url), []);
  const newer = gunzipSync(await readFile(file))
    .toString("utf8")
    .replace("0001_foundation.sql", "9999_later.sql");
  await writeFile(file, gzipSync(newer));
  await assert.rejects(checkBackup(file), DamagedBackup, "as it was edited");
});

test("in place: refused while somebody is connected; then the copy takes the name and the old one is kept", async () => {
  const { file } = await backUp();
  const target = await emptyDatabase();
  await migrate(target.url);
  await inTransaction(target.db, (tx) =>
    createVenue(tx, { name: "Before", address: "", currency: "XOF", timeZone: "Africa/Abidjan" }),
  );
  const checked = await checkBackup(file);
  await assert.rejects(restoreInPlace(target.url, checked), RestoreRefused);
  const [before] = await venues(target.url);
  assert.equal(before, "Before");
  await target.close();
  const { keptAs, findings } = await restoreInPlace(target.url, checked);
  assert.deepEqual(findings, { critical: 0, warnings: 0 });
  undo.push(() => sql.raw(`drop database ${keptAs}`).execute(zone.db));
  assert.deepEqual(await venues(target.url), ["Centre d’essai"]);
  const kept = new URL(target.url);
  kept.pathname = `/${keptAs}`;
  assert.deepEqual(await venues(kept.href), ["Before"]);
  assert.deepEqual(await leftovers(), []);
});

test("it is audited, and the audit says which was the last", async () => {
  assert.equal(await readLastBackup(zone.db), null);
  const { file, bytes, format } = await backUp();
  const last = await readLastBackup(zone.db);
  assert.ok(last !== null && Math.abs(last.at.getTime() - Date.now()) < MINUTE);
  assert.deepEqual([last.file, last.bytes, last.format], [file.slice(folder.length + 1), bytes, format]);
});

test("old backups go, but never the newest, and nothing that is not ours", async () => {
  const names = [
    "gamezone-2026-01-01-033000.copy.gz",
    "gamezone-2026-01-02-033000.dump",
    "gamezone-2026-01-16-033000.copy.gz",
    "gamezone-2025-01-01-033000.copy.gz.0a1b2c3d.part",
    "gamezone-2026-01-01-033000.copy.gz.bak",
    "holiday-2020-01-01.jpg",
  ];
  for (const name of names) await writeFile(join(folder, name), "");
  const now = new Date("2026-01-15T12:00:00Z");
  await utimes(join(folder, names[3] as string), new Date("2026-01-10"), new Date("2026-01-10"));
  const wish = { now, timeZone: "Africa/Abidjan", days: 14 };
  assert.deepEqual(await deleteOldBackups(folder, wish), [names[0]]);
  assert.deepEqual(
    await readdir(folder).then((left) => left.sort()),
    [names[1], names[2], names[4], names[5]].sort(),
  );
  const later = { ...wish, now: new Date("2030-01-01T12:00:00Z") };
  assert.deepEqual(await deleteOldBackups(folder, later), [names[1]]);
  assert.deepEqual(await readdir(folder).then((left) => left.sort()), [names[2], names[4], names[5]].sort());
});

test("programs of PostgreSQL that fail leave no file", { skip: process.platform === "win32" }, async () => {
  const bin = await mkdtemp(join(tmpdir(), "gamezone-bin-"));
  const path = process.env.PATH;
  undo.push(async () => {
    process.env.PATH = path;
    await rm(bin, { recursive: true, force: true });
  });
  const fake = async (name: string, rest: string) => {
    const script = `#!/bin/sh\n[ "$1" = --version ] && { echo "${name} (PostgreSQL) 99.1"; exit; }\n${rest}\n`;
    await writeFile(join(bin, name), script);
    await chmod(join(bin, name), 0o755);
  };
  process.env.PATH = `${bin}${delimiter}${path}`;
  await fake("pg_dump", "echo full disk >&2; exit 1");
  await fake("pg_restore", "exit 0");
  await assert.rejects(backUp(), /full disk/);
  // It says that all went well, and what it wrote cannot be read.
  await fake("pg_dump", "exit 0");
  await fake("pg_restore", "echo unreadable >&2; exit 1");
  await assert.rejects(backUp(), DamagedBackup);
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await readLastBackup(zone.db), null);
});

function backUp() {
  return makeBackup({ db: zone.db, url: zone.database.url, folder });
}

/** A backup in our own format, also where PostgreSQL's programs are there. */
async function writeOwnFormat(url = zone.database.url): Promise<string> {
  const file = join(folder, "own.copy.gz");
  await pipeline(dumpDatabase(url, "0.0.0"), createGzip(), createWriteStream(file));
  return file;
}

async function start(minutes: 1 | 60): Promise<{ id: number }> {
  const { id } = await zone.ready(minutes);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  return { id };
}

async function emptyDatabase(owner?: string): Promise<DatabasePool> {
  const name = `copy_${randomUUID().replaceAll("-", "")}`;
  await sql.raw(`create database ${name} ${owner ? `owner ${owner}` : ""}`).execute(zone.db);
  const url = new URL(zone.database.url);
  url.pathname = `/${name}`;
  const pool = openPool(url.href, 5);
  let closed = false;
  const close = async () => {
    if (!closed) await pool.close();
    closed = true;
  };
  undo.push(async () => {
    await close();
    await sql.raw(`drop database ${name} with (force)`).execute(zone.db);
  });
  return { ...pool, close };
}

async function tables({ url }: DatabasePool): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select tablename::text as name from pg_tables where schemaname = 'public' order by 1",
  );
  await client.end();
  return rows.map(({ name }) => name);
}

/** A digest of every table's rows; what a backup itself writes (its audit entry) is left out. */
async function contents(database: DatabasePool): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const name of await tables(database)) {
    const { rows } = await sql<{ digest: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest
      from ${sql.table(name)} t`.execute(database.db);
    digests[name] = name === "migrations" ? "" : (rows[0]?.digest as string);
  }
  assert.ok(Object.keys(digests).length > 25);
  return digests;
}

async function venues(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>("select name from venues");
  await client.end();
  return rows.map(({ name }) => name);
}

/** Databases that a failed restore left behind. */
async function leftovers(): Promise<string[]> {
  const { rows } = await sql<{ datname: string }>`
    select datname from pg_database where datname like 'gamezone_restored_%'`.execute(zone.db);
  return rows.map(({ datname }) => datname);
}
