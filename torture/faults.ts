import { setTimeout as sleep } from "node:timers/promises";
import { kill, postmasterOf } from "../test/processes.ts";
import { type Centre, untilDatabaseAnswers } from "./centre.ts";
import type { Chance } from "./chance.ts";
import type { SmallDisk } from "./small-disk.ts";

/** What can go wrong, and for how long. Each leaves the centre as it would be found, and `mend` makes it whole. */
export interface Fault {
  readonly name: string;
  strike(): Promise<void>;
}

/** The longest that a forward jump stays below the venue's outage threshold, and the shortest that goes beyond it. */
const BELOW_OUTAGE_S = [12, 50] as const;
const OUTAGE_S = [70, 240] as const;
const BACK_S = [5, 90] as const;

/** How near the end of a pass's window the clock jumps: this long before it, or after it. */
const BEFORE_WINDOW_ENDS_S = 45;
const AFTER_WINDOW_ENDS_S = 15;

/** All faults, on one centre. */
export function createFaults(centre: Centre, disk: SmallDisk | null, chance: Chance): Fault[] {
  const { proxy } = centre;
  const jump = (seconds: number) => centre.jumpClock(seconds);
  const backends = (application: string) =>
    centre.sql(`select pid from pg_stat_activity where datname = current_database()
      and application_name = '${application}' order by pid`);
  const faults: Fault[] = [
    {
      name: "kill -9 of a server",
      strike: () => centre.killServer(chance.between(0, Math.max(0, centre.servers.length - 1))),
    },
    {
      name: "kill -9 of all servers",
      async strike() {
        while (centre.servers.length > 0) await centre.killServer(0);
      },
    },
    {
      name: "connection cut before a message",
      async strike() {
        proxy.cutAtMessage(chance.between(1, 60), false);
      },
    },
    {
      name: "connection cut after a message",
      async strike() {
        proxy.cutAtMessage(chance.between(1, 60), true);
      },
    },
    {
      name: "server and connection lost at one message",
      async strike() {
        const { cuts } = proxy.counted();
        proxy.cutAtMessage(chance.between(1, 60), true);
        for (let waited = 0; waited < 1_000 && proxy.counted().cuts === cuts; waited += 2) await sleep(2);
        await centre.killServer(0);
      },
    },
    {
      name: "all connections cut",
      async strike() {
        proxy.cutAll();
      },
    },
    {
      name: "cable unplugged",
      async strike() {
        proxy.unplug(true);
        await sleep(chance.between(200, 2_500));
        proxy.unplug(false);
      },
    },
    {
      name: "slow cable",
      async strike() {
        proxy.delay(chance.between(20, 200));
        await sleep(chance.between(300, 1_500));
        proxy.delay(0);
      },
    },
    {
      name: "notifications swallowed",
      async strike() {
        proxy.swallowNotifications(true);
        await sleep(chance.between(500, 2_500));
        proxy.swallowNotifications(false);
      },
    },
    {
      name: "listener's backend ended",
      async strike() {
        await centre.sql(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'gamezone listener'`);
      },
    },
    {
      name: "kill -9 of a PostgreSQL backend",
      async strike() {
        const pid = chance.oneOf(await backends("gamezone"))?.pid;
        if (pid !== undefined) kill(Number(pid));
      },
    },
    {
      name: "kill -9 of PostgreSQL",
      async strike() {
        kill(postmasterOf(centre.databaseFolder));
      },
    },
    {
      name: "immediate stop of PostgreSQL",
      async strike() {
        process.kill(postmasterOf(centre.databaseFolder), "SIGQUIT");
      },
    },
    { name: "clock forward", strike: () => jump(chance.between(...BELOW_OUTAGE_S)) },
    { name: "clock forward", strike: () => jump(chance.between(...BELOW_OUTAGE_S)) },
    { name: "clock forward past an outage", strike: () => jump(chance.between(...OUTAGE_S)) },
    {
      // So far on that it is an outage: what is left of the pass afterwards is short, or nothing.
      name: "clock forward to the end of a pass",
      async strike() {
        const [pass] = await centre.sql(`select extract(epoch from min(closes_at) - clock_now()) as seconds
          from play_sessions where status in ('active', 'paused') and closes_at > clock_now()`);
        const beside = chance.between(-BEFORE_WINDOW_ENDS_S, AFTER_WINDOW_ENDS_S);
        if (pass?.seconds) await jump(Math.max(1, Math.round(Number(pass.seconds)) + beside));
      },
    },
    { name: "clock back", strike: () => jump(-chance.between(...BACK_S)) },
  ];
  // A database that lies down half of the time proves little: what is struck most lets work go on.
  faults.push(...faults.filter(({ name }) => !/PostgreSQL|all servers/.test(name)));
  if (disk) {
    faults.push({
      name: "disk full",
      async strike() {
        await disk.fill();
        await sleep(chance.between(1_000, 2_500));
        await disk.free();
      },
    });
  }
  return faults;
}

/** Makes everything whole again: the cable, the disk, the database, so many servers, and the clock acknowledged. */
export async function mend(centre: Centre, disk: SmallDisk | null, servers: number): Promise<void> {
  centre.proxy.unplug(false);
  centre.proxy.delay(0);
  centre.proxy.swallowNotifications(false);
  await disk?.free();
  await untilDatabaseAnswers(centre);
  // Those that were starting when a fault struck may have failed by it.
  await centre.haveServers(servers).catch(() => centre.haveServers(servers));
  // A jump back shows itself with the next heartbeat.
  await sleep(2_500);
  const [watch] = await centre.sql("select stopped_at is not null as stopped from clock_watch");
  if (watch?.stopped) {
    const response = await fetch(`${centre.servers[0]?.address}/api/v1/clock/acknowledge`, {
      method: "POST",
      headers: { authorization: centre.administrator },
    });
    if (!response.ok && response.status !== 409) throw new Error(`the clock: ${await response.text()}`);
  }
}
