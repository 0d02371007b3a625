import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import type { OpenAPIV3_1 } from "openapi-types";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { problemCodes } from "../core/problems.ts";

let zone: TestGameZone;
let document: OpenAPIV3_1.Document;
before(async () => {
  zone = await startTestGameZone();
  document = (await (await fetch(`${zone.address}/api/openapi.json`)).json()) as OpenAPIV3_1.Document;
});
after(() => zone.close());

/** What no field accepts, or what only looks acceptable. */
const nasty: unknown[] = [
  null,
  true,
  [],
  {},
  [1],
  { a: 1 },
  "",
  " ",
  "x".repeat(20_000),
  "\u0000",
  "a\u0000b",
  "\ud800",
  "'; drop table users; --",
  "<script>alert(1)</script>",
  -1,
  0,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  2 ** 63,
  "9223372036854775808",
  "NaN",
];

type Schema = OpenAPIV3_1.SchemaObject;

test("bad bodies are refused whole, field by field, on every route", async () => {
  let tried = 0;
  for (const { method, path, fields } of writes()) {
    const before = await fingerprint();
    for (const field of [...fields, "unknownField"]) {
      for (const value of nasty.filter((one) => !isAcceptable(path, field, one))) {
        const body = { ...example(fields), [field]: value };
        tried += 1;
        await assertRefused(method, path, JSON.stringify(body));
      }
    }
    for (const body of [
      "[]",
      "null",
      '"text"',
      "12",
      "{",
      "{]",
      '{"a":',
      `{"x":${"[".repeat(5000)}`,
      "\u0000",
    ]) {
      await assertRefused(method, path, body);
    }
    await assertRefused(method, path, '{"__proto__":{"admin":true}}');
    assert.equal(await fingerprint(), before, `${method} ${path} wrote something`);
  }
  assert.ok(tried > 800, `${tried} bodies`);
});

test("bad ids and bad queries are refused on every route", async () => {
  const ids = [
    "0",
    "-1",
    "1.5",
    "abc",
    "9223372036854775808",
    "1e400",
    "%00",
    "..%2f..",
    "99999999999999999999",
    "9007199254740991",
  ];
  for (const { method, path } of routes()) {
    if (path.includes("{")) {
      for (const id of ids) {
        await assertRefused(method, path.replace(/\{[^}]+\}/, id), method === "GET" ? null : "{}");
      }
    }
    if (method === "GET" && !path.includes("{")) {
      for (const query of [
        "limit=0",
        "limit=-1",
        "limit=1e9",
        "limit=abc",
        "cursor=%00",
        "cursor=abc",
        "status=nonsense",
        "unknown=1",
      ]) {
        const { status } = await zone.as.administrator.get(`${path}?${query}`);
        assert.ok(status < 500, `${path}?${query} → ${status}`);
      }
    }
  }
});

test("a body that is too large, or no JSON, is refused", async () => {
  const huge = JSON.stringify({ name: "x".repeat(100_000) });
  const tooLarge = await zone.as.administrator.request("POST", "/games", huge);
  assert.equal(tooLarge.status, 413);
  assert.equal(tooLarge.body.code, "too_large");
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    const refused = await zone.as.administrator.request("POST", "/games", "name=x", { "content-type": type });
    assert.equal(refused.status, 415, type);
    assert.equal(refused.body.code, "unsupported_media");
  }
});

test("what is wrong with a field is said in the caller's language", async () => {
  const said = async (language: string, method: string, path: string, body: unknown) => {
    const headers = { "accept-language": language, "idempotency-key": path === "/games" ? "é" : "fine" };
    const text = body === null ? null : JSON.stringify(body);
    const refused = await zone.as.administrator.request(
      method,
      path,
      text,
      method === "GET" ? { "accept-language": language } : headers,
    );
    assert.equal(refused.status, 400);
    assert.equal(refused.body.code, "invalid_input");
    assert.match(refused.body.type, /^urn:gamezone:problem:invalid_input$/);
    return `${refused.body.detail} ${refused.body.errors[0].message}`;
  };
  const asked: Array<[method: string, path: string, body: unknown, fr: RegExp, en: RegExp]> = [
    ["POST", "/players", { name: "Awa", phone: "no" }, /des chiffres/, /digits, with/],
    ["POST", "/players", { name: "Awa", username: "é" }, /2 à 32 lettres/, /2 to 32 letters/],
    ["POST", "/players", { name: "a\u0000b" }, /caractères de contrôle/, /control characters/],
    ["GET", "/players?cursor=abc", null, /suite de liste/, /continuation of a list/],
    ["POST", "/games", { name: "Chess" }, /1 à 200 caractères/, /1 to 200 visible/],
    ["POST", "/games", { name: "" }, /nom|petit|vide|caractère/i, /small|character/i],
  ];
  for (const [method, path, body, fr, en] of asked) {
    assert.match(await said("fr", method, path, body), fr);
    assert.match(await said("en", method, path, body), en);
    assert.doesNotMatch(await said("fr", method, path, body), en);
  }
});

test("unknown addresses are problems too", async () => {
  for (const path of ["/nothing", "/sessions/1/explode"]) {
    const { status, body } = await zone.as.administrator.get(path);
    assert.equal(status, 404);
    assert.equal(body.code, "not_found");
  }
});

test("addresses that are malformed or endless are problems too", async () => {
  const long = "1".repeat(200);
  const paths = ["/%", "/sessions/%E0%A4%A", "/%ZZ", `/sessions/${long}`, `/invoices/${long}/qr.svg`];
  for (const path of paths) {
    await assertRefused("GET", path, null);
    await assertRefused("POST", path, "{}");
  }
  const outside = await fetch(`${zone.address}/%`, { headers: { "accept-language": "en" } });
  assert.match(outside.headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(((await outside.json()) as { title: string }).title, "Not found");
});

test("what is no HTTP, or has endless headers, is answered a problem", async () => {
  const wrong: Array<[sent: string, status: number]> = [
    ["NONSENSE\r\n\r\n", 400],
    ["GET / HTTP/9.9\r\n\r\n", 400],
    ["GET /api/v1/me HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n", 400],
    [`GET /api/v1/me HTTP/1.1\r\nhost: x\r\nlong: ${"x".repeat(40_000)}\r\n\r\n`, 413],
  ];
  for (const [sent, status] of wrong) {
    const answer = await sendRaw(sent);
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `), sent.slice(0, 60));
    assert.match(head, /content-type: application\/problem\+json/);
    assert.ok(problemCodes.includes(JSON.parse(body).code));
  }
});

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(zone.address).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** A refusal is a problem with a code of the list, never a 500. */
async function assertRefused(method: string, path: string, body: string | null): Promise<void> {
  const answer = await zone.as.administrator.request(method, path, body);
  const what = `${method} ${path} ${String(body).slice(0, 120)} → ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
  assert.ok(answer.status >= 400 && answer.status < 500, what);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/, what);
  assert.ok(problemCodes.includes(answer.body.code), what);
  for (const member of ["type", "title", "detail", "next"]) assert.ok(answer.body[member], what);
}

/** Values that are right after all: text that only looks dangerous is text. */
function isAcceptable(path: string, field: string, value: unknown): boolean {
  if (["name", "address", "reason", "reference"].includes(field) && typeof value === "string") {
    return /^['<0-9N]/.test(value) || (field === "address" && value.trim() === "");
  }
  const isPrinted = path === "/venue" && ["phone", "taxNumber", "tradeRegister"].includes(field);
  if (isPrinted && typeof value === "string") return /^['<0-9N]/.test(value) || value.trim() === "";
  if (field === "notes" && typeof value === "string") return /^['<0-9N]/.test(value) || value.trim() === "";
  if (["active", "dryRun", "consent"].includes(field)) return value === true;
  if (["price", "controllerSurchargePerHour", "openingCash", "countedCash"].includes(field))
    return value === 0;
  if (field === "refundApprovalAbove") return value === 0 || value === null;
  if (field === "zones" || field === "openingHours") return Array.isArray(value) && value.length === 0;
  return (
    [
      "phone",
      "guardianPhone",
      "refundApprovalAbove",
      "image",
      "birthDate",
      "minorsFrom",
      "minorsUntil",
      "durationMinutes",
    ].includes(field) && value === null
  );
}

function routes() {
  const found: Array<{ method: string; path: string; schema: Schema | undefined }> = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item ?? {})) {
      const { requestBody } = operation as OpenAPIV3_1.OperationObject;
      const schema = (requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content["application/json"]
        ?.schema;
      if (path === "/api/v1/stream") continue;
      found.push({
        method: method.toUpperCase(),
        path: path.replace("/api/v1", ""),
        schema: schema as Schema,
      });
    }
  }
  return found;
}

/** Every route that writes, aimed at rows that do not exist, with the fields of its body. */
function writes() {
  return routes()
    .filter(
      ({ method, path }) =>
        method !== "GET" &&
        !["/sign-in", "/sign-out", "/sessions/resume-all", "/first-steps/end"].includes(path),
    )
    .map(({ method, path, schema }) => {
      const shapes = [schema, ...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])] as Array<
        Schema | undefined
      >;
      return {
        method,
        path: path.replace(/\{[^}]+\}/, "999999999"),
        fields: [...new Set(shapes.flatMap((shape) => Object.keys(shape?.properties ?? {})))],
      };
    });
}

/** A body that is wrong only in what the test puts into it, or whose ids do not exist. */
function example(fields: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {
    amount: 50,
    method: "cash",
    minutes: 5,
    price: 100,
    reason: "a good reason",
    username: "somebody",
    role: "clerk",
    gameId: 999_999_999,
    playerId: 999_999_999,
    packageId: 999_999_999,
    code: "0000-0000-0000-0000",
    currentPassword: "wrong password",
    newPassword: "another password",
  };
  return Object.fromEntries(fields.filter((field) => field in values).map((field) => [field, values[field]]));
}

async function fingerprint(): Promise<string> {
  const { rows } = await sql<{ counts: string }>`
    select json_build_array(
      (select count(*) from games), (select json_agg(g order by id) from games g),
      (select count(*) from packages), (select json_agg(p order by id) from packages p),
      (select count(*) from stations), (select count(*) from users), (select count(*) from purchases),
      (select count(*) from payments), (select count(*) from invoices), (select count(*) from play_sessions),
      (select count(*) from session_events), (select json_agg(v order by id) from venues v),
      (select count(*) from audit_entries))::text as counts`.execute(zone.db);
  return rows[0]?.counts ?? "";
}
