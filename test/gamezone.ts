import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { hashPassword } from "better-auth/crypto";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { createApiKey, createUser, storePassword } from "../src/accounts/actions.ts";
import { createGame, createPackage } from "../src/catalog/actions.ts";
import { type Actor, productActor, type Role } from "../src/core/actor.ts";
import { CHANGES_CHANNEL, DEADLINE_CHANNEL } from "../src/db/announce.ts";
import { type Listener, openListener } from "../src/db/listener.ts";
import type { Db } from "../src/db/pool.ts";
import { inTransaction, type Transaction } from "../src/db/transaction.ts";
import { buildApp } from "../src/http/app.ts";
import { createPlayer } from "../src/players/actions.ts";
import { createStation } from "../src/stations/actions.ts";
import { openShift } from "../src/tills/actions.ts";
import { createVenue } from "../src/venues/actions.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";

/** An answer of the API: its status, its body, and whether it was a replay. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read the answers of forty routes; the schemas check their shape
  readonly body: any;
  readonly headers: Headers;
}

export interface Client {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  request(
    method: string,
    path: string,
    body?: string | null,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export interface TestGameZone {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly app: FastifyInstance;
  readonly listener: Listener;
  readonly address: string;
  readonly venueId: number;
  /** Requests with an API key of a role, or with none. */
  readonly as: Readonly<Record<Role | "nobody", Client>>;
  readonly authorization: Readonly<Record<Role, string>>;
  readonly clerk: Client;
  readonly playerId: number;
  readonly playerUsername: string;
  readonly gameId: number;
  readonly stationIds: readonly number[];
  /** The shift that is open at the venue's only till, with a float of 10 000 XOF. */
  readonly shiftId: number;
  readonly tillId: number;
  /** Packages of 1, 15 and 60 minutes at 50, 200 and 500 XOF. */
  readonly packageIds: readonly [one: number, fifteen: number, sixty: number];
  /** Sells, takes exact cash and answers the invoice. */
  sell(
    minutes?: 1 | 15 | 60,
  ): Promise<{ id: number; number: string; validationCode: string; purchaseId: number }>;
  /** Sells and scans: answers a session that is ready. */
  ready(minutes?: 1 | 15 | 60): Promise<{ id: number; invoiceId: number; purchaseId: number }>;
  /** Signs a person in and answers a client with the cookie. */
  signIn(username: string, password: string): Promise<Client & { readonly cookie: string }>;
  close(): Promise<void>;
}

const PRICES = { 1: 50, 15: 200, 60: 500 } as const;
const OPENING_CASH = 10_000;
export const TEST_PASSWORD = "correct horse battery";

/** The whole product but the deadline worker, on a database of its own, listening on a free port. */
export async function startTestGameZone(connections = 20): Promise<TestGameZone> {
  const database = await createTestDatabase(connections);
  const { db } = database;
  const listener = await openListener(database.url, [CHANGES_CHANNEL, DEADLINE_CHANNEL]);
  const logger = pino({ level: process.env.TEST_LOG ?? "silent" });
  const app = await buildApp({ db, listener, logger, dataFolder: tmpdir() });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const made = await inTransaction(db, furnish);
  const authorization = {
    player: `Bearer ${made.keys.player}`,
    clerk: `Bearer ${made.keys.clerk}`,
    administrator: `Bearer ${made.keys.administrator}`,
  };
  const as = {
    player: client(address, { authorization: authorization.player }),
    clerk: client(address, { authorization: authorization.clerk }),
    administrator: client(address, { authorization: authorization.administrator }),
    nobody: client(address, {}),
  };

  const sell: TestGameZone["sell"] = async (minutes = 1) => {
    const packageId = made.packageIds[minutes === 1 ? 0 : minutes === 15 ? 1 : 2];
    const purchase = expect(await as.clerk.post("/purchases", { playerId: made.playerId, packageId }), 201);
    const payment = { method: "cash", amount: PRICES[minutes] };
    return expect(await as.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201).invoice;
  };

  return {
    database,
    db,
    app,
    listener,
    address,
    as,
    authorization,
    clerk: as.clerk,
    ...made,
    sell,
    async ready(minutes = 1) {
      const { validationCode } = await sell(minutes);
      return expect(await as.clerk.post("/scans", { code: validationCode }), 201).session;
    },
    async signIn(username, password) {
      const answer = await as.nobody.post("/sign-in", { username, password });
      expect(answer, 200);
      const cookie = answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
      return { ...client(address, { cookie: cookie.join("; ") }), cookie: cookie.join("; ") };
    },
    async close() {
      await app.close();
      await listener.close();
      await database.drop();
    },
  };
}

/** The body of an answer that must have this status; otherwise an error that shows what came instead. */
export function expect(answer: Answer, status: number) {
  if (answer.status !== status) {
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** The product's own actor, for tests that call actions without HTTP. */
export function operator(venueId: number): Actor {
  return productActor(venueId);
}

/** A second venue, person or catalogue in the same database is made by the same pieces. */
export async function furnish(tx: Transaction, openingCash = OPENING_CASH) {
  const venueId = await createVenue(tx, {
    name: "Centre d’essai",
    address: "1 rue du Test",
    currency: "XOF",
    timeZone: "Africa/Abidjan",
  });
  const context = { tx, actor: operator(venueId) };
  const key = async (role: Role) => (await createApiKey(context, { name: `key of ${role}`, role })).key;
  const keys = {
    player: await key("player"),
    clerk: await key("clerk"),
    administrator: await key("administrator"),
  };
  const { id: gameId } = await createGame(context, { name: "FIFA", active: true });
  const sold = async (minutes: 1 | 15 | 60) =>
    (await createPackage(context, { gameId, minutes, price: PRICES[minutes], active: true })).id;
  const packageIds = [await sold(1), await sold(15), await sold(60)] as const;
  const player = await createPlayer(context, { name: `Awa Koné ${venueId}`, phone: "+225 07 00 00 00 00" });
  const hash = await hashPassword(TEST_PASSWORD);
  await storePassword(tx, player.id, hash);
  for (const role of ["clerk", "administrator"] as const) {
    const user = { venueId, role, username: `${role}${venueId}`, name: `The ${role}`, phone: null };
    await storePassword(tx, await createUser(tx, user), hash);
  }
  // By nobody, so that everybody sells at this till until somebody opens a shift of their own.
  const { shift } = await openShift(context, { openingCash });
  const stationIds = [];
  for (const name of ["PC 1", "PC 2", "PC 3"]) {
    stationIds.push((await createStation(context, { name, active: true })).id);
  }
  return {
    venueId,
    keys,
    gameId,
    packageIds,
    playerId: player.id,
    playerUsername: player.username,
    stationIds,
    tillId: shift.till.id,
    shiftId: shift.id,
  };
}

export function client(address: string, base: Record<string, string>): Client {
  const request: Client["request"] = async (method, path, body, headers = {}) => {
    const withBody: Record<string, string> =
      body === undefined || body === null ? {} : { "content-type": "application/json" };
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: { ...base, ...withBody, ...headers },
      body: body ?? null,
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  const write = (method: string) => (path: string, body?: unknown, headers?: Record<string, string>) =>
    request(method, path, body === undefined ? null : JSON.stringify(body), headers);
  return { request, get: (path) => request("GET", path), post: write("POST"), patch: write("PATCH") };
}
