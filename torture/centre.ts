import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createApiKey } from "../src/accounts/actions.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../src/db/embedded.ts";
import { migrate } from "../src/db/migrate.ts";
import { openPool } from "../src/db/pool.ts";
import { inTransaction } from "../src/db/transaction.ts";
import { createStation } from "../src/stations/actions.ts";
import { createTill, openShift } from "../src/tills/actions.ts";
import { furnish, operator } from "../test/gamezone.ts";
import { kill, type Running, startProcess, until } from "../test/processes.ts";
import type { Board } from "./acts/till.ts";
import { addOpenPackages, addPasses } from "./catalogue.ts";
import { type Cable, openProxy } from "./proxy.ts";

const MAIN = join(import.meta.dirname, "../src/cli/main.ts");
const CLERKS = 4;
/** Enough that a group finds seats together, and few enough that clerks meet at one. */
const STATIONS = 40;

/** A server process, where it answers, and whether a fault killed it. */
interface Server {
  readonly process: Running;
  readonly address: string;
}

/** A gaming centre to torture: its PostgreSQL, the cable to it, its servers, its keys. */
export interface Centre {
  /** The database without the cable, for the checker and the doctor. */
  readonly url: string;
  readonly databaseFolder: string;
  readonly folder: string;
  readonly proxy: Cable;
  readonly board: Board;
  readonly clerks: readonly string[];
  readonly administrator: string;
  readonly servers: ReadonlyArray<Server>;
  /** Starts servers until so many run; more than that are left alone. */
  haveServers(count: number): Promise<void>;
  killServer(index: number): Promise<void>;
  /** Moves the machine's clock by so many seconds from where it stands, on or back. */
  jumpClock(seconds: number): Promise<void>;
  /** One statement on a connection of its own, past the cable. */
  sql(statement: string): Promise<Array<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** Opens a centre with its database in one folder and its servers' files in another. */
export async function openCentre(folder: string, databaseFolder: string): Promise<Centre> {
  const database = await startEmbeddedDatabase({ dataFolder: databaseFolder });
  try {
    return await furnishCentre(folder, databaseFolder, database);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function furnishCentre(
  folder: string,
  databaseFolder: string,
  database: EmbeddedDatabase,
): Promise<Centre> {
  await migrate(database.url);
  const pool = openPool(database.url, 2);
  const made = await inTransaction(pool.db, furnish);
  const clerks: string[] = [];
  for (let index = 1; index <= CLERKS; index += 1) {
    const { key } = await inTransaction(pool.db, (tx) =>
      createApiKey({ tx, actor: operator(made.venueId) }, { name: `till ${index}`, role: "clerk" }),
    );
    clerks.push(`Bearer ${key}`);
  }
  const { stations, tills, ...packages } = await inTransaction(pool.db, async (tx) => {
    const context = { tx, actor: operator(made.venueId) };
    const stations = [...made.stationIds];
    while (stations.length < STATIONS)
      stations.push((await createStation(context, { name: `PC ${stations.length + 1}`, active: true })).id);
    const second = await createTill(context, { name: "Caisse 2", active: true });
    await openShift(context, { tillId: second.id, openingCash: 5_000 });
    return {
      stations,
      tills: [made.tillId, second.id],
      passes: await addPasses(context, made.gameId),
      openPackages: await addOpenPackages(context, made.gameId),
    };
  });
  await pool.close();
  const proxy = await openProxy(Number(new URL(database.url).port));
  const throughCable = new URL(database.url);
  throughCable.port = String(proxy.port);
  const servers: Server[] = [];
  const starting = new Set<Promise<void>>();
  let started = 0;
  let clockOffsetMs = 0;

  const sql = async (statement: string) => {
    const client = new pg.Client({ connectionString: database.url, connectionTimeoutMillis: 3_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return (await client.query(statement)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const start = async (): Promise<Server> => {
    started += 1;
    const data = join(folder, `server-${started}`);
    const process = startProcess([MAIN, "serve", "--port", "0", "--data", data, "--no-demo"], {
      DATABASE_URL: throughCable.href,
    });
    const [, address] = await process.says(/GameZone is ready: (\S+)/);
    return { process, address: address as string };
  };
  const [one, fifteen, sixty] = made.packageIds;
  return {
    url: database.url,
    databaseFolder,
    folder,
    proxy,
    clerks,
    administrator: `Bearer ${made.keys.administrator}`,
    servers,
    board: {
      players: [made.playerId],
      packages: [
        { id: one, price: 50 },
        { id: one, price: 50 },
        { id: fifteen, price: 200 },
        { id: sixty, price: 500 },
      ],
      stations,
      purchases: [],
      codes: [],
      sessions: [],
      openPlays: [],
      groups: [],
      tills,
      ...packages,
      now: () => Date.now() + clockOffsetMs,
    },
    async haveServers(count) {
      while (servers.length + starting.size < count) {
        const one = start().then((server) => void servers.push(server));
        starting.add(one);
        one.catch(() => {}).finally(() => starting.delete(one));
      }
      await Promise.all(starting);
    },
    async killServer(index) {
      const [server] = servers.splice(index, 1);
      if (!server) return;
      kill(server.process.pid);
      await server.process.ended;
    },
    async jumpClock(seconds) {
      const offsetMs = clockOffsetMs + seconds * 1000;
      await sql(`create or replace function machine_clock() returns timestamptz language sql volatile as $$
        select date_trunc('milliseconds', clock_timestamp() + interval '${offsetMs} milliseconds') $$`);
      clockOffsetMs = offsetMs;
    },
    sql,
    async close() {
      for (const { process } of servers.splice(0)) {
        kill(process.pid);
        await process.ended;
      }
      await proxy.close();
      await database.stop();
    },
  };
}

/** Waits until the database answers again, as after it was killed or its disk was full. */
export async function untilDatabaseAnswers(centre: Centre): Promise<void> {
  await until(
    "the database answers again",
    async () => {
      const answers = await centre.sql("create temporary table probe (n int)").then(
        () => true,
        () => false,
      );
      if (!answers) await sleep(100);
      return answers;
    },
    90_000,
  );
}
