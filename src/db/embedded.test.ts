import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeUsedDataFolder } from "../../test/prepared-cluster.ts";
import {
  cleanUp,
  guardsOf,
  kill,
  makeDataFolder,
  noProcessList,
  postgresEnds,
  postgresOf,
  postmasterOf,
  type Running,
  startProcess,
  until,
} from "../../test/processes.ts";
import { findRunningDatabase } from "./embedded.ts";

const HOLDER = join(import.meta.dirname, "../../test/hold-database.ts");
const options = { skip: noProcessList };

afterEach(cleanUp);

test("a second server on a data folder refuses, and the first goes on working", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const before = postmasterOf(folder);
  const second = startProcess([HOLDER, folder]);
  assert.equal((await second.ended).code, 2);
  assert.match(second.output(), /^refused: Another GameZone already uses the data folder .+ --data\.$/m);
  assert.match(second.output(), /^refusé : Un autre GameZone utilise déjà le dossier .+ --data\.$/m);
  assert.ok(second.output().includes(folder), "the sentence names the folder");
  assert.deepEqual(await ask(first.url, "select 1 as one"), [{ one: 1 }]);
  assert.equal(postmasterOf(folder), before);
});

test("of three first starts at once on an empty folder exactly one owns it", options, async () => {
  const folder = await makeDataFolder();
  const three = Array.from({ length: 3 }, () => startProcess([HOLDER, folder]));
  await Promise.all(three.map((one) => one.says(/^(owns|refused)/m)));
  const owners = three.filter((one) => one.output().startsWith("owns"));
  assert.equal(owners.length, 1, three.map((one) => one.output()).join(""));
  for (const one of three.filter((other) => other !== owners[0])) assert.equal((await one.ended).code, 2);
  const url = urlOf(owners[0] as Running);
  await until("the owner's database answers", () => ask(url, "select 1").catch(() => null), 10_000);
  assert.deepEqual(readdirSync(folder), ["postgresql"], "what the others began is gone");
  assert.equal(new URL(url).port, readLockFile(folder)[3], "the owner has the server that runs");
});

test("after kill -9 of the server nothing of PostgreSQL is left, and no row is lost", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const written = write(first.url);
  await until("some rows", () => written.count() > 50);
  kill(first.pid);
  await written.broken;
  await until("no process is left", () => [...postgresOf(folder), ...guardsOf(folder)].length === 0, 10_000);
  await assertRows((await hold(folder)).url, written.count());
});

test("a start at once after kill -9 works and finds every row", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const written = write(first.url);
  await until("some rows", () => written.count() > 50);
  kill(first.pid);
  const next = startProcess([HOLDER, folder]);
  await next.says(/^owns/m);
  await written.broken;
  await assertRows(urlOf(next), written.count());
  const server = postmasterOf(folder);
  await until("the killed server's guard is gone", () => guardsOf(folder).length === 1, 10_000);
  assert.equal(postmasterOf(folder), server, "it left the next server alone");
  await assertRows(urlOf(next), written.count());
});

test("a database that lost its server and its guard is stopped and started anew", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const written = write(first.url);
  await until("some rows", () => written.count() > 50);
  const [guard] = guardsOf(folder);
  const orphan = postmasterOf(folder);
  kill(guard as number, first.pid);
  await first.ended;
  await sleep(300);
  assert.ok(postgresOf(folder).includes(orphan), "without its guard it lives on");
  const next = await hold(folder);
  await written.broken;
  assert.ok(!postgresOf(folder).includes(orphan), "the next start stopped it");
  await assertRows(next.url, written.count());
});

test("after kill -9 of server, guard and database at once no row is lost", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const written = write(first.url);
  await until("some rows", () => written.count() > 50);
  kill(first.pid, ...guardsOf(folder), postmasterOf(folder));
  const next = await hold(folder);
  await written.broken;
  await assertRows(next.url, written.count());
});

test("a start waits while a process of a killed database still holds its memory", options, async () => {
  const folder = await makeUsedDataFolder();
  const first = await hold(folder);
  const left = await connect(first.url);
  const [{ pid: backend }] = (await left.query("select pg_backend_pid() as pid")).rows;
  // A stopped process cannot notice that its postmaster died, as one in the middle of a long write does not.
  process.kill(backend, "SIGSTOP");
  const dead = postmasterOf(folder);
  kill(first.pid, ...guardsOf(folder), dead);
  // The one that writes the log stays as long as anybody may have something to say.
  await until("only the stopped process is left", () => postgresOf(folder).length <= 2);
  // The number of the dead postmaster may meanwhile be another program's.
  await nameInLockFile(folder, process.pid);
  const next = startProcess([HOLDER, folder]);
  await sleep(2_500);
  assert.equal(next.output(), "", "it did not start beside the process that was left");
  assert.ok(postgresOf(folder).includes(backend));
  kill(backend);
  await next.says(/^owns/m);
  assert.deepEqual(await ask(urlOf(next), "select 1 as one"), [{ one: 1 }]);
});

test(
  "a lock file that names a living stranger, as after a power cut, does not stop a start",
  options,
  async () => {
    const folder = await makeUsedDataFolder();
    await stop(await hold(folder));
    const other = await makeUsedDataFolder();
    const otherOwner = await hold(other);
    const namesake = startProcess(["--eval", "setInterval(() => {}, 1000)", "/srv/postgresql"]);
    const strangers = {
      "this test": process.pid,
      "another cluster": postmasterOf(other),
      namesake: namesake.pid,
    };
    for (const [stranger, pid] of Object.entries(strangers)) {
      await writeLockFile(folder, pid);
      const began = Date.now();
      const owner = await hold(folder);
      assert.deepEqual(await ask(owner.url, "select 1 as one"), [{ one: 1 }], stranger);
      assert.ok(Date.now() - began < 15_000, `${stranger}: ${Date.now() - began} ms`);
      await stop(owner);
    }
    assert.deepEqual(
      await ask(otherOwner.url, "select 1 as one"),
      [{ one: 1 }],
      "the strangers are left alone",
    );
    assert.equal(namesake.child.exitCode, null);
  },
);

test("a database that dies while its server lives comes back at the same address", options, async () => {
  const folder = await makeUsedDataFolder();
  const { url } = await hold(folder);
  const written = write(url);
  await until("some rows", () => written.count() > 50);
  const dead = postmasterOf(folder);
  kill(dead);
  await written.broken;
  await until("it is back", () => ask(url, "select 1").catch(() => null), 20_000);
  assert.notEqual(postmasterOf(folder), dead);
  await assertRows(url, written.count());
  await until("the old guard is gone", () => guardsOf(folder).length === 1, 10_000);
  assert.equal((await startProcess([HOLDER, folder]).ended).code, 2, "it is owned again");
});

test("kill -9 while the database is starting leaves no process", options, async () => {
  const folder = await makeUsedDataFolder();
  await stop(await hold(folder));
  for (let round = 0; round < 2; round += 1) {
    const starting = startProcess([HOLDER, folder]);
    await until("it is starting", () => postgresOf(folder).length > 0);
    kill(starting.pid);
    await starting.ended;
    assert.equal(starting.output(), "", "it was not ready yet");
    await until(
      "no process is left",
      () => [...postgresOf(folder), ...guardsOf(folder)].length === 0,
      10_000,
    );
  }
});

test("a stop while the database is coming back leaves no process", options, async () => {
  for (const pause of [0, 100]) {
    const folder = await makeUsedDataFolder();
    const owner = await hold(folder);
    kill(postmasterOf(folder));
    await sleep(pause);
    await stop(owner);
    await until(
      `nothing is left ${pause} ms after`,
      () => [...postgresOf(folder), ...guardsOf(folder)].length === 0,
      10_000,
    );
    await cleanUp();
  }
});

const asRoot = {
  skip: noProcessList || (process.getuid?.() === 0 ? false : "only root needs another place"),
};
test("under a folder that only root may enter the database lives elsewhere, and stays", asRoot, async () => {
  const folder = await makeDataFolder(0o700);
  const first = await hold(folder);
  const cluster = await realpath(join(folder, "postgresql"));
  assert.equal(dirname(cluster), "/var/lib/gamezone");
  await ask(first.url, "create table kept as select 42 as answer");
  await stop(first);
  const second = await hold(folder);
  assert.deepEqual(await ask(second.url, "select answer from kept"), [{ answer: 42 }]);
  assert.equal(await realpath(join(folder, "postgresql")), cluster);
  await stop(second);
});

test(
  "whatever the surroundings say, a new database is UTF-8, checked and reachable from here only",
  options,
  async () => {
    const folder = await makeDataFolder();
    const { url } = await hold(folder, {
      LANG: "xx_YY.ISO-8859-15",
      LC_ALL: "fr_FR.NOWHERE",
      LC_COLLATE: "tlh",
      PGDATA: "/nonexistent",
      PGPORT: "1",
      PGDATABASE: "nowhere",
      PGUSER: "nobody",
      PGPASSWORD: "wrong",
      PGCLIENTENCODING: "LATIN1",
      PGSSLMODE: "require",
    });
    const shown = async (setting: string) => Object.values((await ask(url, `show ${setting}`))[0]!)[0];
    assert.equal(await shown("server_encoding"), "UTF8");
    assert.equal(await shown("data_checksums"), "on");
    assert.equal(await shown("listen_addresses"), "127.0.0.1");
    assert.equal(await shown("unix_socket_directories"), "");
    assert.equal(await shown("fsync"), "on");
    assert.equal(await shown("full_page_writes"), "on");
    assert.equal(await shown("synchronous_commit"), "on");
    assert.equal(await shown("timezone"), "UTC");
    assert.equal(await shown("password_encryption"), "scram-sha-256");
    const [found] = await ask(
      url,
      `select datlocprovider as provider, datlocale as locale, upper('été') as upper, octet_length('é') as octets
      from pg_database where datname = current_database()`,
    );
    assert.deepEqual(found, { provider: "b", locale: "C.UTF-8", upper: "ÉTÉ", octets: 2 });
    const rules = await ask(url, "select distinct auth_method from pg_hba_file_rules");
    assert.deepEqual(rules, [{ auth_method: "scram-sha-256" }]);
  },
);

test("a running database is found through its data folder until a stop ends it all", options, async () => {
  const empty = await makeDataFolder();
  assert.equal(await findRunningDatabase(empty), null, "an empty folder");
  assert.deepEqual(readdirSync(empty), [], "looking makes nothing");
  const folder = await makeUsedDataFolder();
  const owner = await hold(folder);
  assert.equal(await findRunningDatabase(folder), owner.url);
  assert.deepEqual(await ask(owner.url, "select current_database() as name"), [{ name: "gamezone" }]);
  await stop(owner);
  await postgresEnds(folder);
  await until("the guard is gone", () => guardsOf(folder).length === 0, 5_000);
  assert.equal(await findRunningDatabase(folder), null, "after a stop");
  const killed = await hold(folder);
  kill(...guardsOf(folder), killed.pid);
  await killed.ended;
  assert.equal(await findRunningDatabase(folder), null, "an orphan is nobody's");
});

interface Owner extends Running {
  readonly url: string;
}

/** Starts a process that owns the database of a data folder. */
async function hold(folder: string, surroundings: Record<string, string> = {}): Promise<Owner> {
  const owner = startProcess([HOLDER, folder], surroundings);
  await owner.says(/^owns/m);
  return { ...owner, url: urlOf(owner) };
}

function urlOf(owner: Running): string {
  return /^owns (.+)$/m.exec(owner.output())?.[1] as string;
}

async function stop(owner: Running): Promise<void> {
  owner.child.kill("SIGTERM");
  assert.deepEqual(await owner.ended, { code: 0, signal: null }, owner.errors());
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = await connect(url);
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Commits numbered rows one after the other until the connection breaks, and counts those acknowledged. */
function write(url: string): { count: () => number; broken: Promise<void> } {
  let count = 0;
  const work = async () => {
    const client = await connect(url);
    await client.query("create table numbered (number bigint primary key)");
    for (;;) {
      await client.query("insert into numbered values ($1)", [count + 1]);
      count += 1;
    }
  };
  return { count: () => count, broken: work().catch(() => {}) };
}

/** Every acknowledged row is there. One more may be: committed, but the answer was lost. */
async function assertRows(url: string, acknowledged: number): Promise<void> {
  const [found] = await ask(url, "select count(*)::int as rows, max(number)::int as last from numbered");
  const { rows, last } = found as { rows: number; last: number };
  assert.equal(rows, last, "none is missing in between");
  assert.ok(rows === acknowledged || rows === acknowledged + 1, `${rows} rows of ${acknowledged}`);
}

function readLockFile(folder: string): string[] {
  return readFileSync(join(folder, "postgresql", "postmaster.pid"), "utf8").split("\n");
}

/** Puts another process number into the lock file that a killed database left. */
async function nameInLockFile(folder: string, pid: number): Promise<void> {
  const [, ...rest] = readLockFile(folder);
  await writeFile(join(folder, "postgresql", "postmaster.pid"), [pid, ...rest].join("\n"));
}

/** Writes the lock file that a power cut leaves, naming a process. */
async function writeLockFile(folder: string, pid: number): Promise<void> {
  const cluster = join(folder, "postgresql");
  const path = join(cluster, "postmaster.pid");
  await writeFile(path, [pid, cluster, 1_700_000_000, 5432, "", "127.0.0.1", "  1234567   1", ""].join("\n"));
  await chmod(path, 0o600);
}
