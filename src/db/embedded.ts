import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type Account, findAccount } from "./embedded/account.ts";
import {
  initialise,
  readPassword,
  readServer,
  SUPERUSER,
  startServer,
  stopServer,
} from "./embedded/cluster.ts";
import { freePort } from "./embedded/free-port.ts";
import { type Ownership, takeOwnership } from "./embedded/owner.ts";
import { findCluster, makeCluster } from "./embedded/place.ts";
import { findPrograms, type Programs } from "./embedded/programs.ts";

/** A PostgreSQL server of our own in the data folder, which ends with the process that started it. */
export interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** The data folder is in use by another GameZone. */
export class DataFolderInUse extends Error {
  readonly messageFr: string;

  constructor(dataFolder: string) {
    super(
      `Another GameZone already uses the data folder ${dataFolder}. Stop it first, or choose another with --data.`,
    );
    this.messageFr = `Un autre GameZone utilise déjà le dossier de données ${dataFolder}. Arrêtez-le d’abord, ou choisissez un autre dossier avec --data.`;
  }
}

const DATABASE = "gamezone";
const PATIENCE_MS = 60_000;
const RETRY_MS = 200;
const AFTER_FAILURE_MS = 5_000;

/**
 * Starts the embedded PostgreSQL of a data folder and owns it until stopped. A database that a killed server left
 * running is stopped first; one that is just ending is waited for. Should it die, it is started again at its address.
 * Throws {@link DataFolderInUse}, or what PostgreSQL said when it would not start within a minute.
 */
export async function startEmbeddedDatabase({
  dataFolder,
  onStarting = () => {},
}: {
  dataFolder: string;
  /** Called each time that PostgreSQL begins to start in its own process. */
  onStarting?: () => void;
}): Promise<EmbeddedDatabase> {
  const account = findAccount();
  const programs = await findPrograms(account);
  const folder =
    (await findCluster(dataFolder)) ??
    (await makeCluster(dataFolder, account, (fresh) => initialise(programs, fresh, account)));
  const place: Place = { dataFolder, folder, programs, account, onStarting };
  const port = await freePort();
  // Before the database, so that there is no moment in which kill -9 would leave it alone.
  const guard = startGuard(folder, port);
  const stopping = new AbortController();
  let ownership: Ownership;
  let regaining: Promise<void> | null = null;

  const own = async () => {
    ownership = await acquire(place, port, stopping.signal);
    ownership.client.once("end", () => {
      if (!stopping.signal.aborted) regaining = ownAgain();
    });
    return ownership;
  };
  const ownAgain = async () => {
    while (!stopping.signal.aborted) {
      const owned = await own().then(
        () => true,
        () => false,
      );
      if (owned) return;
      await sleep(AFTER_FAILURE_MS, null, { signal: stopping.signal }).catch(() => {});
    }
  };
  const stop = async () => {
    stopping.abort();
    await regaining;
    // Another port means that another GameZone has the folder now.
    if ((await readServer(folder))?.port === port) await stopServer(programs, folder, account);
    await ownership?.release().catch(() => {});
    guard.kill("SIGKILL");
  };
  try {
    const { client } = await own();
    const password = await readPassword(folder);
    await createDatabase(client);
    return { url: addressOf(password, port, DATABASE), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address of the database that a running GameZone owns in this data folder, or null. */
export async function findRunningDatabase(dataFolder: string): Promise<string | null> {
  const folder = await findCluster(dataFolder);
  const server = folder === null ? null : await readServer(folder);
  if (folder === null || server === null) return null;
  const password = await readPassword(folder);
  const ownership = await takeOwnership(addressOf(password, server.port, "postgres"));
  if (ownership === "taken") return addressOf(password, server.port, DATABASE);
  if (ownership !== "unreachable") await ownership.release();
  return null;
}

interface Place {
  readonly dataFolder: string;
  readonly folder: string;
  readonly programs: Programs;
  readonly account: Account | null;
  readonly onStarting: () => void;
}

/** Makes the server run and owns it. What is found running without an owner was left behind, and is stopped first. */
async function acquire(place: Place, port: number, stopping: AbortSignal): Promise<Ownership> {
  const { folder, programs, account } = place;
  const password = await readPassword(folder);
  const deadline = Date.now() + PATIENCE_MS;
  let startedByUs = false;
  let lastError: unknown = null;
  while (Date.now() < deadline && !stopping.aborted) {
    const running = await readServer(folder);
    if (running === null) {
      const starting = startServer(programs, folder, account, port);
      place.onStarting();
      startedByUs = await starting.then(
        () => true,
        (error) => {
          lastError = error;
          return false;
        },
      );
      if (!startedByUs) await sleep(RETRY_MS);
      continue;
    }
    const ownership = await takeOwnership(addressOf(password, running.port, "postgres"));
    if (ownership === "taken") throw new DataFolderInUse(place.dataFolder);
    if (ownership !== "unreachable" && startedByUs && running.port === port) return ownership;
    if (ownership === "unreachable") {
      await sleep(RETRY_MS);
      continue;
    }
    // Released last: who started it must not come to own it while it stops.
    await stopServer(programs, folder, account);
    await ownership.release().catch(() => {});
  }
  throw lastError ?? new Error(`PostgreSQL in ${folder} did not answer for ${PATIENCE_MS / 1000} s.`);
}

function startGuard(folder: string, port: number): ChildProcess {
  const script = join(import.meta.dirname, "embedded", "guard.ts");
  const guard = spawn(process.execPath, [script, folder, String(port)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
  });
  guard.on("error", () => {});
  guard.stdin?.on("error", () => {});
  guard.unref();
  return guard;
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
}

function addressOf(password: string, port: number, database: string): string {
  // What the operator's PGSSLMODE asks of other servers is not meant for this one, which has no certificate.
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`;
}
