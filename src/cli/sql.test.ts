import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { gamezone as run } from "../../test/command.ts";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { noProcessList, until } from "../../test/processes.ts";

const noPsql = spawnSync("psql", ["--version"]).status === 0 ? false : "psql is not installed here";

let zone: TestGameZone;
let folder: string;
before(async () => {
  zone = await startTestGameZone();
  folder = await mkdtemp(join(tmpdir(), "gamezone-sql-"));
});
after(async () => {
  await zone.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every way to run SQL: in psql, and where there is none. */
const ways: ReadonlyArray<{ name: string; skip: string | false; environment: () => Record<string, string> }> =
  [
    { name: "psql", skip: noPsql, environment: () => ({}) },
    { name: "a prompt of our own", skip: false, environment: () => ({ PATH: folder }) },
  ];

for (const { name, skip, environment } of ways) {
  test(`${name}: a statement sees the old names, and its answer is a table`, { skip }, async () => {
    const { id } = await zone.ready(15);
    const statement = `select id, status from active_game_sessions_v2 where id = ${id}`;
    const { code, stdout } = await gamezone(["sql", "-c", statement], { environment: environment() });
    assert.equal(code, 0);
    const width = Math.max(2, String(id).length);
    const table = [
      ` ${"id".padEnd(width)} | status `,
      `${"-".repeat(width + 2)}+--------`,
      ` ${String(id).padStart(width)} | ready`,
    ];
    const lines = stdout.split("\n").map((line) => line.trimEnd());
    assert.deepEqual(lines.slice(0, 4), [...table.map((line) => line.trimEnd()), "(1 row)"]);
  });

  test(`${name}: what is piped in runs until something is refused`, { skip }, async () => {
    const { id } = await zone.ready(15);
    const input = `select 'a;b' as first;
      CALL countdown_active_sessions();
      UPDATE active_game_sessions_v2 SET status = 'completed' WHERE id = ${id};
      select 'never' as last;`;
    const { code, stdout, stderr } = await gamezone(["sql"], { input, environment: environment() });
    assert.equal(code, 1);
    assert.match(stdout, /first.*a;b.*CALL/s);
    assert.doesNotMatch(stdout, /never/);
    assert.match(stderr, /NOTICE: {2}Rien à décompter/);
    assert.match(stderr, /ERROR: {2}.*gamezone session terminate \d+ --reason/);
    assert.match(stderr, /HINT: {2}.*has not begun/);
    const done = await gamezone(["sql"], { input: "select 1;", environment: environment() });
    assert.equal(done.code, 0);
  });

  test(`${name}: a refused statement is refused with 1, times are the venue's`, { skip }, async () => {
    const refused = await gamezone(["sql", "-c", "delete from users"], { environment: environment() });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /gamezone user/);
    await zone.db.updateTable("venues").set({ time_zone: "Asia/Tokyo" }).execute();
    const zoned = await gamezone(["sql", "-c", "show timezone"], { environment: environment() });
    assert.match(zoned.stdout, /Asia\/Tokyo/);
  });
}

test("rows as JSON have numbers and instants that programs read", async () => {
  const { id } = await zone.ready(15);
  const statement = `select id, total_minutes, created_at, started_at, archived from active_game_sessions_v2 where id = ${id}`;
  const { code, stdout } = await gamezone(["sql", "--json", "-c", statement]);
  assert.equal(code, 0);
  const [row] = JSON.parse(stdout);
  assert.match(row.created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual(
    { ...row, created_at: null },
    { id, total_minutes: 15, created_at: null, started_at: null, archived: false },
  );
  const called = await gamezone(["sql", "--json"], {
    input: "select 1 as one; call sync_purchase_session_status();",
  });
  assert.deepEqual(
    called.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
    [[{ one: 1 }], { command: "CALL", rows: 0 }],
  );
});

test("nobody reads the database's password in the list of processes", {
  skip: noPsql || noProcessList,
}, async () => {
  const password = randomBytes(12).toString("hex");
  const role = `looked_at_${password.slice(0, 8)}`;
  await sql.raw(`create role ${role} superuser login password '${password}'`).execute(zone.db);
  try {
    const address = new URL(zone.database.url);
    address.username = role;
    address.password = password;
    const environment = { DATABASE_URL: address.href };
    const running = gamezone(["sql", "-c", "select pg_sleep(1), 'look at me'"], { environment });
    const seen = await until("psql runs", async () => {
      const ours = (await commandLines()).filter((command) => command.includes("look at me"));
      return ours.some((command) => !command.includes("src/cli/main.ts")) && ours;
    });
    for (const command of seen) assert.ok(!command.includes(password), command);
    const { code, stdout } = await running;
    assert.equal(code, 0);
    assert.match(stdout, /look at me/);
  } finally {
    await sql.raw(`drop role ${role}`).execute(zone.db);
  }
});

test("a session is forced to its end, or stopped, by a command with a reason", async () => {
  const session = await zone.ready(15);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  const without = await gamezone(["session", "force-complete", String(session.id)]);
  assert.equal(without.code, 2);
  for (const given of [
    ["0", "--reason", "why not"],
    [String(session.id), "--reason", " x "],
  ]) {
    assert.equal((await gamezone(["session", "force-complete", ...given])).code, 2, given.join(" "));
  }
  const forced = await gamezone(["session", "force-complete", String(session.id), "--reason", "écran figé"], {
    environment: { LANG: "fr_FR.UTF-8" },
  });
  assert.equal(forced.stderr, "");
  assert.match(forced.stdout, /^La session n° \d+ est terminée. Facture .+\u202f: utilisée.\n$/);
  const shown = expect(await zone.clerk.get(`/sessions/${session.id}`), 200);
  assert.deepEqual([shown.status, shown.remainingSeconds], ["completed", 0]);
  const again = await gamezone(["session", "force-complete", String(session.id), "--reason", "once more"]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /completed/);

  const waiting = await zone.ready(15);
  const stopped = await gamezone(["session", "terminate", String(waiting.id), "--reason", "left", "--json"]);
  const answer = JSON.parse(stopped.stdout);
  assert.deepEqual([answer.session.status, answer.invoice.status], ["terminated", "used"]);
  assert.equal((await gamezone(["session", "terminate", "999999", "--reason", "left"])).code, 1);
});

test("without a server, the outage is seen to before a session is ended", async () => {
  const { id } = await zone.ready(15);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  const died = new Date(Date.now() - 3_600_000);
  await zone.db
    .insertInto("node_heartbeats")
    .values({ node_id: "gone", started_at: died, beat_at: died })
    .execute();
  const ended = await gamezone([
    "session",
    "force-complete",
    String(id),
    "--reason",
    "closing time",
    "--json",
  ]);
  assert.equal(ended.code, 0, ended.stderr);
  const { items } = expect(await zone.clerk.get(`/sessions/${id}/events`), 200);
  assert.deepEqual(
    items.map(({ type }: { type: string }) => type),
    ["created", "started", "outage", "force_completed"],
  );
});

async function commandLines(): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map((pid) =>
      readFile(`/proc/${pid}/cmdline`, "utf8").then(
        (text) => text.replaceAll("\0", " "),
        () => "",
      ),
    ),
  );
}

function gamezone(
  words: string[],
  { input = "", environment = {} }: { input?: string; environment?: Record<string, string> } = {},
) {
  const english = { LANG: "en_GB.UTF-8", ...environment };
  return run(words, { databaseUrl: zone.database.url, folder, environment: english, input });
}
