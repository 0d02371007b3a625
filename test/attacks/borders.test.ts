import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "better-auth/crypto";
import { sql } from "kysely";
import { storePassword } from "../../src/accounts/actions.ts";
import { permissionsOf } from "../../src/core/permissions.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import {
  type Client,
  client,
  expect,
  furnish,
  startTestGameZone,
  TEST_PASSWORD,
  type TestGameZone,
} from "../gamezone.ts";
import { type ApiDocument, type Operation, readApiDocument, type Schema } from "./operations.ts";
import { watchWrites, writtenByRefusals } from "./watch-writes.ts";

// Two venues in one database, two players in one of them, and every route of the API document: one that is added is
// tried here by itself, or makes this file fail until it says what it is about.

/** Stands in every text of what belongs to somebody else. */
const MARK = "Ailleurs";

/** Rows of one owner, by the first word of their path; of a holiday its day, which is no id. */
interface Rows {
  /** A player who has no membership yet. */
  readonly newcomers: number;
  readonly players: number;
  readonly staff: number;
  readonly games: number;
  readonly packages: number;
  readonly stations: number;
  readonly purchases: number;
  readonly invoices: number;
  readonly sessions: number;
  readonly zones: number;
  readonly tills: number;
  readonly shifts: number;
  readonly holidays: string;
  readonly "calendar-prices": number;
  readonly memberships: number;
  readonly "player-memberships": number;
  readonly groups: number;
  readonly sanctions: number;
  /** Where nothing else will do: see `rowsFor`. */
  readonly openPackages: number;
  readonly unpaidPurchases: number;
  readonly readySessions: number;
  readonly pausedSessions: number;
}

/** What has no word of anybody in it, of these rows at least. */
const namesNothing: ReadonlySet<string> = new Set([
  "/me",
  "/me/pin",
  "/purchases/overview",
  "/summary",
  "/reports/takings",
  "/reports/losses",
  "/first-steps",
  "/doctor",
  "/doctor/summary",
]);

let zone: TestGameZone;
let api: ApiDocument;
let own: Rows;
let foreign: Rows & { readonly venueId: number; readonly code: string; readonly invoiceNumber: string };
/** What is nobody's anywhere. */
let nobodys: Rows;
let elsewhere: Client;
let elsewhereKey: string;
let written: () => Promise<string[]>;
/** Two players of the first venue, signed in, and the rows of the second. */
let first: Client & { readonly cookie: string };
let second: Rows & { readonly name: string; readonly code: string };

before(async () => {
  zone = await startTestGameZone();
  api = await readApiDocument(zone.address);
  const made = await inTransaction(zone.db, furnish);
  elsewhereKey = `Bearer ${made.keys.administrator}`;
  elsewhere = client(zone.address, { authorization: elsewhereKey });
  expect(await elsewhere.patch("/venue", { name: `${MARK} centre` }), 200);
  expect(await elsewhere.patch(`/games/${made.gameId}`, { name: `${MARK} game` }), 200);
  expect(await elsewhere.patch(`/packages/${made.packageIds[1]}`, { name: `${MARK} package` }), 200);
  expect(await elsewhere.patch(`/players/${made.playerId}`, { name: `${MARK} player` }), 200);
  expect(await elsewhere.patch(`/stations/${made.stationIds[0]}`, { name: `${MARK} PC` }), 200);
  const staffOf = async (venueId: number) =>
    (
      await zone.db
        .selectFrom("users")
        .select("id")
        .where("venue_id", "=", venueId)
        .where("role", "=", "clerk")
        .executeTakeFirstOrThrow()
    ).id;
  const tillOf = async (venueId: number) =>
    (await zone.db.selectFrom("tills").select("id").where("venue_id", "=", venueId).executeTakeFirstOrThrow())
      .id;
  const foreignTill = await tillOf(made.venueId);
  expect(await elsewhere.patch(`/tills/${foreignTill}`, { name: `${MARK} till` }), 200);
  const foreignZone = expect(await elsewhere.post("/zones", { name: `${MARK} zone` }), 201);
  const foreignStaff = await staffOf(made.venueId);
  expect(await elsewhere.patch(`/staff/${foreignStaff}`, { name: `${MARK} clerk` }), 200);
  const offered = await offer(elsewhere, MARK, { gameId: made.gameId, day: "2031-02-03" });
  const played = await play(elsewhere, MARK, made.playerId, made.packageIds[1], offered.memberships);
  await elsewhere.post("/scans", { code: `${MARK} scan` });
  const stay = { playerId: made.playerId, packageId: offered.openPackages, stationId: made.stationIds[1] };
  const { session: stayed } = expect(await elsewhere.post("/open-play", stay), 201);
  expect(await elsewhere.post(`/sessions/${stayed.id}/terminate`, { reason: "leaves" }), 200);
  foreign = {
    ...offered,
    ...played,
    venueId: made.venueId,
    players: made.playerId,
    staff: foreignStaff,
    games: made.gameId,
    packages: made.packageIds[1],
    stations: made.stationIds[0]!,
    zones: foreignZone.id,
    tills: foreignTill,
    shifts: made.shiftId,
  };

  const gameId = expect(await zone.clerk.get("/games"), 200).items[0].id;
  const catalogue = {
    ...(await offer(zone.as.administrator, "Ici", { gameId, day: "2031-04-05" })),
    staff: await staffOf(zone.venueId),
    games: gameId,
    packages: zone.packageIds[1],
    stations: zone.stationIds[0]!,
    zones: expect(await zone.as.administrator.post("/zones", { name: "Standard" }), 201).id,
    tills: await tillOf(zone.venueId),
    shifts: zone.shiftId,
  };
  const playHere = async (word: string, playerId: number) =>
    play(zone.clerk, word, playerId, zone.packageIds[1], catalogue.memberships);
  const mine = await playHere("Awa", zone.playerId);
  own = { ...catalogue, ...mine, players: zone.playerId };
  const noIds = Object.fromEntries(Object.keys(own).map((kind) => [kind, 999_999_999]));
  nobodys = { ...own, ...noIds, holidays: "2031-12-31" };
  const name = "Voisine Curieuse";
  const neighbour = expect(await zone.clerk.post("/players", { name }), 201);
  await inTransaction(zone.db, async (tx) =>
    storePassword(tx, neighbour.id, await hashPassword(TEST_PASSWORD)),
  );
  const theirs = await playHere(name, neighbour.id);
  second = { ...catalogue, ...theirs, players: neighbour.id, name };
  first = await zone.signIn(zone.playerUsername, TEST_PASSWORD);
  written = await watchWrites(zone.db, writtenByRefusals);
});
after(() => zone.close());

/** A small JPEG with a word in it, in base64: a photo and a logo. */
function picture(word: string): string {
  const comment = Buffer.from(`\xff\xd8\xff\xfe\x00${String.fromCharCode(word.length + 2)}${word}`, "latin1");
  const size = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xff, 0xd9]);
  return Buffer.concat([comment, size]).toString("base64");
}

/** What a venue sells besides its packages, under this word, and its logo; answers the rows. */
async function offer(as: Client, word: string, { gameId, day }: { gameId: number; day: string }) {
  expect(await as.post("/venue/logo", { image: picture(word) }), 200);
  expect(await as.post("/holidays", { day, name: `${word} day` }), 201);
  const window = { from: "14:00", until: "18:00", days: [1], onHolidays: "as_usual" };
  const price = { name: `${word} hours`, window, firstDay: day, lastDay: day, percent: -10 };
  const open = { stepMinutes: 15, minimumPrice: 0, ceilingPrice: null };
  const openPlay = { gameId, name: `${word} open`, kind: "open", minutes: 480, price: 400, open };
  const membership = { name: `${word} gold`, price: 320, discountPercent: 20 };
  return {
    holidays: day,
    "calendar-prices": expect(await as.post("/calendar-prices", price), 201).id as number,
    memberships: expect(await as.post("/memberships", membership), 201).id as number,
    openPackages: expect(await as.post("/packages", openPlay), 201).id as number,
  };
}

/** Sells, scans and starts, and all else that a player can have, under this word; answers the rows. */
async function play(as: Client, word: string, playerId: number, packageId: number, membershipId: number) {
  const buy = async () => {
    const purchase = expect(await as.post("/purchases", { playerId, packageId }), 201);
    const payment = { method: "cash", amount: 200 };
    const { invoice } = expect(await as.post(`/purchases/${purchase.id}/payments`, payment), 201);
    const { session } = expect(await as.post("/scans", { code: invoice.validationCode }), 201);
    return { purchase, invoice, session };
  };
  const { purchase, invoice, session } = await buy();
  const ready = (await buy()).session;
  const paused = (await buy()).session;
  for (const { id } of [session, paused]) expect(await as.post(`/sessions/${id}/start`), 200);
  expect(await as.post(`/sessions/${paused.id}/pause`, { reason: "a break" }), 200);
  const two = { playerIds: [playerId, playerId], packageId, payment: { method: "cash", amount: 400 } };
  const { group } = expect(await as.post("/groups", two), 201);
  const warning = { kind: "warning", reason: `${word} warned` };
  const { sanction } = expect(await as.post(`/players/${playerId}/sanctions`, warning), 201);
  expect(await as.patch(`/players/${playerId}`, { consent: true }), 200);
  const photo = JSON.stringify({ image: picture(word) });
  expect(await as.request("PUT", `/players/${playerId}/photo`, photo), 200);
  const unpaid = expect(await as.post("/purchases", { playerId, packageId }), 201);
  const newcomer = expect(await as.post("/players", { name: `${word} newcomer` }), 201);
  const joining = { membershipId, months: 1, payment: { method: "cash", amount: 320 } };
  const joined = expect(await as.post(`/players/${playerId}/memberships`, joining), 201);
  return {
    purchases: purchase.id,
    unpaidPurchases: unpaid.id,
    invoices: invoice.id,
    sessions: session.id,
    readySessions: ready.id as number,
    pausedSessions: paused.id as number,
    groups: group.id,
    sanctions: sanction.id,
    "player-memberships": joined.id,
    newcomers: newcomer.id as number,
    code: invoice.validationCode as string,
    invoiceNumber: invoice.number as string,
  };
}

test("no route reaches a row of another venue by its id", async () => {
  const rows = await rowsOf(foreign.venueId);
  let tried = 0;
  for (const operation of api.operations.filter(({ path }) => path.includes("{"))) {
    const path = fill(operation, foreign);
    for (const body of bodiesFor(operation, foreign)) {
      const answer = await ask(zone.as.administrator, operation, path, body);
      const what = `${operation.method} ${path} ${JSON.stringify(body)} → ${answer.status}`;
      // Of a package that is not on offer here a price says so, as a sale does, whoever's it is.
      const refusal =
        operation.path === "/packages/{id}/price" ? [409, "package_not_for_sale"] : [404, "not_found"];
      assert.deepEqual([answer.status, answer.body.code], refusal, what);
      const nobody = await ask(zone.as.administrator, operation, fill(operation, nobodys), body);
      assert.deepEqual([nobody.status, nobody.body.code], refusal, `${what}: as if there were no such row`);
      tried += 1;
    }
  }
  assert.deepEqual(await written(), [], "a refused request wrote");
  assert.equal(await rowsOf(foreign.venueId), rows, "a row of the other venue changed");
  assert.ok(tried >= 54, `${tried} requests`);
});

test("no route takes the id of another venue's row in its body or its query", async () => {
  let tried = 0;
  for (const operation of api.operations) {
    const path = fill(operation, own);
    const bodiesOfNobody = bodiesNaming(operation, nobodys);
    for (const [index, body] of bodiesNaming(operation, foreign).entries()) {
      const answer = await ask(zone.as.administrator, operation, path, body);
      const nobody = await ask(zone.as.administrator, operation, path, bodiesOfNobody[index]!);
      const what = `${operation.method} ${path} ${JSON.stringify(body)} → ${answer.status} ${answer.body.code}`;
      const notForSale =
        answer.body.code === "package_not_for_sale" &&
        [foreign.packages, foreign.openPackages].includes(answer.body.packageId);
      assert.ok(answer.status === 404 || notForSale, what);
      assert.equal(answer.body.code, nobody.body.code, `${what}: as if there were no such row`);
      tried += 1;
    }
    for (const { name } of operation.query.filter((one) => one.name.endsWith("Id"))) {
      const answer = await zone.as.administrator.get(`${path}?${name}=${idOf(name, foreign)}`);
      const nobody = await zone.as.administrator.get(`${path}?${name}=999999999`);
      const what = `${path}?${name}=${idOf(name, foreign)} → ${answer.status}`;
      assert.deepEqual([answer.status, answer.body], [nobody.status, nobody.body], what);
      if (answer.status === 200) assert.deepEqual(answer.body.items ?? [], [], what);
      tried += 1;
    }
  }
  const price = `/packages/${own.packages}/price?playerId=`;
  assert.equal(expect(await zone.as.administrator.get(price + own.players), 200).price, 160, "of a member");
  assert.equal(expect(await zone.as.administrator.get(price + foreign.players), 200).price, 200);
  assert.deepEqual(await written(), [], "a refused request wrote");
  assert.ok(tried >= 37, `${tried} requests`);
});

test("nothing that a venue can read, search or hear carries a word of another venue", async () => {
  const stream = await listen({ authorization: zone.authorization.administrator });
  const theirStream = await listen({ authorization: elsewhereKey });
  expect(await elsewhere.post(`/sessions/${foreign.sessions}/pause`, { reason: "a break" }), 200);
  expect(await elsewhere.post(`/sessions/${foreign.sessions}/resume`), 200);
  for (const operation of api.operations.filter(
    ({ method, path }) => method === "GET" && !path.includes("{"),
  )) {
    if (operation.path === "/stream") continue;
    const searches = operation.query.some(({ name }) => name === "search") ? [`search=${MARK}`] : [];
    for (const given of ["", ...searches]) {
      const query = [...needed(operation), given].join("&");
      const answer = await zone.as.administrator.get(`${operation.path}?${query}`);
      const text = JSON.stringify(expect(answer, 200));
      assert.ok(!text.includes(MARK), `${operation.path}?${query}: ${text.slice(0, 300)}`);
      const theirs = JSON.stringify(expect(await elsewhere.get(`${operation.path}?${query}`), 200));
      if (namesNothing.has(operation.path)) continue;
      assert.ok(theirs.includes(MARK), `${operation.path}?${query} shows their own to them`);
    }
  }
  const references = [
    foreign.code,
    `invoice:${foreign.invoices}`,
    `purchase:${foreign.purchases}`,
    `session:${foreign.sessions}`,
    String(foreign.sessions),
  ];
  for (const reference of references) {
    const refused = await zone.as.administrator.post("/doctor/explanations", { reference });
    assert.equal(expect(refused, 404).code, "reference_unknown", reference);
    expect(await elsewhere.post("/doctor/explanations", { reference }), 200);
  }
  assert.equal(expect(await zone.clerk.post("/scans", { code: foreign.code }), 404).code, "invalid_code");
  expect(await zone.clerk.post(`/sessions/${own.sessions}/pause`, { reason: "a break" }), 200);
  assert.match(await stream.heard(`"id":${own.sessions}`), /event: session/);
  assert.match(await theirStream.heard(MARK), /event: session/, "they hear it themselves");
  assert.ok(!stream.text().includes(MARK));
  assert.ok(!stream.text().includes(`event: session\ndata: {"id":${foreign.sessions},`));
  stream.stop();
  theirStream.stop();
  expect(await zone.clerk.post(`/sessions/${own.sessions}/resume`), 200);
});

test("what one player may read of their own is not found for another player", async () => {
  const readable = api.operations.filter(({ roles }) => roles.includes("player"));
  let tried = 0;
  for (const operation of readable.filter(({ path }) => path.includes("{"))) {
    const theirs = await ask(first, operation, fill(operation, second), {});
    assert.deepEqual([theirs.status, theirs.body.code], [404, "not_found"], operation.path);
    const mine = await ask(first, operation, fill(operation, own), {});
    assert.equal(mine.status, 200, `${operation.path} shows a player their own`);
    tried += 1;
  }
  assert.ok(tried >= 10, `${tried} routes`);
  for (const operation of readable.filter(({ method, path }) => method === "GET" && !path.includes("{"))) {
    if (operation.path === "/stream") continue;
    const filters = operation.query.some(({ name }) => name === "playerId")
      ? [`playerId=${second.players}`]
      : [];
    const searches = operation.query.some(({ name }) => name === "search") ? ["search=voisine"] : [];
    const most = operation.query.some(({ name }) => name === "limit") ? "limit=200" : "";
    for (const query of [most, ...filters, ...searches]) {
      const text = JSON.stringify(expect(await first.get(`${operation.path}?${query}`), 200));
      assert.ok(!text.includes(second.name) && !text.includes(second.code), `${operation.path}?${query}`);
    }
  }
});

test("a clerk's cookie raises no rights and rewrites no history, on any route", async () => {
  const clerk = await zone.signIn(`clerk${zone.venueId}`, TEST_PASSWORD);
  await written();
  const allowed = permissionsOf("clerk");
  const closed = api.operations.filter(
    ({ roles, permission }) =>
      !roles.includes("anybody") &&
      (!roles.includes("clerk") || (permission !== undefined && !allowed.includes(permission))),
  );
  assert.ok(closed.length >= 38, `${closed.length} routes are closed to a clerk`);
  for (const operation of closed) {
    for (const body of bodiesFor(operation, own)) {
      const answer = await ask(clerk, operation, fill(operation, own), body);
      const what = `${operation.method} ${operation.path} → ${answer.status}`;
      assert.deepEqual([answer.status, answer.body.code], [403, "not_allowed"], what);
    }
  }
  const me = expect(await clerk.get("/me"), 200);
  const raise = await clerk.patch(`/staff/${me.userId}`, { role: "administrator" });
  assert.deepEqual([raise.status, expect(await clerk.get("/me"), 200).role], [403, "clerk"]);
  // What hides in a body that a clerk may send is refused whole.
  for (const extra of ["role", "venueId", "userId", "id", "price", "at", "status"]) {
    const sent = { playerId: own.players, packageId: own.packages, [extra]: 1 };
    assert.equal(expect(await clerk.post("/purchases", sent), 400).code, "invalid_input", extra);
    const player = { name: "Awa", [extra]: "administrator" };
    assert.equal(expect(await clerk.post("/players", player), 400).code, "invalid_input", extra);
  }
  assert.equal(
    (await clerk.patch(`/players/${me.userId}`, { name: "X" })).status,
    404,
    "staff are no players",
  );
  assert.equal((await clerk.post(`/players/${own.staff}/password`)).status, 404, "nor for a new password");
  const offered = new Set(api.operations.map((operation) => `${operation.method} ${fill(operation, own)}`));
  for (const path of new Set(api.operations.map((operation) => fill(operation, own)))) {
    if (path === "/stream") continue;
    for (const method of ["PUT", "DELETE"]) {
      // What the document offers is refused above, to whom it is not offered.
      if (offered.has(`${method} ${path}`)) continue;
      assert.equal((await clerk.request(method, path)).status, 404, `${method} ${path}`);
    }
  }
  assert.deepEqual(await written(), [], "a refused request wrote");
});

test("no route that changes something obeys another site's page", async () => {
  const administrator = await zone.signIn(`administrator${zone.venueId}`, TEST_PASSWORD);
  await written();
  const changing = api.operations.filter(({ method }) => method !== "GET");
  assert.ok(changing.length >= 70, `${changing.length} routes`);
  const sites: Array<Record<string, string>> = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: zone.address.replace(/:\d+$/, ":1") },
    { origin: `${zone.address}.evil.example` },
    { origin: "nonsense" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site", origin: zone.address },
  ];
  for (const operation of changing) {
    const path = fill(operation, own);
    for (const headers of sites) {
      const [body = {}] = bodiesFor(operation, own);
      const answer = await administrator.request(operation.method, path, JSON.stringify(body), headers);
      const what = `${operation.method} ${path} ${JSON.stringify(headers)} → ${answer.status}`;
      assert.deepEqual([answer.status, answer.body.code], [403, "foreign_origin"], what);
    }
  }
  assert.deepEqual(await written(), [], "a refused request wrote");
  const ours = { origin: zone.address, "sec-fetch-site": "same-origin" };
  const sent = JSON.stringify({ name: "Tetris" });
  expect(await administrator.request("POST", "/games", sent, ours), 201);
  assert.deepEqual(
    await written(),
    ["audit_entries", "audit_entries_to_seal", "games"],
    "and a write is seen",
  );
});

test("a link or a picture on another site changes nothing: reading writes nothing", async () => {
  const administrator = await zone.signIn(`administrator${zone.venueId}`, TEST_PASSWORD);
  await written();
  for (const operation of api.operations.filter(({ method }) => method === "GET")) {
    if (operation.path === "/stream") continue;
    const path = `${fill(operation, own)}?${needed(operation).join("&")}`;
    const answer = await administrator.request("GET", path, null, { "sec-fetch-site": "cross-site" });
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("access-control-allow-origin"), null, path);
    assert.deepEqual(await written(), [], path);
  }
  const preflight = await fetch(`${zone.address}/api/v1/games`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  assert.equal(preflight.headers.get("access-control-allow-origin"), null);
});

function ask(as: Client, { method }: Operation, path: string, body: object) {
  return as.request(method, path, method === "GET" ? null : JSON.stringify(body));
}

/** What a list cannot be asked without: a day, so far. */
function needed({ query }: Operation): string[] {
  const today = new Date().toISOString().slice(0, 10);
  return query.filter(({ required }) => required).map(({ name }) => `${name}=${today}`);
}

/** The path with the id of a row in it, or with the day of a holiday. */
function fill({ path, method }: Operation, rows: Rows): string {
  const filled = path.replace(/^\/([a-z-]+)\/\{(?:id|day)\}/, (_whole, kind: string) => {
    const id = rowsFor(path, rows)[kind as keyof Rows];
    assert.ok(id, `this test does not know whose row ${path} is: add it to Rows`);
    return `/${kind}/${id}`;
  });
  assert.ok(!filled.includes("{"), `this test does not know what to put into ${method} ${path}`);
  return filled;
}

/** The rows that a route must be asked about to come as far as to look for another venue's row. */
function rowsFor(path: string, rows: Rows): Rows {
  if (path === "/open-play") return { ...rows, packages: rows.openPackages };
  if (path === "/purchases/{id}/payments") return { ...rows, purchases: rows.unpaidPurchases };
  if (path === "/players/{id}/memberships") return { ...rows, players: rows.newcomers };
  if (path === "/sessions/{id}/start") return { ...rows, sessions: rows.readySessions };
  if (path === "/sessions/{id}/resume") return { ...rows, sessions: rows.pausedSessions };
  return rows;
}

/** Which row a field speaks of: `playerId` of a player; `zones` of the zones that are an `id` each. */
function idOf(field: string, rows: Rows): number {
  if (field === "withSessionId") return rows.sessions;
  if (field === "nextClerkId") return rows.staff;
  const id = rows[(field.endsWith("Id") ? `${field.slice(0, -2)}s` : field) as keyof Rows];
  assert.ok(typeof id === "number", `this test does not know whose row ${field} names: add it to Rows`);
  return id;
}

/** Bodies that a route takes, one of each shape, about these rows; an empty one where it needs none. */
function bodiesFor({ bodies, path }: Operation, rows: Rows): object[] {
  return bodies.length === 0 ? [{}] : bodies.map((shape) => example(shape, rowsFor(path, rows)));
}

/** Bodies about our own rows but for one id, however deep it stands: one body for each id that a route takes. */
function bodiesNaming({ bodies, path }: Operation, others: Rows): object[] {
  return bodies.flatMap((shape) => naming(shape, rowsFor(path, own), rowsFor(path, others)));
}

function naming(shape: Schema, rows: Rows, others: Rows, inside = ""): object[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, schema]) =>
    valuesNaming({ name, inside }, schema as Schema, rows, others).map((value) => ({
      ...example(shape, rows, inside),
      [name]: value,
    })),
  );
}

function valuesNaming(field: Field, given: Schema, rows: Rows, others: Rows): unknown[] {
  const schema = resolve(given);
  const { name } = field;
  if (isId(name)) return [idOf(name === "id" ? field.inside : name, others)];
  const alternatives = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (alternatives) return alternatives.flatMap((one) => valuesNaming(field, one, rows, others));
  if (schema.type === "object") return naming(schema, rows, others, name);
  if (schema.type !== "array") return [];
  const item = { ...field, name: nameOfOne(name) };
  const values = valuesNaming(item, schema.items as Schema, rows, others);
  return values.map((value) => (isId(item.name) ? [idOf(item.name, rows), value] : [value]));
}

/** A field of a body, and the field whose value it is part of. */
interface Field {
  readonly name: string;
  readonly inside: string;
}
const isId = (name: string) => name === "id" || name.endsWith("Id");
/** `playerIds` are each a `playerId`. */
const nameOfOne = (name: string) => (name.endsWith("Ids") ? name.slice(0, -1) : name);

function resolve(schema: Schema & { $ref?: string }): Schema {
  if (schema.$ref === undefined) return schema;
  const resolved = api.schemas[schema.$ref.slice("#/components/schemas/".length)];
  assert.ok(resolved, schema.$ref);
  return resolved;
}

/** Not required by the document, but by a rule: without it, what is sold would be nothing. */
const neededByRule = ["minutes", "percent", "discountPercent"];

/** A body that is right in every field: the refusal must come from whose row it is. */
function example(shape: Schema, rows: Rows, inside = ""): Record<string, unknown> {
  const fields = Object.entries(shape.properties ?? {}) as Array<[string, Schema]>;
  const needed = [...(shape.required ?? []), ...neededByRule];
  return Object.fromEntries(
    fields
      .filter(([name]) => needed.includes(name) || fields.length === 1)
      .map(([name, schema]) => [name, fitting({ name, inside }, schema, rows)]),
  );
}

function fitting(field: Field, given: Schema, rows: Rows): unknown {
  const { name, inside } = field;
  const values: Record<string, unknown> = {
    username: "some.body",
    phone: "+225 01 02 03 04",
    image: picture("Ici"),
    pin: "2580",
    day: rows.holidays,
    from: "14:00",
    until: "18:00",
    percent: 10,
    discountPercent: 10,
    // What fifteen minutes cost: for a group of two, with a member's discount, or once and before there was one. A
    // month of the membership costs as much as the two.
    amount: inside === "payment" ? 320 : 200,
  };
  if (isId(name)) return idOf(name === "id" ? inside : name, rows);
  if (name in values) return values[name];
  const schema = resolve(given);
  const [alternative] = (schema.anyOf ?? schema.oneOf ?? []) as Schema[];
  if (alternative) return fitting(field, alternative, rows);
  if (schema.enum) return schema.enum[0];
  if (schema.type === "integer") return schema.minimum ?? 1;
  if (schema.type === "boolean") return true;
  if (schema.type === "object") return example(schema, rows, name);
  if (schema.type !== "array") return "Some words";
  const item = { ...field, name: nameOfOne(name) };
  return Array.from({ length: schema.minItems ?? 1 }, () => fitting(item, schema.items as Schema, rows));
}

/** Everything of a venue, to see that it stays as it is. */
async function rowsOf(venueId: number): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'venue_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by 1`.execute(zone.db);
  assert.ok(tables.length >= 40, `${tables.length} tables`);
  const each = tables.map(
    ({ name }) => `(select coalesce(json_agg(t order by t::text)::text, '${name}')
      from ${name} t where venue_id = ${venueId})`,
  );
  const { rows } = await sql<{ all: string }>`select ${sql.raw(each.join(" || "))} as all`.execute(zone.db);
  const all = rows[0]?.all ?? "";
  assert.ok(all.includes(MARK), "the rows of the other venue");
  return all;
}

async function listen(headers: Record<string, string>) {
  const aborter = new AbortController();
  const response = await fetch(`${zone.address}/api/v1/stream`, { headers, signal: aborter.signal });
  assert.equal(response.status, 200);
  let text = "";
  let told = () => {};
  const read = async () => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      told();
    }
  };
  read().catch(() => {});
  return {
    text: () => text,
    async heard(words: string) {
      while (!text.includes(words)) {
        await new Promise<void>((resolve, reject) => {
          told = resolve;
          setTimeout(() => reject(new Error(`never heard: ${words}`)), 5_000).unref();
        });
      }
      return text;
    },
    stop: () => aborter.abort(),
  };
}
