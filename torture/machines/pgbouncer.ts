import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { makeDataFolder, until } from "../../test/processes.ts";
import { databaseUrl, makeMachine, PASSWORD } from "./cluster.ts";
import { makeFolder, needPrograms, runScript, startProgram } from "./programs.ts";
import {
  askGameZone,
  command,
  compare,
  get,
  makeKey,
  openNode,
  play,
  readBooks,
  startLoad,
  untilMore,
} from "./shop.ts";

// GameZone behind PgBouncer in transaction mode, with the recipe of deploy/: a sale, a scan, a start, a session that
// closes by itself and is told to the screens, many clients at once, and what a connection asks for when it opens.

needPrograms("postgres", "pgbouncer");

const RECIPE = join(import.meta.dirname, "../../deploy/pgbouncer.ini");
const CLIENTS = 16;

const folder = await makeFolder();
await runScript(workBehindPooler);

async function workBehindPooler(): Promise<void> {
  const machine = await makeMachine(folder, "a");
  await machine.initialize();
  const pooled = databaseUrl(await startPooler(machine.address));
  const direct = databaseUrl(machine.address);
  const environment = { DATABASE_URL: pooled, DATABASE_DIRECT_URL: direct, LANG: "en_US.UTF-8" };
  const node = await openNode(await makeDataFolder(), environment);
  const other = await openNode(await makeDataFolder(), environment);
  const key = await makeKey("clerk", environment);

  const [settings] = await askGameZone(
    pooled,
    "select current_setting('timezone') as zone, current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement, current_setting('jit') as jit",
  );
  assert.deepEqual(settings, { zone: "UTC", lock: "15s", statement: "1min", jit: "off" });
  console.log("A connection of the pooler has GameZone's settings");

  const told = await listen(other.address, key);
  const session = await play(node.address, key, 1);
  const before = await readBooks(direct);
  const load = await startLoad([node.address, other.address], key, CLIENTS);
  await untilMore(load, 400);
  await load.stop();
  assert.deepEqual([...(await compare(direct, load, before)), ...load.wrong], []);
  console.log(`${load.acknowledged.length} actions of ${CLIENTS} clients: none lost, none done twice`);
  await until(
    "the session closed by itself",
    async () => (await get(node.address, key, `/sessions/${session.id}`)).status === "completed",
    90_000,
  );
  const closed = `"id":${session.id},`;
  await until("the other node's screens were told", () => {
    const events = told.text.split("\n\n");
    return events.some((event) => event.includes(closed) && event.includes('"status":"completed"'));
  });
  told.stop();
  console.log(
    "Sale, scan, start, end by itself after a minute, and the event on the other node's live stream",
  );
  await command(["doctor"], environment);
  console.log("The doctor finds nothing");
}

/** Starts PgBouncer with the recipe; only its addresses are this run's own. Answers where it listens. */
async function startPooler(database: string): Promise<string> {
  const port = await freePort();
  const users = join(folder, "userlist.txt");
  await writeFile(users, `"gamezone" "${PASSWORD}"\n`);
  const changes: ReadonlyArray<readonly [recipe: string, here: string]> = [
    ["host=127.0.0.1 port=5433", `host=127.0.0.1 port=${database.split(":")[1]}`],
    ["listen_port = 6432", `listen_port = ${port}`],
    ["auth_file = /etc/pgbouncer/userlist.txt", `auth_file = ${users}`],
  ];
  let recipe = await readFile(RECIPE, "utf8");
  for (const [there, here] of changes) {
    assert.ok(recipe.includes(`\n${there}`) || recipe.includes(`= ${there}`), there);
    recipe = recipe.replaceAll(there, here);
  }
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, recipe);
  startProgram("pgbouncer", [file], join(folder, "pgbouncer.log"));
  const address = `127.0.0.1:${port}`;
  await until("the pooler answers", () => askGameZone(databaseUrl(address), "select 1").catch(() => null));
  return address;
}

/** Keeps what a live stream says. */
async function listen(address: string, key: string): Promise<{ text: string; stop(): void }> {
  const stopping = new AbortController();
  const response = await fetch(`${address}/api/v1/stream`, {
    headers: { authorization: `Bearer ${key}` },
    signal: stopping.signal,
  });
  const heard = { text: "", stop: () => stopping.abort() };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const piece of response.body as ReadableStream<Uint8Array>)
      heard.text += decoder.decode(piece, { stream: true });
  };
  read().catch(() => {});
  return heard;
}
