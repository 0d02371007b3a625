import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { type Client, client, expect } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";
import { makeUsedDataFolder } from "../../test/prepared-cluster.ts";
import {
  cleanUp,
  guardsOf,
  kill,
  makeDataFolder,
  noProcessList,
  postgresEnds,
  postgresOf,
  type Running,
  runProcess,
  startProcess,
  until,
} from "../../test/processes.ts";
import { findRunningDatabase } from "../db/embedded.ts";
import { type Db, openPool } from "../db/pool.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const PASSWORD = /^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/;
const options = { skip: noProcessList };

let ends: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
  await cleanUp();
});

test("a first start shows the address and the passwords once; a later one keeps all", options, async () => {
  const data = await makeDataFolder();
  const first = await serve(data);
  const passwords = passwordsOf(first);
  assert.deepEqual(Object.keys(passwords), ["admin", "caisse", "aicha.traore"]);
  const clerk = await signIn(first, "caisse", passwords.caisse);
  assert.equal(expect(await clerk.get("/me"), 200).role, "clerk");
  const { id } = await sell(clerk, 15);
  await stop(first, "SIGINT");

  const second = await serve(data);
  assert.deepEqual(passwordsOf(second), {});
  assert.doesNotMatch(second.output(), /password/i);
  const again = await signIn(second, "caisse", passwords.caisse);
  assert.equal(expect(await again.get(`/sessions/${id}`), 200).status, "ready");
  for (const role of ["admin", "aicha.traore"]) await signIn(second, role, passwords[role]);
});

test("without demonstration data there is a venue and an administrator, nothing else", options, async () => {
  const server = await serve(await makeUsedDataFolder(), ["--no-demo"]);
  const passwords = passwordsOf(server);
  assert.deepEqual(Object.keys(passwords), ["admin"]);
  const administrator = await signIn(server, "admin", passwords.admin);
  assert.equal(expect(await administrator.get("/venue"), 200).name, "GameZone");
  for (const path of ["/games", "/packages", "/players", "/stations", "/purchases"]) {
    assert.deepEqual(expect(await administrator.get(path), 200).items, [], path);
  }
  const staff = expect(await administrator.get("/staff"), 200).items;
  assert.deepEqual(
    staff.map((one: { username: string }) => one.username),
    ["admin"],
  );
});

test("DATABASE_URL is used instead of a database of one's own", options, async () => {
  const data = await makeDataFolder();
  const database = await borrowTestDatabase();
  const server = await serve(data, [], { DATABASE_URL: database.url });
  await signIn(server, "caisse", passwordsOf(server).caisse);
  assert.equal((await database.db.selectFrom("venues").selectAll().execute()).length, 1);
  assert.equal(existsSync(join(data, "postgresql")), false);
  await postgresEnds(data);
  await stop(server);
});

test("told to end while it starts, it ends in order and leaves nothing running", options, async () => {
  const data = await makeUsedDataFolder();
  const early = startProcess([MAIN, "serve", "--port", "0", "--data", data]);
  await until("the database starts", () => postgresOf(data).length > 0);
  await stop(early);
  assert.match(early.output(), /GameZone is stopping/);
  await postgresEnds(data);
  const hasty = startProcess([MAIN, "serve", "--port", "0", "--data", data]);
  await hasty.says(/GameZone is ready/);
  await stop(hasty);
  await postgresEnds(data);
});

test("a port that is taken is said in a sentence, and nothing is left running", options, async () => {
  const data = await makeUsedDataFolder();
  const other = createServer().listen(0, "127.0.0.1");
  ends.push(async () => other.close());
  await until("it listens", () => other.listening);
  const { port } = other.address() as { port: number };
  const refused = await gamezone(["serve", "--port", String(port), "--data", data]);
  assert.equal(refused.code, 2);
  assert.equal(
    refused.errors,
    `Port ${port} is already taken. Stop the other program, or choose another: --port ${port + 1}\n`,
  );
  assert.doesNotMatch(refused.output, /ready|password/i);
  await until("nothing is left", () => [...postgresOf(data), ...guardsOf(data)].length === 0, 5_000);
  // The passwords were not used up by the start that failed.
  assert.equal(Object.keys(passwordsOf(await serve(data))).length, 3);
});

test(
  "a second server on a data folder refuses; the first stops cleanly under a screen",
  options,
  async () => {
    const data = await makeUsedDataFolder();
    const first = await serve(data);
    const given = ["serve", "--port", "0", "--data", data];
    const [english, french] = await Promise.all([gamezone(given), gamezone(given, { LANG: "fr_FR.UTF-8" })]);
    assert.equal(english.code, 2);
    assert.equal(
      english.errors,
      `Another GameZone already uses the data folder ${data}. Stop it first, or choose another with --data.\n`,
    );
    assert.equal(french.code, 2);
    assert.match(french.errors, /^Un autre GameZone utilise déjà le dossier de données .+ --data\.\n$/);
    assert.equal((await fetch(`${first.address}/readyz`)).status, 200);

    const { cookie } = await signInForCookie(first, "caisse", passwordsOf(first).caisse);
    const screen = await fetch(`${first.address}/api/v1/stream`, { headers: { cookie } });
    assert.equal(screen.status, 200);
    const asked = Date.now();
    await stop(first);
    assert.ok(Date.now() - asked < 10_000, `${Date.now() - asked} ms`);
    await screen.text().catch(() => {});
    await postgresEnds(data);
    await until("the guard is gone", () => guardsOf(data).length === 0, 5_000);
  },
);

test(
  "after an outage sessions stand paused as of the last heartbeat and lose no second",
  options,
  async () => {
    const data = await makeUsedDataFolder();
    const first = await serve(data);
    const passwords = passwordsOf(first);
    const administrator = await signIn(first, "admin", passwords.admin);
    expect(await administrator.patch("/venue", { outageThresholdSeconds: 10 }), 200);
    const clerk = await signIn(first, "caisse", passwords.caisse);
    const running = [];
    for (const minutes of [15, 30, 60]) running.push(await play(clerk, minutes));
    const pausedByClerk = await play(clerk, 15);
    expect(await clerk.post(`/sessions/${pausedByClerk.id}/pause`), 200);
    const ready = await sell(clerk, 15);
    await sleep(3_000);
    const killedAt = Date.now();
    kill(first.pid);
    await first.ended;
    // The last heartbeat was before the kill, so the gap is longer than the threshold.
    await sleep(killedAt + 10_500 - Date.now());

    const second = await serve(data);
    const after = await signIn(second, "caisse", passwords.caisse);
    const db = await openDatabaseOf(data);
    const { beat_at: lastBeat } = await db
      .selectFrom("node_heartbeats")
      .select("beat_at")
      .where("node_id", "like", `%:${first.pid}:%`)
      .executeTakeFirstOrThrow();
    const before = new Map<number, number>();
    for (const { id, startedAt } of running) {
      const session = await until("it is paused", async () => {
        const found = expect(await after.get(`/sessions/${id}`), 200);
        return found.status === "paused" && found;
      });
      assert.equal(session.pausedByOutage, true);
      const reallyRan = (killedAt - Date.parse(startedAt)) / 1000;
      assert.ok(session.usedSeconds <= reallyRan, `${session.usedSeconds} s used of ${reallyRan} s`);
      assert.ok(session.usedSeconds >= reallyRan - 3, `${session.usedSeconds} s used of ${reallyRan} s`);
      const history = await events(after, id);
      assert.deepEqual(
        history.map(({ type }) => type),
        ["created", "started", "outage"],
      );
      assert.equal(history[2]?.at, lastBeat.toISOString());
      assert.ok((history[2]?.durationSeconds ?? 0) > 10, "the event says what was given back");
      await assertConsistent(db, id);
      before.set(id, session.remainingSeconds);
    }
    const untouched = expect(await after.get(`/sessions/${pausedByClerk.id}`), 200);
    assert.deepEqual([untouched.status, untouched.pausedByOutage], ["paused", false]);
    assert.equal(expect(await after.get(`/sessions/${ready.id}`), 200).status, "ready");

    const { sessions } = expect(await after.post("/sessions/resume-all"), 200);
    assert.deepEqual(
      sessions.map((session: { id: number }) => session.id),
      running.map(({ id }) => id),
    );
    for (const session of sessions) {
      assert.deepEqual([session.status, session.pausedByOutage], ["active", false]);
      const lost = (before.get(session.id) as number) - session.remainingSeconds;
      assert.ok(lost >= 0 && lost <= 1, `${lost} s lost`);
      await assertConsistent(db, session.id);
    }
  },
);

test(
  "after a short stop sessions go on, and one that was due meanwhile closes as of its end",
  options,
  async () => {
    const data = await makeUsedDataFolder();
    const first = await serve(data);
    const { caisse } = passwordsOf(first);
    const clerk = await signIn(first, "caisse", caisse);
    const long = await play(clerk, 60);
    const short = await play(clerk, 1);
    const db = await openDatabaseOf(data);
    const endsAt = await endIn(db, [short.id], 1_500);
    kill(first.pid);
    await first.ended;
    await sleep(endsAt.getTime() + 200 - Date.now());

    const second = await serve(data);
    const after = await signIn(second, "caisse", caisse);
    const closed = await until("it is closed", async () => {
      const session = expect(await after.get(`/sessions/${short.id}`), 200);
      return session.status === "completed" && session;
    });
    assert.equal(closed.completedAt, endsAt.toISOString());
    assert.equal(closed.remainingSeconds, 0);
    const invoice = expect(await after.get(`/invoices/${closed.invoiceId}`), 200);
    assert.deepEqual([invoice.status, invoice.usedAt], ["used", closed.completedAt]);
    const going = expect(await after.get(`/sessions/${long.id}`), 200);
    assert.deepEqual([going.status, going.endsAt], ["active", long.endsAt]);
    assert.deepEqual(
      (await events(after, long.id)).map(({ type }) => type),
      ["created", "started"],
    );
  },
);

test("two servers on one database close each session exactly once", options, async () => {
  const database = await borrowTestDatabase();
  const surroundings = { DATABASE_URL: database.url };
  const servers = await Promise.all([
    serve(await makeDataFolder(), [], surroundings),
    serve(await makeDataFolder(), [], surroundings),
  ]);
  const passwords = servers.map(passwordsOf).filter(({ caisse }) => caisse);
  assert.equal(passwords.length, 1, "one of them made the venue");
  const tills = await Promise.all(servers.map((one) => signIn(one, "caisse", passwords[0]?.caisse)));
  const played = await Promise.all(
    Array.from({ length: 20 }, (_, index) => play(tills[index % 2] as Client, 15)),
  );
  const ids = played.map(({ id }) => id);
  await until("both keep watch", async () => {
    const beats = await database.db.selectFrom("node_heartbeats").select("node_id").execute();
    return beats.length === 2;
  });
  const endsAt = await endIn(database.db, ids, 1_500);
  const closed = await until("all are closed", async () => {
    const rows = await database.db
      .selectFrom("play_sessions")
      .select(["id", "status", "completed_at"])
      .where("id", "in", ids)
      .execute();
    return rows.every((row) => row.status === "completed") && rows;
  });
  for (const row of closed) assert.deepEqual(row.completed_at, endsAt);
  const told = await database.db
    .selectFrom("session_events")
    .select("session_id")
    .where("type", "=", "completed")
    .orderBy("session_id")
    .execute();
  assert.deepEqual(
    told.map((row) => row.session_id),
    ids.toSorted((a, b) => a - b),
  );
  await Promise.all(servers.map((one) => stop(one)));
});

test("accounts and keys are made and revoked beside a running server, and without one", options, async () => {
  const data = await makeUsedDataFolder();
  const server = await serve(data);
  const command = (...given: string[]) => gamezone([...given, "--data", data]);

  const [made, key, other, url] = await Promise.all([
    command("user", "create", "Fanta", "--role", "clerk", "--name", "Fanta Diop"),
    command("api-key", "create", "--role", "clerk", "--name", "board"),
    command("api-key", "create", "--role", "player", "--name", "gone", "--json"),
    command("db", "url"),
  ]);
  assert.match(succeeded(made), PASSWORD);
  assert.match(succeeded(key), /^gzk_[0-9a-z]+$/, "the key stands alone");
  assert.equal(succeeded(url), await findRunningDatabase(data));
  const gone = JSON.parse(succeeded(other));
  const [reset, revoked] = await Promise.all([
    command("user", "reset-password", "fanta", "--json"),
    command("api-key", "revoke", String(gone.id)),
  ]);
  const { username, password } = JSON.parse(succeeded(reset));
  assert.equal(username, "fanta");
  assert.equal(succeeded(revoked), "Key revoked.");
  const listed = succeeded(await command("api-key", "list"));
  const rows = listed.split("\n").map((line) => line.split("\t"));
  assert.deepEqual(rows.map(([, role, name, ended]) => [role, name, ended === "—"]).toSorted(), [
    ["clerk", "board", true],
    ["player", "gone", false],
  ]);

  const refusals = await Promise.all([
    command("api-key", "revoke", String(gone.id)),
    command("user", "create", "fanta", "--role", "clerk"),
    command("user", "reset-password", "nobody"),
  ]);
  for (const refusal of refusals) assertRefused(refusal);

  await assert.rejects(signIn(server, "fanta", succeeded(made)), /401/, "the first password is void");
  const fanta = await signIn(server, "fanta", password);
  assert.equal(expect(await fanta.get("/me"), 200).name, "Fanta Diop");
  const program = client(server.address, { authorization: `Bearer ${succeeded(key)}` });
  assert.ok(expect(await program.get("/players"), 200).items.length > 0);
  expect(await client(server.address, { authorization: `Bearer ${gone.key}` }).get("/me"), 401);

  // Without a running server a command starts the database for as long as it lasts.
  await stop(server);
  const later = succeeded(await command("user", "create", "awa", "--role", "clerk"));
  await postgresEnds(data);
  assertRefused(await command("user", "create", "awa", "--role", "clerk"));
  await postgresEnds(data);
  const lateKey = succeeded(await command("api-key", "create", "--role", "clerk", "--name", "wall"));
  assert.match(lateKey, /^gzk_[0-9a-z]+$/);
  assert.match(succeeded(await command("db", "url")), /^postgresql:\/\/.+@127\.0\.0\.1:\d+\/gamezone/);
  const again = await serve(data);
  await signIn(again, "awa", later);
  const wall = client(again.address, { authorization: `Bearer ${lateKey}` });
  assert.ok(expect(await wall.get("/players"), 200).items.length > 0);
});

test("wrong use of a command exits 2, says what is wrong and touches nothing", options, async () => {
  const data = await makeDataFolder();
  const wrong = await Promise.all(
    [
      ["api-key", "create", "--name", "no role"],
      ["user", "create", "x", "--role", "emperor"],
      ["serve", "--port", "70000"],
      ["dance"],
    ].map(async (given) => ({ given, ...(await gamezone(given, { GAMEZONE_DATA: data })) })),
  );
  for (const { given, code, output, errors } of wrong) {
    assert.equal(code, 2, given.join(" "));
    assert.equal(output, "", given.join(" "));
    assert.match(errors, /error: /, given.join(" "));
  }
  assert.equal(existsSync(join(data, "postgresql")), false);
  const empty = await makeUsedDataFolder();
  const early = await gamezone(["user", "create", "fanta", "--role", "clerk", "--data", empty]);
  assert.equal(early.code, 2);
  assert.equal(early.errors, "There is no venue in this database yet: start the server first.\n");
  await postgresEnds(empty);
});

interface Server extends Running {
  readonly address: string;
}

/** Runs the server on a free port and waits until it says that it is ready. */
async function serve(
  data: string,
  given: readonly string[] = [],
  surroundings: Record<string, string> = {},
): Promise<Server> {
  const server = startProcess([MAIN, "serve", "--port", "0", "--data", data, ...given], surroundings);
  const [, address] = await server.says(/GameZone is ready: (\S+)/);
  await server.says(/Ctrl\+C/);
  return { ...server, address: address as string };
}

function gamezone(given: readonly string[], surroundings: Record<string, string> = {}) {
  return runProcess([MAIN, ...given], surroundings);
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What a command that succeeded said on standard output. */
function succeeded({ code, output, errors }: Ended): string {
  assert.deepEqual([code, errors], [0, ""]);
  return output.trim();
}

function assertRefused({ code, output, errors }: Ended): void {
  assert.deepEqual([code, output], [1, ""], errors);
  assert.match(errors, /^[^\n]+\.\n$/, "one line says why");
}

async function stop(server: Running, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  server.child.kill(signal);
  assert.deepEqual(await server.ended, { code: 0, signal: null }, server.errors());
  assert.equal(server.errors(), "");
}

/** The passwords that a start showed, by username. */
function passwordsOf(server: Running): Record<string, string> {
  const lines = server.output().matchAll(/^ {4}(?:administrator|clerk|player) +(\S+) +(\S+)$/gm);
  return Object.fromEntries([...lines].map(([, username, password]) => [username, password]));
}

async function signIn(server: Server, username: string, password: string | undefined): Promise<Client> {
  return client(server.address, await signInForCookie(server, username, password));
}

async function signInForCookie(
  server: Server,
  username: string,
  password: string | undefined,
): Promise<{ cookie: string }> {
  const answer = await client(server.address, {}).post("/sign-in", { username, password });
  expect(answer, 200);
  const cookies = answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
  return { cookie: cookies.join("; ") };
}

/** Sells a demonstration package for cash and scans its code: answers a session that is ready. */
async function sell(clerk: Client, minutes: number): Promise<{ id: number }> {
  const packages = expect(await clerk.get("/packages?limit=200"), 200).items;
  const { id: packageId, price } = packages.find((one: { minutes: number }) => one.minutes === minutes);
  const [player] = expect(await clerk.get("/players"), 200).items;
  const purchase = expect(await clerk.post("/purchases", { playerId: player.id, packageId }), 201);
  const payment = { method: "cash", amount: price };
  const { invoice } = expect(await clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
  return expect(await clerk.post("/scans", { code: invoice.validationCode }), 201).session;
}

/** Sells, scans and starts a session. */
async function play(
  clerk: Client,
  minutes: number,
): Promise<{ id: number; startedAt: string; endsAt: string }> {
  const { id } = await sell(clerk, minutes);
  return expect(await clerk.post(`/sessions/${id}/start`), 200).session;
}

async function events(
  reader: Client,
  id: number,
): Promise<Array<{ type: string; at: string; durationSeconds: number | null }>> {
  return expect(await reader.get(`/sessions/${id}/events`), 200).items;
}

/** Makes running sessions end in so many milliseconds, as if most of them had been played. Answers when. */
async function endIn(db: Db, ids: readonly number[], remainingMs: number): Promise<Date> {
  const { rows } = await sql<{ ends_at: Date }>`
    with clock as materialized (select clock_now() as now)
    update play_sessions set used_ms = granted_ms - ${remainingMs}, running_since = clock.now, low_time_at = null,
      ends_at = clock.now + ${remainingMs} * interval '1 millisecond'
    from clock where id = any(${ids}) returning ends_at`.execute(db);
  assert.equal(rows.length, ids.length);
  return rows[0]?.ends_at as Date;
}

async function openDatabaseOf(data: string): Promise<Db> {
  const pool = openPool((await findRunningDatabase(data)) as string, 2);
  ends.push(() => pool.close());
  return pool.db;
}

async function borrowTestDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase(5);
  ends.push(() => database.drop());
  return database;
}
