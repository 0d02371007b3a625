import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { makeDataFolder, until } from "../../test/processes.ts";
import { askServer, databaseUrl, FIRST_STATEMENTS, PASSWORD } from "./cluster.ts";
import { familyOf, makeFolder, needPrograms, runScript, signalAll, startProgram } from "./programs.ts";
import { startProxy } from "./proxy.ts";
import { askAgain, command, compare, makeKey, openNode, readBooks, startLoad, untilMore } from "./shop.ts";

// Three PostgreSQL machines under Patroni and etcd, HAProxy in front, two GameZone nodes: the leader loses its power
// under load, another is chosen by nobody's hand, and nothing that was acknowledged may be lost or done twice.

needPrograms("postgres", "patroni", "etcd", "haproxy");

const RECIPE = join(import.meta.dirname, "../../deploy/patroni.yml");
const CLIENTS = 8;

interface Member {
  readonly name: string;
  readonly address: string;
  readonly restPort: number;
  losePower(): void;
}

const folder = await makeFolder();
const members: Member[] = [];
await runScript(loseLeader, () => {
  for (const member of members) member.losePower();
});

async function loseLeader(): Promise<void> {
  const etcd = await startEtcd();
  for (const name of ["a", "b", "c"]) {
    members.push(await startMember(name, etcd));
    if (name === "a") await until("a leads", async () => (await findLeader())?.name === "a");
  }
  const [a, b, c] = members as [Member, Member, Member];
  for (const statement of FIRST_STATEMENTS.filter((one) => !/gamezone_(standby|check)/.test(one)))
    await askServer(a.address, statement);
  await untilSynchronous(a);
  const nodePorts = [await freePort(), await freePort()];
  const proxy = await startProxy(folder, "haproxy-patroni.cfg", {
    ...{ GAMEZONE_DATABASE_A: a.address, GAMEZONE_DATABASE_B: b.address, GAMEZONE_DATABASE_C: c.address },
    ...{ GAMEZONE_PATRONI_A: String(a.restPort), GAMEZONE_PATRONI_B: String(b.restPort) },
    ...{ GAMEZONE_PATRONI_C: String(c.restPort), GAMEZONE_WEB: `127.0.0.1:${await freePort()}` },
    ...{ GAMEZONE_NODE_ONE: `127.0.0.1:${nodePorts[0]}`, GAMEZONE_NODE_TWO: `127.0.0.1:${nodePorts[1]}` },
  });
  const environment = { DATABASE_URL: databaseUrl(proxy), LANG: "en_US.UTF-8" };
  const addresses = [];
  for (let node = 0; node < 2; node += 1)
    addresses.push((await openNode(await makeDataFolder(), environment)).address);
  const key = await makeKey("clerk", environment);

  const leader = (await findLeader()) as Member;
  const before = await readBooks(databaseUrl(leader.address));
  const load = await startLoad(addresses, key, CLIENTS);
  await untilMore(load, 400);
  leader.losePower();
  const lostAt = Date.now();
  const next = await until("another leads", async () => {
    const found = await findLeader();
    return found && found.name !== leader.name && found;
  });
  console.log(`${leader.name} lost its power; ${next.name} leads ${seconds(lostAt)} s later`);
  await until("an action is acknowledged", () => load.acknowledged.some(({ at }) => at > lostAt + 1_000));
  const first = load.acknowledged.find(({ at }) => at > lostAt + 1_000);
  console.log(
    `First acknowledged action ${(((first?.at ?? 0) - lostAt) / 1000).toFixed(1)} s after the loss`,
  );
  await untilMore(load, 400);
  await load.stop();
  const complaints = await compare(databaseUrl(next.address), load, before);
  const around = load.acknowledged.filter(({ at }) => at <= lostAt).slice(-100);
  complaints.push(...(await askAgain(addresses[0] as string, key, around)), ...load.wrong);
  assert.deepEqual(complaints, []);
  console.log(
    `${load.acknowledged.length} actions acknowledged, ${load.unavailable()} answers “try again”, ${load.replayed()} of them done already; 0 lost, 0 done twice`,
  );
  await command(["doctor"], environment);
  console.log("The doctor finds nothing");
}

async function startEtcd(): Promise<string> {
  const [client, peer] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  startProgram(
    "etcd",
    [
      ...["--name", "one", "--data-dir", join(folder, "etcd"), "--initial-cluster", `one=http://${peer}`],
      ...["--listen-client-urls", `http://${client}`, "--advertise-client-urls", `http://${client}`],
      ...["--listen-peer-urls", `http://${peer}`, "--initial-advertise-peer-urls", `http://${peer}`],
    ],
    join(folder, "etcd.log"),
  );
  await until("etcd is well", () =>
    fetch(`http://${client}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return client;
}

async function startMember(name: string, etcd: string): Promise<Member> {
  const address = `127.0.0.1:${await freePort()}`;
  const restPort = await freePort();
  const data = join(folder, name);
  const child = startProgram("patroni", [RECIPE], join(folder, `${name}.log`), {
    PATRONI_NAME: name,
    PATRONI_RESTAPI_LISTEN: `127.0.0.1:${restPort}`,
    PATRONI_RESTAPI_CONNECT_ADDRESS: `127.0.0.1:${restPort}`,
    PATRONI_POSTGRESQL_LISTEN: address,
    PATRONI_POSTGRESQL_CONNECT_ADDRESS: address,
    PATRONI_POSTGRESQL_DATA_DIR: data,
    PATRONI_POSTGRESQL_PGPASS: join(folder, `${name}.pgpass`),
    PATRONI_ETCD3_HOSTS: etcd,
    PATRONI_SUPERUSER_PASSWORD: PASSWORD,
    PATRONI_REPLICATION_PASSWORD: PASSWORD,
  });
  return {
    name,
    address,
    restPort,
    losePower() {
      signalAll([...familyOf(child.pid as number), ...postgresFamily(data)], "SIGKILL");
    },
  };
}

/** Patroni's PostgreSQL is nobody's child: its own file names it. */
function postgresFamily(data: string): number[] {
  try {
    return familyOf(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]));
  } catch {
    return [];
  }
}

async function findLeader(): Promise<Member | null> {
  for (const member of members) {
    const answer = await fetch(`http://127.0.0.1:${member.restPort}/primary`).catch(() => null);
    if (answer?.status === 200) return member;
  }
  return null;
}

async function untilSynchronous(leader: Member): Promise<void> {
  await until("a standby is synchronous", async () => {
    const rows = await askServer(
      leader.address,
      "select 1 from pg_stat_replication where sync_state = 'sync'",
    );
    return rows.length > 0;
  });
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}
