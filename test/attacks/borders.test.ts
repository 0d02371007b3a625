import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hashPassword } from "better-auth/crypto";
import { sql } from "kysely";
import { storePassword } from "../../src/accounts/actions.ts";
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

/** Rows of one owner, by the first word of their path. */
interface Rows {
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
}

let zone: TestGameZone;
let api: ApiDocument;
let own: Rows;
let foreign: Rows & { readonly venueId: number; readonly code: string; readonly invoiceNumber: string };
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
  const foreignZone = expect(await elsewhere.post("/zones", { name: `${MARK} zone` }), 201);
  const foreignStaff = await staffOf(made.venueId);
  expect(await elsewhere.patch(`/staff/${foreignStaff}`, { name: `${MARK} clerk` }), 200);
  const played = await play(elsewhere, made.playerId, made.packageIds[1]);
  await elsewhere.post("/scans", { code: `${MARK} scan` });
  foreign = {
    ...played,
    venueId: made.venueId,
    players: made.playerId,
    staff: foreignStaff,
    games: made.gameId,
    packages: made.packageIds[1],
    stations: made.stationIds[0]!,
    zones: foreignZone.id,
    tills: await tillOf(made.venueId),
    shifts: made.shiftId,
  };

  const gameId = expect(await zone.clerk.get("/games"), 200).items[0].id;
  const catalogue = {
    staff: await staffOf(zone.venueId),
    games: gameId,
    packages: zone.packageIds[1],
    stations: zone.stationIds[0]!,
    zones: expect(await zone.as.administrator.post("/zones", { name: "Standard" }), 201).id,
    tills: await tillOf(zone.venueId),
    shifts: zone.shiftId,
  };
  const mine = await play(zone.clerk, zone.playerId, zone.packageIds[1]);
  own = { ...catalogue, ...mine, players: zone.playerId };
  const name = "Voisine Curieuse";
  const neighbour = expect(await zone.clerk.post("/players", { name }), 201);
  await inTransaction(zone.db, async (tx) =>
    storePassword(tx, neighbour.id, await hashPassword(TEST_PASSWORD)),
  );
  const theirs = await play(zone.clerk, neighbour.id, zone.packageIds[1]);
  second = { ...catalogue, ...theirs, players: neighbour.id, name };
  first = await zone.signIn(zone.playerUsername, TEST_PASSWORD);
  written = await watchWrites(zone.db, writtenByRefusals);
});
after(() => zone.close());

/** Sells, scans and starts; answers the rows. */
async function play(as: Client, playerId: number, packageId: number) {
  const purchase = expect(await as.post("/purchases", { playerId, packageId }), 201);
  const payment = { method: "cash", amount: purchase.price };
  const { invoice } = expect(await as.post(`/purchases/${purchase.id}/payments`, payment), 201);
  const { session } = expect(await as.post("/scans", { code: invoice.validationCode }), 201);
  expect(await as.post(`/sessions/${session.id}/start`), 200);
  return {
    purchases: purchase.id,
    invoices: invoice.id,
    sessions: session.id,
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
      assert.deepEqual([answer.status, answer.body.code], [404, "not_found"], what);
      tried += 1;
    }
  }
  assert.deepEqual(await written(), [], "a refused request wrote");
  assert.equal(await rowsOf(foreign.venueId), rows, "a row of the other venue changed");
  assert.ok(tried >= 25, `${tried} requests`);
});

test("no route takes the id of another venue's row in its body or its query", async () => {
  let tried = 0;
  for (const operation of api.operations) {
    for (const shape of operation.bodies) {
      for (const field of Object.keys(shape.properties ?? {}).filter((one) => one.endsWith("Id"))) {
        const body = { ...example(shape, own), [field]: idOf(field, foreign) };
        const path = fill(operation, own);
        const answer = await ask(zone.as.administrator, operation, path, body);
        const nobodys = await ask(zone.as.administrator, operation, path, { ...body, [field]: 999_999_999 });
        const what = `${operation.method} ${path} ${JSON.stringify(body)} → ${answer.status}`;
        assert.ok([404, 409].includes(answer.status), what);
        assert.equal(answer.body.code, nobodys.body.code, `${what}: as if there were no such row`);
        tried += 1;
      }
    }
    for (const { name } of operation.query.filter((one) => one.name.endsWith("Id"))) {
      const path = `${operation.path}?${name}=${idOf(name, foreign)}`;
      assert.deepEqual(expect(await zone.as.administrator.get(path), 200).items, [], path);
      tried += 1;
    }
  }
  assert.deepEqual(await written(), [], "a refused request wrote");
  assert.ok(tried >= 10, `${tried} requests`);
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
      if (searches.length > 0) assert.ok(theirs.includes(MARK), `${operation.path} shows its own`);
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
  assert.ok(tried >= 8, `${tried} routes`);
  for (const operation of readable.filter(({ method, path }) => method === "GET" && !path.includes("{"))) {
    if (operation.path === "/stream") continue;
    const filters = operation.query.some(({ name }) => name === "playerId")
      ? [`playerId=${second.players}`]
      : [];
    const searches = operation.query.some(({ name }) => name === "search") ? ["search=voisine"] : [];
    for (const query of ["limit=200", ...filters, ...searches].slice(operation.query.length === 0 ? 3 : 0)) {
      const text = JSON.stringify(expect(await first.get(`${operation.path}?${query}`), 200));
      assert.ok(!text.includes(second.name) && !text.includes(second.code), `${operation.path}?${query}`);
    }
  }
});

test("a clerk's cookie raises no rights and rewrites no history, on any route", async () => {
  const clerk = await zone.signIn(`clerk${zone.venueId}`, TEST_PASSWORD);
  await written();
  const closed = api.operations.filter(({ roles }) => !roles.includes("clerk") && !roles.includes("anybody"));
  assert.ok(closed.length >= 12, `${closed.length} routes are the administrator's`);
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
  assert.ok(changing.length >= 28, `${changing.length} routes`);
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

/** The path with the id of a row in it. */
function fill({ path }: Operation, rows: Rows): string {
  return path.replace(/^\/([a-z]+)\/\{id\}/, (_whole, kind: string) => {
    const id = rows[kind as keyof Rows];
    assert.ok(id, `this test does not know whose row ${path} is: add it to Rows`);
    return `/${kind}/${id}`;
  });
}

/** Which row a field speaks of: `playerId` of a player. */
function idOf(field: string, rows: Rows): number {
  if (field === "withSessionId") return rows.sessions;
  if (field === "nextClerkId") return rows.staff;
  const id = rows[`${field.slice(0, -2)}s` as keyof Rows];
  assert.ok(id, `this test does not know whose row ${field} names: add it to Rows`);
  return id;
}

/** Bodies that a route takes, one of each shape, about these rows; an empty one where it needs none. */
function bodiesFor(operation: Operation, rows: Rows): object[] {
  return operation.bodies.length === 0 ? [{}] : operation.bodies.map((shape) => example(shape, rows));
}

/** A body that is right in every field: the refusal must come from whose row it is. */
function example(shape: Schema, rows: Rows): Record<string, unknown> {
  const fields = Object.entries(shape.properties ?? {}) as Array<[string, Schema]>;
  return Object.fromEntries(
    fields
      .filter(([name]) => (shape.required ?? []).includes(name) || fields.length === 1)
      .map(([name, schema]) => [name, fitting(name, schema, rows)]),
  );
}

function fitting(name: string, schema: Schema, rows: Rows): unknown {
  if (name.endsWith("Id")) return idOf(name, rows);
  if (name === "username") return "some.body";
  if (name === "phone") return "+225 01 02 03 04";
  if (schema.enum) return schema.enum[0];
  if (schema.type === "integer") return name === "amount" ? 200 : (schema.minimum ?? 1);
  if (schema.type === "boolean") return true;
  return "Some words";
}

/** Everything of a venue, to see that it stays as it is. */
async function rowsOf(venueId: number): Promise<string> {
  const tables = [
    "users",
    "games",
    "packages",
    "stations",
    "purchases",
    "payments",
    "invoices",
    "play_sessions",
    "tills",
    "shifts",
    "cash_movements",
  ];
  const each = tables.map(
    (table) => `(select json_agg(t order by id)::text from ${table} t where venue_id = ${venueId})`,
  );
  const { rows } = await sql<{ all: string }>`select ${sql.raw(each.join(" || "))} as all`.execute(zone.db);
  return rows[0]?.all ?? "";
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
