import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import { SECOND } from "./core/duration.ts";
import { CHANGES_CHANNEL, DEADLINE_CHANNEL } from "./db/announce.ts";
import { openListener } from "./db/listener.ts";
import { openDatabase } from "./db/open.ts";
import { type Db, openPool } from "./db/pool.ts";
import type { FirstPasswords } from "./demo/prepare.ts";
import { openLog } from "./log.ts";

const DEADLINE_CONNECTIONS = 2;
const DEADLINE_PATIENCE = 30 * SECOND;
const SCHEDULE_CONNECTIONS = 3;

export interface GameZone {
  /** Where browsers reach it, as `http://127.0.0.1:3000` */
  readonly address: string;
  readonly app: FastifyInstance;
  readonly db: Db;
  readonly databaseUrl: string;
  /** Passwords of the people created by this very start; null on every later one. */
  readonly firstPasswords: FirstPasswords | null;
  /** Ends in order: no new requests, the worker's work in hand, the database. */
  close(): Promise<void>;
}

/**
 * Composes the product: config → database → HTTP, deadline worker and schedule. Whatever fails undoes what was begun.
 * `onNotYet` is called when a PostgreSQL of one's own has yet to start.
 */
export async function startGameZone(config: Config, onNotYet?: () => void): Promise<GameZone> {
  const undo: Array<() => Promise<unknown>> = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const logger = await openLog(config.dataFolder);
    // Loading them takes as long as PostgreSQL needs to start.
    let loading: ReturnType<typeof loadParts> | null = null;
    const onWaiting = () => {
      loading ??= loadParts();
    };
    const database = await openDatabase(config, { onWaiting, onNotYet });
    undo.push(() => database.close());
    const { startWorker, buildApp, prepareVenue, startSchedule, scheduledJobs } = await (loading ??
      loadParts());
    const { db } = database.pool;
    const listener = await openListener(database.url, [CHANGES_CHANNEL, DEADLINE_CHANNEL]);
    undo.push(() => listener.close());
    // Connections of its own: however busy the requests are, sessions close in time.
    const deadlines = openPool(database.url, DEADLINE_CONNECTIONS, { patience: DEADLINE_PATIENCE });
    undo.push(() => deadlines.close());
    const worker = startWorker({ db: deadlines.db, listener, logger });
    undo.push(() => worker.stop());
    const app = await buildApp({ db, listener, logger, dataFolder: config.dataFolder });
    undo.push(() => app.close());
    await worker.firstBeat;
    await app.listen({ port: config.port, host: config.host });
    // Last, so that passwords which are shown once are not made by a start that fails.
    const firstPasswords = await prepareVenue(db, config);
    const { port } = app.server.address() as AddressInfo;
    const shownHost = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
    // Its own too: a long one takes no connection from the counter.
    const scheduled = openPool(database.url, SCHEDULE_CONNECTIONS);
    undo.push(() => scheduled.close());
    const schedule = startSchedule({
      db: scheduled.db,
      logger,
      jobs: scheduledJobs({ config, url: database.url }),
    });
    undo.push(() => schedule.stop());
    logger.info({ port }, "started");
    return {
      address: `http://${shownHost}:${port}`,
      app,
      db,
      databaseUrl: database.url,
      firstPasswords,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The greater part of the program. */
async function loadParts() {
  const { buildApp } = await import("./http/app.ts");
  const { startWorker } = await import("./deadlines/worker.ts");
  const { prepareVenue } = await import("./demo/prepare.ts");
  const { scheduledJobs } = await import("./schedule/jobs.ts");
  const { startSchedule } = await import("./schedule/schedule.ts");
  return { buildApp, startWorker, prepareVenue, scheduledJobs, startSchedule };
}
