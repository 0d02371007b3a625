import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { OpenAPIV3_1 } from "openapi-types";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../../test/gamezone.ts";
import type { Role } from "../core/actor.ts";
import { type Permission, permissions, permissionsOf } from "../core/permissions.ts";

let zone: TestGameZone;
let document: OpenAPIV3_1.Document;
before(async () => {
  zone = await startTestGameZone();
  document = (await (await fetch(`${zone.address}/api/openapi.json`)).json()) as OpenAPIV3_1.Document;
});
after(() => zone.close());

const askers = ["nobody", "player", "clerk", "administrator"] as const;

test("every route of the API document lets in exactly the roles it names", async () => {
  const routes = operations();
  assert.ok(routes.length >= 40, `${routes.length} routes`);
  for (const { method, path, roles, permission } of routes) {
    assert.ok(roles.length > 0, `${method} ${path} does not say who may call it`);
    for (const asker of askers) {
      const { status, body } = await ask(asker, method, path);
      const asked = asker === "nobody" || permission === undefined ? true : mayByRole(asker, permission);
      const may = roles.includes("anybody") || (roles.includes(asker) && asked);
      const what = `${asker}: ${method} ${path} → ${status}`;
      if (may) assert.ok(![401, 403].includes(status) || body.code === "wrong_credentials", what);
      else assert.equal(status, asker === "nobody" ? 401 : 403, what);
      assert.ok(status < 500, what);
    }
  }
});

test("every permission is asked for by some route", () => {
  const asked = new Set(operations().map(({ permission }) => permission));
  assert.deepEqual(
    permissions.filter((permission) => !asked.has(permission)),
    [],
  );
});

test("a player sees only what is theirs", async () => {
  const session = await zone.ready(15);
  const other = expect(await zone.clerk.post("/players", { name: "Somebody Else" }), 201);
  const { password } = expect(await zone.clerk.post(`/players/${other.id}/password`), 200);
  const stranger = await zone.signIn(other.username, password);
  for (const path of [
    `/purchases/${session.purchaseId}`,
    `/purchases/${session.purchaseId}/checklist`,
    `/invoices/${session.invoiceId}`,
    `/invoices/${session.invoiceId}/qr.svg`,
    `/invoices/${session.invoiceId}/document.pdf`,
    `/sessions/${session.id}`,
    `/sessions/${session.id}/events`,
    `/sessions/${session.id}/checklist`,
  ]) {
    assert.equal((await stranger.get(path)).status, 404, path);
  }
  for (const list of ["/purchases", "/invoices", "/sessions"]) {
    assert.deepEqual(expect(await stranger.get(`${list}?playerId=${zone.playerId}`), 200).items, [], list);
  }
});

test("a session, a cookie, a key: what ends is refused at once", async () => {
  const username = `clerk${zone.venueId}`;
  const { password } = expect(
    await zone.as.administrator.post(
      `/staff/${(await zone.db.selectFrom("users").select("id").where("username", "=", username).executeTakeFirstOrThrow()).id}/password`,
    ),
    200,
  );
  const clerk = await zone.signIn(username, password);
  assert.equal(expect(await clerk.get("/me"), 200).role, "clerk");
  expect(await clerk.post("/sign-out"), 200);
  assert.equal((await clerk.get("/me")).status, 401);
  assert.equal(
    (await zone.as.nobody.request("GET", "/me", null, { authorization: "Bearer gzk_none" })).status,
    401,
  );
});

test("a cookie does not serve another site", async () => {
  const { password } = expect(await zone.clerk.post(`/players/${zone.playerId}/password`), 200);
  const { username } = expect(await zone.clerk.get(`/players/${zone.playerId}`), 200);
  const player = await zone.signIn(username, password);
  const change = JSON.stringify({ currentPassword: password, newPassword: "a new password" });
  const foreign: Array<Record<string, string>> = [
    { origin: "http://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const refused = await player.request("POST", "/me/password", change, headers);
    assert.equal(expect(refused, 403).code, "foreign_origin");
  }
  expect(await player.request("POST", "/me/password", change, { origin: zone.address }), 200);
  assert.equal((await player.get("/me")).status, 401, "a changed password ends every sign-in");
});

test("guessing passwords is slowed down", async () => {
  const statuses = [];
  for (let guess = 0; guess < 14; guess += 1) {
    statuses.push(
      (await zone.as.nobody.post("/sign-in", { username: "admin", password: `guess ${guess}` })).status,
    );
  }
  assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(4).fill(429)]);
});

test("a hundred guesses at once do not get around the limit", async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, guess) =>
      zone.as.nobody.post("/sign-in", { username: "at.once", password: `guess ${guess}` }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 401).length, 10);
  assert.equal(answers.filter(({ status }) => status === 429).length, 90);
});

test("a busy shop behind one address signs in as often as it likes", async () => {
  const other = await startTestGameZone();
  try {
    const clerk = { username: `clerk${other.venueId}`, password: TEST_PASSWORD };
    for (let time = 0; time < 15; time += 1) expect(await other.as.nobody.post("/sign-in", clerk), 200);
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await other.as.nobody.post("/sign-in", { ...clerk, password: `guess ${guess}` }), 401);
    }
    expect(await other.as.nobody.post("/sign-in", clerk), 429);
    const colleague = { username: `administrator${other.venueId}`, password: TEST_PASSWORD };
    expect(await other.as.nobody.post("/sign-in", colleague), 200);
  } finally {
    await other.close();
  }
});

test("trying many usernames from one address is slowed down too", async () => {
  const other = await startTestGameZone();
  try {
    const guess = async (number: number) => {
      const credentials = { username: `name.${number}`, password: "a guess" };
      return (await other.as.nobody.post("/sign-in", credentials)).status;
    };
    const statuses = [];
    // Ten at a time: one after the other they could take longer than the minute that is counted.
    for (let first = 0; first < 60; first += 10) {
      const ten = Array.from({ length: 10 }, (_, number) => guess(first + number));
      statuses.push(...(await Promise.all(ten)));
    }
    statuses.push(await guess(60), await guess(61));
    assert.deepEqual(statuses, [...Array(60).fill(401), 429, 429]);
  } finally {
    await other.close();
  }
});

function mayByRole(role: Role, permission: Permission): boolean {
  return permissionsOf(role).includes(permission);
}

function operations() {
  const found: Array<{ method: string; path: string; roles: string[]; permission: Permission | undefined }> =
    [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item ?? {})) {
      const roles = (operation as { "x-roles"?: string[] })["x-roles"] ?? [];
      const { "x-permission": permission } = operation as { "x-permission"?: Permission };
      found.push({ method: method.toUpperCase(), path: path.replace("/api/v1", ""), roles, permission });
    }
  }
  return found;
}

/** Asks with ids that do not exist and an empty body: whoever may call it gets another answer than 401 and 403. */
async function ask(asker: (typeof askers)[number], method: string, path: string) {
  const url = path.replace(/\{[^}]+\}/g, "999999999");
  if (path === "/stream") {
    const aborter = new AbortController();
    const key = asker === "nobody" ? {} : { authorization: zone.authorization[asker] };
    const response = await fetch(`${zone.address}/api/v1/stream`, { headers: key, signal: aborter.signal });
    aborter.abort();
    return { status: response.status, body: {} as { code?: string } };
  }
  return zone.as[asker].request(method, url, method === "GET" ? null : "{}");
}
