import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../gamezone.ts";
import { until } from "../processes.ts";
import { watchWrites, writtenByRefusals } from "./watch-writes.ts";

let zone: TestGameZone;
let written: () => Promise<string[]>;
before(async () => {
  zone = await startTestGameZone();
  written = await watchWrites(zone.db, writtenByRefusals);
});
after(() => zone.close());

test("who sends a head, or a body, drop by drop is cut off, and the others are served meanwhile", async () => {
  const { server } = zone.app;
  assert.ok(server.headersTimeout <= 10_000 && server.requestTimeout <= 30_000, "what holds in a shop");
  const usual = [server.headersTimeout, server.requestTimeout] as const;
  [server.headersTimeout, server.requestTimeout] = [600, 900];
  try {
    const silent = await open();
    const slowHead = await open("GET /api/v1/me HTTP/1.1\r\nhost: x\r\n");
    const slowBody = await open(
      `POST /api/v1/games HTTP/1.1\r\nhost: x\r\nauthorization: ${zone.authorization.administrator}\r\n` +
        `content-type: application/json\r\ncontent-length: 60000\r\n\r\n{"name":"`,
    );
    const drip = setInterval(() => {
      if (slowHead.socket.writable) slowHead.socket.write("a: b\r\n");
      if (slowBody.socket.writable) slowBody.socket.write("x");
    }, 100);
    expect(await zone.clerk.get("/games"), 200);
    for (const one of [silent, slowHead, slowBody]) await until("it is cut off", () => one.closed(), 8_000);
    clearInterval(drip);
    assert.match(slowBody.text(), /^HTTP\/1.1 (400|408) |^$/);
  } finally {
    [server.headersTimeout, server.requestTimeout] = usual;
  }
  assert.deepEqual(await written(), []);
});

test("connections beyond the limit are closed, and who is served stays served", async () => {
  const { server } = zone.app;
  assert.equal(server.maxConnections, 8_192, "what holds in a shop");
  server.closeIdleConnections();
  const served = await open();
  const usual = server.maxConnections;
  server.maxConnections = 4;
  try {
    const more = await Promise.all(Array.from({ length: 12 }, () => open()));
    await until("the surplus is closed", () => more.filter((one) => one.closed()).length >= 8, 5_000);
    served.socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    await until("an answer", () => served.text().startsWith("HTTP/1.1 200"), 5_000);
    for (const one of [served, ...more]) one.socket.destroy();
  } finally {
    server.maxConnections = usual;
  }
  await until("there is room again", async () => (await zone.clerk.get("/games")).status === 200, 5_000);
});

test("a screen that does not read is let go", async () => {
  const held: Socket[] = [];
  zone.app.server.on("connection", (socket) => held.push(socket));
  const screen = await open(
    `GET /api/v1/stream HTTP/1.1\r\nhost: x\r\nauthorization: ${zone.authorization.clerk}\r\n\r\n`,
  );
  await until("the stream begins", () => screen.text().includes("retry:"), 5_000);
  screen.socket.pause();
  const ours = held.find(({ remotePort }) => remotePort === screen.socket.localPort) as Socket;
  let gone = false;
  for (let round = 0; round < 12 && !gone; round += 1) {
    await sql`select pg_notify('gamezone_changes', json_build_object('venueId', ${zone.venueId}::int, 'kind', 'purchase',
      'id', 1000000000 + ${round * 60_000}::int + n)::text) from generate_series(1, 60000) n`.execute(
      zone.db,
    );
    await sleep(150);
    gone = ours.destroyed;
  }
  assert.ok(gone, "the server kept everything for somebody who reads nothing");
  screen.socket.destroy();
  expect(await zone.clerk.get("/games"), 200);
});

test("bodies that are huge, endless, compressed or infinitely deep are refused and cost nothing", async () => {
  const { administrator } = zone.as;
  const sized = (bytes: number) => JSON.stringify({ name: "x".repeat(bytes - 11) });
  assert.equal((await administrator.request("POST", "/games", sized(65_537))).status, 413);
  assert.equal(
    (await administrator.request("POST", "/games", sized(65_536))).status,
    400,
    "read, and too long",
  );
  const deep = [
    "[".repeat(32_000),
    `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
    `{"name":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
  ];
  for (const body of deep) assert.equal((await administrator.request("POST", "/games", body)).status, 400);
  const gzip = { "content-encoding": "gzip" };
  assert.equal((await administrator.request("POST", "/games", "\u001f\u008b", gzip)).status, 400);
  const endless = await open(
    `POST /api/v1/games HTTP/1.1\r\nhost: x\r\nauthorization: ${zone.authorization.administrator}\r\n` +
      "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
  );
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  for (let sent = 0; sent < 8 && !endless.closed(); sent += 1) endless.socket.write(chunk);
  await until("it is refused", () => endless.text().startsWith("HTTP/1.1 413"), 5_000);
  endless.socket.destroy();
  assert.deepEqual(await written(), []);
});

test("a body cannot reach the prototype of things", async () => {
  const bodies = [
    '{"name":"Chess","__proto__":{"active":false}}',
    '{"name":"Chess","constructor":{"prototype":{"role":"administrator"}}}',
    '{"name":"Chess","__proto__":null}',
    '{"__proto__":{"name":"Chess"}}',
    '{"name":{"__proto__":{"toString":"x"}}}',
    '{"name":"Chess","\\u005f_proto__":{"active":false}}',
  ];
  for (const body of bodies) {
    const refused = await zone.as.administrator.request("POST", "/games", body);
    assert.equal(expect(refused, 400).code, "invalid_input", body);
  }
  assert.equal(({} as { active?: boolean; role?: string }).role, undefined);
  for (const query of [
    "__proto__[active]=1",
    "__proto__=1",
    "constructor=1",
    "limit=1&limit=2",
    "limit[]=1",
  ]) {
    const refused = await zone.as.administrator.get(`/games?${query}`);
    assert.equal(expect(refused, 400).code, "invalid_input", query);
  }
  assert.deepEqual(await written(), []);
});

test("heads that are strange, double or too many do no harm", async () => {
  const authorization = `authorization: ${zone.authorization.administrator}`;
  const many = Array.from({ length: 3_000 }, (_, at) => `a${at % 10}: b`).join("\r\n");
  const strange: Array<[sent: string, status: RegExp]> = [
    [`GET /api/v1/me HTTP/1.1\r\nhost: x\r\n${many}\r\n\r\n`, /^HTTP\/1.1 (401|413) /],
    ["GET /api/v1/me HTTP/1.1\r\n\r\n", /^HTTP\/1.1 400 /],
    // Two lengths, or a length beside chunks: what lets a second request hide in the first.
    [
      `POST /api/v1/games HTTP/1.1\r\nhost: x\r\n${authorization}\r\ncontent-type: application/json\r\n` +
        'content-length: 16\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{"name":"Chess"}',
      /^HTTP\/1.1 400 /,
    ],
    [
      `POST /api/v1/games HTTP/1.1\r\nhost: x\r\n${authorization}\r\ncontent-type: application/json\r\n` +
        'content-length: 16\r\ncontent-length: 17\r\n\r\n{"name":"Chess"}',
      /^HTTP\/1.1 400 /,
    ],
    [`GET /api/v1/me HTTP/1.1\r\nhost: x\r\n${authorization}\u0000\r\n\r\n`, /^HTTP\/1.1 400 /],
    [`GET http://evil.example/api/v1/me HTTP/1.1\r\nhost: x\r\n\r\n`, /^HTTP\/1.1 40[014] /],
  ];
  for (const [sent, status] of strange) {
    const one = await open(sent);
    await until("an answer", () => status.test(one.text()), 3_000).catch(() => {
      assert.match(one.text().slice(0, 200), status, sent.slice(0, 120));
    });
    assert.doesNotMatch(one.text(), /HTTP\/1.1 20/, sent.slice(0, 120));
    one.socket.destroy();
  }
  assert.deepEqual(await written(), []);
});

test("no header and no parameter makes one method another", async () => {
  const game = expect(await zone.as.administrator.post("/games", { name: "Chess" }), 201);
  await written();
  const body = JSON.stringify({ name: "Checkers" });
  const names = ["x-http-method-override", "x-http-method", "x-method-override"];
  for (const name of names) {
    const answer = await zone.as.administrator.request("POST", `/games/${game.id}`, body, {
      [name]: "PATCH",
    });
    assert.equal(answer.status, 404, name);
    expect(await zone.as.administrator.request("GET", "/games", null, { [name]: "POST" }), 200);
  }
  assert.equal(
    (await zone.as.administrator.request("POST", `/games/${game.id}?_method=PATCH`, body)).status,
    404,
  );
  assert.equal((await zone.as.administrator.request("GET", "/games?_method=POST")).status, 400);
  for (const method of ["TRACE", "OPTIONS", "PROPFIND", "CONNECT"]) {
    const one = await open(
      `${method} /api/v1/games HTTP/1.1\r\nhost: x\r\ncookie: gamezone.session_token=secret\r\n\r\n`,
    );
    await until(`an answer to ${method}`, () => one.text() !== "" || one.closed(), 3_000);
    assert.doesNotMatch(one.text(), /^HTTP\/1.1 2|secret/, method);
    one.socket.destroy();
  }
  assert.deepEqual(await written(), []);
});

test("the name that a request calls us by is believed by nothing", async () => {
  const evil = "evil.example";
  for (const path of [
    "/",
    "/sign-in",
    "/api/v1/me",
    "/api/docs",
    "/api/docs/",
    "/api/openapi.json",
    "/nothing",
  ]) {
    const headers = `x-forwarded-host: ${evil}\r\nx-forwarded-proto: https\r\nforwarded: host=${evil}`;
    const one = await open(
      `GET ${path} HTTP/1.1\r\nhost: ${evil}\r\n${headers}\r\nconnection: close\r\n\r\n`,
    );
    await until("an answer", () => one.closed(), 5_000);
    assert.match(one.text(), /^HTTP\/1.1 [2345]/);
    assert.ok(!one.text().includes(evil), `${path} repeats the host`);
  }
  // A page whose name was turned to our address (DNS rebinding) is its own origin; no cookie of ours goes to it.
  const rebound = { host: `${evil}:3000`, origin: `http://${evil}:3000` };
  const asked = await zone.app.inject({
    method: "POST",
    url: "/api/v1/games",
    headers: rebound,
    payload: {},
  });
  assert.equal(asked.statusCode, 401);
  const metrics = (headers: Record<string, string>) => zone.app.inject({ url: "/metrics", headers });
  assert.equal((await metrics({ host: "127.0.0.1:3000" })).statusCode, 200);
  assert.equal((await metrics({ host: "[::1]:3000" })).statusCode, 200);
  assert.equal((await metrics({ host: `${evil}:3000` })).statusCode, 401);
  assert.equal((await metrics({ host: "127.0.0.1.evil.example" })).statusCode, 401);
  for (const name of ["x-forwarded-for", "forwarded", "via"]) {
    assert.equal((await metrics({ host: "127.0.0.1", [name]: "203.0.113.9" })).statusCode, 401, name);
  }
});

test("an address that a request claims to come from is believed by no limit", async () => {
  const statuses = new Map<number, number>();
  for (let guess = 0; guess < 12; guess += 1) {
    const { status } = await zone.as.nobody.post(
      "/sign-in",
      { username: `clerk${zone.venueId}`, password: `guess ${guess}` },
      { "x-forwarded-for": `203.0.113.${guess}`, "x-real-ip": `203.0.113.${guess}` },
    );
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  assert.deepEqual(
    [...statuses],
    [
      [401, 10],
      [429, 2],
    ],
  );
  expect(
    await zone.as.nobody.post("/sign-in", { username: zone.playerUsername, password: TEST_PASSWORD }),
    200,
  );
});

interface Opened {
  readonly socket: Socket;
  text(): string;
  closed(): boolean;
}

function open(sent = ""): Promise<Opened> {
  return new Promise((resolve, reject) => {
    let text = "";
    let closed = false;
    const socket = connect(Number(new URL(zone.address).port), "127.0.0.1", () => {
      if (sent !== "") socket.write(sent, "latin1");
      resolve({ socket, text: () => text, closed: () => closed });
    });
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      closed = true;
    });
    socket.on("end", () => socket.end());
  });
}
