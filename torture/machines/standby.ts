import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { launchBrowser, visit } from "../../e2e/browser.ts";
import { signIn } from "../../e2e/venue.ts";
import { makeDataFolder, until } from "../../test/processes.ts";
import { databaseUrl, type Machine, makeMachine } from "./cluster.ts";
import { makeFolder, needPrograms, runScript } from "./programs.ts";
import { startProxy } from "./proxy.ts";
import {
  askAgain,
  askGameZone,
  command,
  compare,
  get,
  type Load,
  makeKey,
  type Node,
  openNode,
  play,
  readBooks,
  startLoad,
  untilMore,
} from "./shop.ts";

// The primary dies under load and its standby is promoted: nothing that was acknowledged may be lost or done twice, the
// product must come back by itself, the counter must say what happens, and running sessions follow the outage rule.
// Once the primary loses its power and the standby takes over within the venue's threshold; once it falls silent
// without closing a connection, for longer than the threshold.

needPrograms("postgres", "haproxy");

const CLIENTS = 8;
/** What the operator needs to promote the standby, in milliseconds: shorter and longer than the outage's threshold. */
const QUICK = 4_000;
const SLOW = 14_000;
const pictures = process.env.PICTURES;

const folder = await makeFolder();
await runScript(loseMachines);

async function loseMachines(): Promise<void> {
  const a = await makeMachine(folder, "a");
  const b = await makeMachine(folder, "b");
  await a.initialize();
  await pair(a, b);
  const machines = { GAMEZONE_DATABASE_A: a.address, GAMEZONE_DATABASE_B: b.address };
  const proxy = await startProxy(folder, "haproxy-standby.cfg", machines);
  const environment = { DATABASE_URL: databaseUrl(proxy), LANG: "en_US.UTF-8" };
  const nodes = [await openNode(await makeDataFolder(), environment)];
  nodes.push(await openNode(await makeDataFolder(), environment));
  const shop = { nodes, environment, key: await makeKey("clerk", environment) };

  const browser = await launchBrowser();
  try {
    const { page } = await visit(browser);
    const [first] = nodes as [Node, ...Node[]];
    await signIn(page, first.address, { username: "caisse", password: first.passwords.caisse as string });
    await page.getByRole("link", { name: "Comptoir" }).waitFor();

    console.log("— The primary loses its power; the standby is promoted within the threshold of 60 s");
    const going = await loseOne({
      ...shop,
      page,
      dying: a,
      standby: b,
      lose: () => a.losePower(),
      after: QUICK,
    });
    for (const session of going) {
      const now = await get(first.address, shop.key, `/sessions/${session.id}`);
      assert.deepEqual([now.status, now.endsAt], ["active", session.endsAt], "a running session goes on");
    }
    console.log(`${going.length} running sessions went on, with the same end`);

    await pair(b, a);
    await askGameZone(databaseUrl(b.address), "update venues set outage_threshold_ms = 10000");
    console.log("— The new primary falls silent; the standby is promoted after the threshold of 10 s");
    const frozenAt = { at: 0 };
    const lose = () => {
      b.freeze();
      frozenAt.at = Date.now();
    };
    const paused = await loseOne({ ...shop, page, dying: b, standby: a, lose, after: SLOW });
    for (const session of [...going, ...paused]) {
      const now = await get(first.address, shop.key, `/sessions/${session.id}`);
      assert.deepEqual([now.status, now.pausedByOutage], ["paused", true], "a running session is paused");
      const ran = (frozenAt.at - Date.parse(session.startedAt)) / 1000;
      assert.ok(
        now.usedSeconds <= ran + 1 && now.usedSeconds >= ran - 6,
        `${now.usedSeconds} s used of ${ran} s`,
      );
    }
    console.log(`${going.length + paused.length} running sessions stand paused as of the last heartbeat`);
    await page.getByRole("button", { name: "Tout reprendre" }).waitFor({ timeout: 30_000 });
    await picture(page, "after-outage");

    b.thaw();
    await assertAcknowledgesNothing(b);
    console.log("The old primary, awake again, acknowledges no sale");
  } finally {
    await browser.close();
  }
}

/** Makes one machine the standby of the other, whose commits wait for it from then on. */
async function pair(primary: Machine, standby: Machine): Promise<void> {
  await standby.follow(primary);
  await primary.ask("alter system set synchronous_standby_names = 'gamezone_standby'");
  await primary.ask("select pg_reload_conf()");
  await until("the standby is synchronous", async () => {
    const rows = await primary.ask("select 1 from pg_stat_replication where sync_state = 'sync'");
    return rows.length > 0;
  });
}

interface Loss {
  readonly nodes: readonly Node[];
  readonly environment: Record<string, string>;
  readonly key: string;
  readonly page: Page;
  readonly dying: Machine;
  readonly standby: Machine;
  lose(): void;
  /** How long the operator takes, in milliseconds. */
  readonly after: number;
}

/** Loses the primary under load and promotes its standby. Answers sessions that were running when it happened. */
async function loseOne(loss: Loss): Promise<Array<{ id: number; endsAt: string; startedAt: string }>> {
  const { nodes, key, page, standby } = loss;
  const addresses = nodes.map(({ address }) => address);
  const running = [];
  for (const address of [...addresses, ...addresses]) running.push(await play(address, key));
  const before = await readBooks(databaseUrl(loss.dying.address));
  const load = await startLoad(addresses, key, CLIENTS);
  await untilMore(load, 400);

  loss.lose();
  const lostAt = Date.now();
  await sleep(loss.after - 1_000);
  await picture(page, `outage-of-${loss.after / 1000}-seconds`);
  await sleep(Math.max(0, lostAt + loss.after - Date.now()));
  const promotedAt = Date.now();
  await standby.ask("select pg_promote()");
  await standby.ask("alter system reset synchronous_standby_names");
  await standby.ask("select pg_reload_conf()");
  await untilMore(load, 400);
  await load.stop();
  await tellResult(load, { lostAt, promotedAt });

  const complaints = await compare(databaseUrl(standby.address), load, before);
  const around = [...doneBefore(load, lostAt).slice(-100), ...doneAfter(load, lostAt).slice(0, 100)];
  complaints.push(...(await askAgain(addresses[0] as string, key, around)));
  console.log(`${around.length} actions asked again with their keys: the first answers`);
  complaints.push(...load.wrong);
  assert.deepEqual(
    complaints,
    [],
    "nothing acknowledged is lost, nothing is done twice, nothing answered wrongly",
  );
  console.log("0 acknowledged actions lost, 0 done twice, 0 unexpected errors");
  await command(["doctor"], loss.environment);
  console.log("The doctor finds nothing");
  return running;
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

function doneBefore(load: Load, instant: number) {
  return load.acknowledged.filter(({ at }) => at <= instant);
}

function doneAfter(load: Load, instant: number) {
  return load.acknowledged.filter(({ at }) => at > instant);
}

async function tellResult(load: Load, { lostAt, promotedAt }: { lostAt: number; promotedAt: number }) {
  const first = doneAfter(load, promotedAt)[0];
  assert.ok(first, "something is acknowledged after the promotion");
  const seconds = (since: number) => ((first.at - since) / 1000).toFixed(1);
  console.log(
    `First acknowledged action ${seconds(lostAt)} s after the loss, ${seconds(promotedAt)} s after the promotion`,
  );
  console.log(
    `${load.acknowledged.length} actions acknowledged (${doneAfter(load, lostAt).length} after the loss), ` +
      `${load.unavailable()} answers “try again”, ${load.replayed()} of them had been done already`,
  );
}

/** A primary that was given up for dead and comes back: a commit there waits for a standby that it lost. */
async function assertAcknowledgesNothing(old: Machine): Promise<void> {
  const commit = old.ask("create table written_by_the_dead (id int)").then(
    () => "acknowledged",
    () => "refused",
  );
  assert.notEqual(await Promise.race([commit, sleep(5_000, "waits", { ref: false })]), "acknowledged");
}
