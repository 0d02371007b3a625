import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "better-auth/crypto";
import fc from "fast-check";
import { sql } from "kysely";
import type { OpenAPIV3_1 } from "openapi-types";
import { createUser, storePassword } from "../../src/accounts/actions.ts";
import type { Role } from "../../src/core/actor.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { setClock } from "../database.ts";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../gamezone.ts";
import { answerChecker, type CheckAnswer } from "./answer-schemas.ts";
import { type Known, requestsOf, type TriedRequest } from "./generate-requests.ts";
import { type WrittenSince, watchWrites } from "./watch-writes.ts";

// Requests made from the API document, by everybody, on every route: none may bring the server to a 500, get an answer
// that the document does not describe, or be refused and yet leave something behind.
// `TEST_MINUTES=60 FUZZ_REQUESTS=2000 npm test -- test/attacks/fuzz` tries more; FUZZ_SEED repeats a run that failed.

/** Of each caller on each route. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Requests of one caller before it is the turn of the next; one is enough of who is sent away at the door. */
const ROUND = Math.min(4, REQUESTS);
/** Turns before new rows are made: what one request used up is not missing to many others. */
const CALLERS_SHARING = 7;
const SHOWN = 25;

/** Server-sent events never end, and take nothing but the caller; `src/http/live.test.ts` has them. */
const LEFT_OUT = new Set(["/api/v1/stream"]);

/**
 * What a refusal leaves on purpose: its answer under an idempotency key, every attempt to scan, and every try to have a
 * refund approved.
 */
const leftByRefusal = (path: string) =>
  new Set([
    "idempotency_records",
    ...(path === "/api/v1/scans" ? ["invoice_scans"] : []),
    ...(path === "/api/v1/purchases/{id}/refund"
      ? ["audit_entries", "audit_entries_to_seal", "approval_pins"]
      : []),
  ]);

/** What reading leaves on purpose: the doctor keeps what each check found. */
const leftByReading = new Set(["check_results"]);

type Caller = "nobody" | `${Role} with a key` | `${Role} signed in`;
const roles: readonly Role[] = ["player", "clerk", "administrator"];
const callers: readonly Caller[] = [
  "nobody",
  ...roles.map((role): Caller => `${role} with a key`),
  ...roles.map((role): Caller => `${role} signed in`),
];

let zone: TestGameZone;
let document: OpenAPIV3_1.Document;
let check: CheckAnswer;
let written: WrittenSince;
let passwordHash: string;
const cookies = new Map<Caller, string>();
const statuses: Record<string, number> = {};
let signedIn = 0;
let people = 0;
let minutesPassed = 0;

before(async () => {
  zone = await startTestGameZone();
  document = (await (await fetch(`${zone.address}/api/openapi.json`)).json()) as OpenAPIV3_1.Document;
  check = answerChecker(document);
  passwordHash = await hashPassword(TEST_PASSWORD);
  written = await watchWrites(zone.db);
});
after(() => zone.close());

test("no request made from the API document breaks anything", { timeout: 3_600_000 }, async (context) => {
  const defects = new Map<string, string>();
  const reached = new Set<string>();
  let asked = 0;
  let refused = 0;
  let noted = 0;
  let known: Known | null = null;
  const routes = operations();
  for (const { method, path, operation } of routes) {
    const route = `${method} ${path}`;
    for (const [number, caller] of rounds(operation).entries()) {
      if (number % CALLERS_SHARING === 0) known = await furnishAnew();
      const arbitrary = requestsOf(method, path, operation, known as Known);
      const numRuns = mayCall(operation, caller) ? ROUND : 1;
      for (const request of fc.sample(arbitrary, { seed: SEED + asked, numRuns })) {
        const answer = await send(caller, request);
        asked += 1;
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (answer.status < 300) reached.add(route);
        else refused += 1;
        const tables = await written();
        noted += tables.length;
        const wrong = judge(caller, operation, path, request, answer, tables);
        const kind = wrong && `${route}: ${wrong}`;
        if (kind && !defects.has(kind)) defects.set(kind, `${kind}\n  ${describe(caller, request, answer)}`);
      }
    }
  }
  const missed = routes.map(({ method, path }) => `${method} ${path}`).filter((one) => !reached.has(one));
  context.diagnostic(`seed ${SEED}: ${asked} requests on ${routes.length} routes, ${refused} refused`);
  context.diagnostic(`answers: ${JSON.stringify(statuses)}`);
  context.diagnostic(`never let through: ${missed.join(", ") || "none"}`);
  assert.ok(routes.length >= 50, `only ${routes.length} routes`);
  assert.ok(missed.length <= routes.length / 3, `too little gets through: ${missed.join(", ")}`);
  assert.ok(noted > 0, "writes are noticed");
  const empty = { status: 200, type: "application/json", text: "{}" };
  assert.ok(check("GET", "/api/v1/me", empty), "an answer without its fields is noticed");
  const shown = [...defects.values()].slice(0, SHOWN).join("\n");
  assert.equal(defects.size, 0, `FUZZ_SEED=${SEED} FUZZ_REQUESTS=${REQUESTS} found:\n${shown}`);
});

/** Who has a turn on a route, until each had all requests. */
function rounds(operation: OpenAPIV3_1.OperationObject): Caller[] {
  const turns = Math.ceil(REQUESTS / ROUND);
  const first = callers.filter((caller) => mayCall(operation, caller));
  return [...callers, ...Array.from({ length: turns - 1 }, () => first).flat()];
}

interface Given {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What is wrong with an answer, or null. */
function judge(
  caller: Caller,
  operation: OpenAPIV3_1.OperationObject,
  path: string,
  { method }: TriedRequest,
  answer: Given,
  tables: readonly string[],
): string | null {
  if (answer.status >= 500) return `answers ${answer.status}`;
  const done = answer.status < 300;
  if (done && !mayCall(operation, caller)) return `lets ${caller} in`;
  const left = done ? (method === "GET" ? leftByReading : null) : leftByRefusal(path);
  const unexpected = left === null ? [] : tables.filter((table) => !left.has(table));
  if (unexpected.length > 0) {
    return `${done ? "reading" : `a refusal (${answer.status})`} writes ${unexpected.join(", ")}`;
  }
  return check(method, path, answer);
}

function mayCall(operation: OpenAPIV3_1.OperationObject, caller: Caller): boolean {
  const may = (operation as { "x-roles"?: string[] })["x-roles"] ?? [];
  return may.includes("anybody") || may.includes(caller.split(" ", 1)[0] as string);
}

async function send(caller: Caller, request: TriedRequest): Promise<Given> {
  const { statusCode, headers, payload } = await zone.app.inject({
    method: request.method as "GET",
    url: request.url,
    headers: { ...request.headers, ...(await credentialsOf(caller)) },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  });
  // Whoever changed their password, or was locked out by somebody, is signed in no more.
  if (statusCode === 401 || request.url.includes("/sign-out")) cookies.delete(caller);
  return { status: statusCode, type: String(headers["content-type"] ?? ""), text: payload };
}

async function credentialsOf(caller: Caller): Promise<Record<string, string>> {
  if (caller === "nobody") return {};
  const role = caller.split(" ", 1)[0] as Role;
  if (caller.endsWith("key")) return { authorization: zone.authorization[role] };
  const cookie = cookies.get(caller) ?? (await signInAnew(role));
  cookies.set(caller, cookie);
  return { cookie };
}

/** A person of a role who is new here, from an address of their own: wrong passwords of others are not theirs. */
async function signInAnew(role: Role): Promise<string> {
  signedIn += 1;
  const { username } = await createPerson(role);
  const answer = await zone.app.inject({
    method: "POST",
    url: "/api/v1/sign-in",
    remoteAddress: `10.0.${signedIn >> 8}.${signedIn & 255}`,
    payload: { username, password: TEST_PASSWORD },
  });
  assert.equal(answer.statusCode, 200, answer.payload);
  await written();
  return answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");
}

async function createPerson(role: Role): Promise<{ id: number; username: string }> {
  people += 1;
  const username = `fuzz.${role.slice(0, 5)}.${people}`;
  const id = await inTransaction(zone.db, async (tx) => {
    const user = { venueId: zone.venueId, role, username, name: `Fuzz ${people}`, phone: null };
    const created = await createUser(tx, user);
    await storePassword(tx, created, passwordHash);
    return created;
  });
  return { id, username };
}

/** New rows in every state, a minute later: what the last requests spoiled does not shut the door to the next. */
async function furnishAnew(): Promise<Known> {
  minutesPassed += 1;
  await setClock(zone.db, minutesPassed * 61_000);
  const { playerId, packageIds, clerk } = zone;
  await sql`update packages set active = true, price = case id
      when ${packageIds[0]} then 50 when ${packageIds[1]} then 200 else 500 end where id in (${sql.join(packageIds)})`.execute(
    zone.db,
  );
  await zone.db.updateTable("games").set({ active: true }).execute();
  await zone.db.updateTable("users").set({ active: true }).where("id", "=", playerId).execute();
  const shiftId = await openOneShift();
  const packageId = packageIds[minutesPassed % 3];
  const buy = async () => expect(await clerk.post("/purchases", { playerId, packageId }), 201).id as number;
  const start = async (session: { id: number }) => {
    expect(await clerk.post(`/sessions/${session.id}/start`), 200);
    return session;
  };
  const unpaid = [await buy(), await buy()];
  const sold = await zone.sell();
  const ready = await zone.ready(15);
  const running = await start(await zone.ready(60));
  const paused = await start(await zone.ready(60));
  expect(await clerk.post(`/sessions/${paused.id}/pause`), 200);
  const newest = async (table: "users" | "games" | "packages" | "stations") =>
    (await zone.db.selectFrom(table).select("id").orderBy("id", "desc").limit(4).execute()).map(
      ({ id }) => id,
    );
  const [users, games, packages, stations] = await Promise.all([
    newest("users"),
    newest("games"),
    newest("packages"),
    newest("stations"),
  ]);
  const colleague = await createPerson("clerk");
  const players = [playerId, playerId, ...users];
  const sessions = [ready.id, running.id, paused.id];
  await written();
  return {
    ids: {
      players,
      playerId: players,
      staff: [colleague.id, colleague.id, ...users],
      games,
      gameId: games,
      packages,
      packageId: [...packageIds, ...packages],
      stations,
      stationId: stations,
      shifts: [shiftId],
      countedCash: [10_000],
      purchases: [...unpaid, sold.purchaseId],
      invoices: [sold.id, sold.id, ready.invoiceId],
      invoiceId: [sold.id, ready.invoiceId],
      sessions,
      amount: [[50, 200, 500][minutesPassed % 3] as number],
      tendered: [1_000],
    },
    codes: [sold.validationCode, sold.number, "0000-0000-0000-0000"],
    usernames: [colleague.username, zone.playerUsername, `somebody.${minutesPassed}`],
    password: TEST_PASSWORD,
  };
}

/** One till with one shift: whoever sells need not say which. */
async function openOneShift(): Promise<number> {
  const open = await zone.db.selectFrom("shifts").select("id").where("closed_at", "is", null).execute();
  const { administrator } = zone.as;
  for (const { id } of open) expect(await administrator.post(`/shifts/${id}/close`, { countedCash: 0 }), 200);
  const till = await zone.db.selectFrom("tills").select("id").orderBy("id").executeTakeFirstOrThrow();
  expect(await administrator.patch(`/tills/${till.id}`, { active: true }), 200);
  return expect(await administrator.post("/shifts", { tillId: till.id, openingCash: 10_000 }), 201).shift.id;
}

function operations() {
  const found: Array<{ method: string; path: string; operation: OpenAPIV3_1.OperationObject }> = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    if (LEFT_OUT.has(path)) continue;
    for (const [method, operation] of Object.entries(item ?? {})) {
      found.push({
        method: method.toUpperCase(),
        path,
        operation: operation as OpenAPIV3_1.OperationObject,
      });
    }
  }
  return found;
}

function describe(caller: Caller, { method, url, headers, payload }: TriedRequest, { status, text }: Given) {
  const sent = `${caller}: ${method} ${url} ${JSON.stringify(headers)} ${payload?.slice(0, 400) ?? ""}`;
  return `${sent}\n  → ${status} ${text.slice(0, 400)}`;
}
