import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "better-auth/crypto";
import fc from "fast-check";
import { sql } from "kysely";
import type { OpenAPIV3_1 } from "openapi-types";
import { createUser, storePassword } from "../../src/accounts/actions.ts";
import { createCalendarPrice, keepHoliday } from "../../src/calendar/actions.ts";
import { createGame, createPackage } from "../../src/catalog/actions.ts";
import type { Role } from "../../src/core/actor.ts";
import { type ActionContext, inTransaction, type Transaction } from "../../src/db/transaction.ts";
import { checks } from "../../src/doctor/checks.ts";
import { createZone } from "../../src/floor/actions.ts";
import { sellToGroup } from "../../src/groups/actions.ts";
import { createMembership, joinMembership } from "../../src/memberships/actions.ts";
import { billOpenPlay, startOpenPlay } from "../../src/open-play/actions.ts";
import { changePhoto, changePlayer, createPlayer } from "../../src/players/actions.ts";
import { createPurchase, payPurchase } from "../../src/purchases/actions.ts";
import { giveSanction } from "../../src/sanctions/actions.ts";
import { scanCode } from "../../src/scans/actions.ts";
import { pauseSession, startSession } from "../../src/sessions/actions.ts";
import { createStation } from "../../src/stations/actions.ts";
import { closeShift, createTill, openShift } from "../../src/tills/actions.ts";
import { changeLogo } from "../../src/venues/logo.ts";
import { setClock } from "../database.ts";
import { operator, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../gamezone.ts";
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
const acknowledgeable = checks.filter((check) => check.acknowledgeable).map(({ name }) => name);

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
      // What is only read stays as it was.
      const isUsedUp = method !== "GET" && number % CALLERS_SHARING === 0;
      if (known === null || isUsedUp) known = await furnishAnew();
      const arbitrary = requestsOf(method, path, operation, known);
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

/** Rows in every state, a minute later: what the last requests spoiled does not shut the door to the next. */
async function furnishAnew(): Promise<Known> {
  minutesPassed += 1;
  await setClock(zone.db, minutesPassed * 61_000);
  const colleague = await createPerson("clerk");
  const known = await inTransaction(zone.db, async (tx) => {
    const context = { tx, actor: operator(zone.venueId) };
    await putRight(tx);
    return furnishVenue(context, await openOneShift(context), colleague);
  });
  await written();
  return known;
}

/** Settings, people and stations as they were, so that neither hours, limits nor faults are in the way. */
async function putRight(tx: Transaction): Promise<void> {
  await tx
    .updateTable("venues")
    .set({ time_zone: "Africa/Abidjan", refund_approval_above: null, minors_from: null, minors_until: null })
    .execute();
  await tx
    .updateTable("users")
    .set({ active: true, granted_permissions: sql`'{}'`, withheld_permissions: sql`'{}'` })
    .execute();
  await tx.updateTable("stations").set({ fault: null }).execute();
  await tx.updateTable("calendar_prices").set({ active: false }).execute();
}

/** One till with one shift, by nobody: whoever sells need not say which. */
async function openOneShift(context: ActionContext): Promise<{ tillId: number; shiftId: number }> {
  const { tx } = context;
  const { id: tillId } = await tx.selectFrom("tills").select("id").orderBy("id").executeTakeFirstOrThrow();
  const open = await tx
    .selectFrom("shifts")
    .select(["id", "till_id", "opened_by"])
    .where("closed_at", "is", null)
    .execute();
  const isRight = (shift: (typeof open)[number]) => shift.till_id === tillId && shift.opened_by === null;
  for (const shift of open) if (!isRight(shift)) await closeShift(context, shift.id, { countedCash: 0 });
  await tx
    .updateTable("tills")
    .set({ active: sql`id = ${tillId}` })
    .execute();
  const shiftId =
    open.find(isRight)?.id ?? (await openShift(context, { tillId, openingCash: 10_000 })).shift.id;
  return { tillId, shiftId };
}

const IMAGES = [
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  // A JPEG by its first bytes, and nothing behind them.
  "/9j/4AAQSkZJRg==",
];

async function furnishVenue(
  context: ActionContext,
  { tillId, shiftId }: { tillId: number; shiftId: number },
  colleague: { id: number; username: string },
): Promise<Known> {
  const { tx } = context;
  const round = minutesPassed;
  const named = (what: string) => `${what} ${round}`;
  const player = await createPlayer(context, { name: named("Awa Fuzz") });
  const other = await createPlayer(context, { name: named("Ali Fuzz") });
  const playerId = player.id;
  await changePlayer(context, playerId, { consent: true });
  await changePhoto(context, playerId, IMAGES[0] as string);
  if (round === 1) await changeLogo(context, { image: IMAGES[0] as string });

  const place = async (what: string, zoneId: number | null = null) =>
    (await createStation(context, { name: named(what), zoneId })).id;
  const free = [await place("A"), await place("B"), await place("C")] as const;
  const emptyZone = await createZone(context, { name: named("Empty") });
  const spare = await createTill(context, { name: named("Spare"), active: true });

  const { id: gameId } = await createGame(context, { name: named("Game"), active: true });
  const window = { from: "00:00", until: "00:00", days: [1, 2, 3, 4, 5, 6, 7], onHolidays: "also" } as const;
  const open = { stepMinutes: 15, minimumPrice: 100, ceilingPrice: 2_000 };
  const price = 500;
  const offer = { gameId, price, active: true };
  const fixed = (await createPackage(context, { ...offer, minutes: 60 })).id;
  const pass = (await createPackage(context, { ...offer, kind: "pass", name: "Pass", window })).id;
  const openEnded = (
    await createPackage(context, { ...offer, kind: "open", name: "Open", minutes: 600, open })
  ).id;
  const calendarPrice = { name: named("Happy hour"), window, percent: -10, active: false };
  const dearer = (await createCalendarPrice(context, calendarPrice)).id;
  const day = new Date(Date.UTC(2027, 0, round)).toISOString().slice(0, 10);
  await keepHoliday(context, { day, name: "Fête" });
  const terms = { price: 5_000, discountPercent: 0, minutesAMonth: 0, active: true };
  const membershipId = (await createMembership(context, { ...terms, name: named("Club") })).id;
  const joined = await joinMembership(context, other.id, {
    membershipId,
    months: 1,
    payment: { method: "mobile_money", amount: 5_000 },
  });
  const warning = { kind: "warning", reason: "Trop de bruit" } as const;
  const { sanction } = await giveSanction(context, other.id, warning);

  const what = { packageId: fixed, controllers: 1 };
  const buy = async () => (await createPurchase(context, { ...what, playerId })).id;
  const cash = { method: "cash", amount: price } as const;
  const sell = async () => (await payPurchase(context, await buy(), cash)).invoice;
  const ready = async () => {
    const scanned = await scanCode(context, { code: (await sell()).validationCode });
    if (scanned instanceof Error) throw scanned;
    return scanned.session;
  };
  const running = async () => {
    const session = await ready();
    await startSession(context, session.id, { stationId: await place(`Seat ${session.id}`) });
    return session.id;
  };
  const unpaid = [await buy(), await buy()];
  const sold = await sell();
  const waiting = await ready();
  const active = [await running(), await running()];
  const paused = await running();
  await pauseSession(context, paused, {});
  const groupOf = { ...what, playerIds: [playerId, other.id] };
  const payment = { method: "cash", amount: 2 * price } as const;
  const { group } = await sellToGroup(context, { ...groupOf, payment });
  const openPlay = { packageId: openEnded, controllers: 1 };
  const begun = await startOpenPlay(context, {
    ...openPlay,
    playerId: other.id,
    stationId: await place("Open"),
  });
  const gone = await createPlayer(context, { name: named("Eve Fuzz") });
  const left = await startOpenPlay(context, {
    ...openPlay,
    playerId: gone.id,
    stationId: await place("Left"),
  });
  await billOpenPlay(context, left.session.id);

  const newest = async (table: "users" | "games" | "packages" | "stations") =>
    (await tx.selectFrom(table).select("id").orderBy("id", "desc").limit(4).execute()).map(({ id }) => id);
  const users = await newest("users");
  const sessions = [waiting.id, ...active, paused, begun.session.id];
  return {
    ids: {
      players: [playerId, playerId, other.id, ...users],
      playerId: [playerId, playerId, playerId, ...users],
      staff: [colleague.id, colleague.id, ...users],
      nextClerkId: [colleague.id],
      games: [gameId, ...(await newest("games"))],
      gameId: [gameId],
      packages: [fixed, pass, openEnded, ...(await newest("packages"))],
      packageId: [fixed, fixed, fixed, pass, openEnded],
      stations: [...free, ...(await newest("stations"))],
      stationId: free,
      zones: [emptyZone.id],
      zoneId: [emptyZone.id],
      tills: [spare.id],
      tillId: [tillId],
      shifts: [shiftId],
      countedCash: [10_000],
      purchases: [...unpaid, sold.purchaseId, left.purchase.id],
      "purchases/payments": unpaid,
      "purchases/cancel": unpaid,
      "purchases/refund": [sold.purchaseId, waiting.purchaseId],
      "purchases/unpaid": [left.purchase.id],
      invoices: [sold.id, sold.id, waiting.invoiceId],
      invoiceId: [sold.id, waiting.invoiceId],
      sessions,
      "sessions/start": [waiting.id],
      "sessions/pause": active,
      "sessions/resume": [paused],
      "sessions/swap": active,
      "sessions/move": [waiting.id, ...active],
      "sessions/bill": [begun.session.id, left.session.id],
      withSessionId: [...active, paused],
      groups: [group.id],
      holidays: [day],
      "calendar-prices": [dearer],
      memberships: [membershipId],
      membershipId: [membershipId],
      "player-memberships": [joined.id],
      sanctions: [sanction.id],
      amount: [price],
      tendered: [1_000],
    },
    values: {
      window: [window],
      day: [day, "2027-12-25"],
      limit: [1, 50, 200],
      from: ["2026-01-01"],
      to: ["2026-01-31", "2026-12-31"],
      firstDay: ["2026-12-01", null],
      lastDay: ["2026-12-31", null],
      fromDay: ["2030-01-01"],
      birthDate: ["2000-01-31"],
      image: IMAGES,
      pin: ["4829"],
      subject: ["player", "session"],
      counts: [{ 10000: 1 }],
      places: [[{ stationId: free[0], x: round % 16, y: 63 }]],
      stationIds: [[free[0]], [free[0], free[1]]],
      playerIds: [
        [playerId, playerId],
        [playerId, other.id],
      ],
      zones: [[{ id: emptyZone.id, surchargePerHour: 100 }]],
    },
    bodies: {
      "PATCH /venue": [{ phone: "+225 01 02 03 04" }, { minorsFrom: "08:00", minorsUntil: "20:00" }],
      "POST /packages": [
        { ...offer, name: named("New hour"), minutes: 90 },
        { ...offer, name: named("New pass"), kind: "pass", window },
        { ...offer, name: named("New open"), kind: "open", minutes: 300, open },
      ],
      "PATCH /packages/{id}": [{ price: 600 }, { name: named("Renamed") }],
      "POST /packages/several": [{ gameName: named("Several"), packages: [{ minutes: 30, price: 300 }] }],
      "POST /calendar-prices": [
        { ...calendarPrice, name: named("New price") },
        { name: named("Fixed price"), window, packageId: fixed, price: 100 },
      ],
      "PATCH /calendar-prices/{id}": [{ percent: 20 }, { packageId: fixed, price: 300 }],
      "POST /players": [{ name: "Koffi Konan" }, { name: "Aya", phone: "0701020304" }],
      "POST /staff": [{ username: `new.${round}`, name: "Yao", role: "clerk" }],
      "POST /players/{id}/sanctions": [
        warning,
        { kind: "suspension", reason: "Bagarre", durationMinutes: 60 },
        { kind: "ban", reason: "Vol" },
      ],
      "POST /groups": [{ ...groupOf, payment }],
      "POST /open-play": [{ playerId, packageId: openEnded, stationId: free[2] }],
      "POST /purchases/{id}/payments": [cash],
      "POST /purchases/{id}/refund": [{ reason: "Erreur de caisse" }],
      "POST /shifts": [{ tillId: spare.id, openingCash: 5_000 }],
      "POST /doctor/acknowledgements": acknowledgeable.map((check) => ({ check, key: "1", reason: "Vu" })),
    },
    schemas: document.components?.schemas ?? {},
    codes: [sold.validationCode, sold.validationCode, sold.number, "0000-0000-0000-0000"],
    usernames: [colleague.username, zone.playerUsername, `somebody.${round}`],
    password: TEST_PASSWORD,
  };
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
