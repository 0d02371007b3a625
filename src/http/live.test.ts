import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { sql } from "kysely";
import pino from "pino";
import { setClock } from "../../test/database.ts";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../../test/gamezone.ts";
import { beat } from "../deadlines/heartbeat.ts";
import { buildApp } from "./app.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("staff see every change of a session, a player only their own", async () => {
  const stranger = expect(await zone.clerk.post("/players", { name: "Somebody Else" }), 201);
  const { password } = expect(await zone.clerk.post(`/players/${stranger.id}/password`), 200);
  const cookie = (await zone.signIn(stranger.username, password)).cookie;
  const staff = await listen({ authorization: zone.authorization.clerk });
  const other = await listen({ cookie });
  const { id } = await zone.ready(15);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  await waitUntil(() => staff.events.some(({ data }) => data.id === id && data.status === "active"));
  const active = staff.events.find(({ data }) => data.status === "active")!;
  assert.equal(active.event, "session");
  assert.ok(Date.parse(active.data.serverTime as string));
  await sleep(100);
  assert.deepEqual(other.events, []);
  staff.stop();
  other.stop();
});

test("a live stream ends with the sign-in or the key that opened it", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const other = await startTestGameZone();
  const passAlive = () => mock.timers.tick(20_000);
  try {
    const player = await other.signIn(other.playerUsername, TEST_PASSWORD);
    const reset = await other.signIn(`administrator${other.venueId}`, TEST_PASSWORD);
    const expiring = await other.signIn(`clerk${other.venueId}`, TEST_PASSWORD);
    const open = (headers: Record<string, string>) => listen(headers, other.address);
    const signedOut = await open({ cookie: player.cookie });
    const changed = await open({ cookie: reset.cookie });
    const expired = await open({ cookie: expiring.cookie });
    const revoked = await open({ authorization: other.authorization.clerk });
    const kept = await open({ authorization: other.authorization.administrator });
    const ending = [signedOut, changed, expired, revoked];
    passAlive();
    await sleep(300);
    assert.ok(ending.every((stream) => !stream.ended()));

    expect(await player.post("/sign-out"), 200);
    const me = expect(await reset.get("/me"), 200);
    expect(await other.as.administrator.post(`/staff/${me.userId}/password`), 200);
    await sql`update api_keys set revoked_at = now() where role = 'clerk'`.execute(other.db);
    await sql`update sign_ins set expires_at = now() - interval '1 minute'`.execute(other.db);
    passAlive();
    for (const stream of ending) await waitUntil(stream.ended);
    assert.equal(kept.ended(), false);
    kept.stop();
  } finally {
    await other.close();
    mock.timers.reset();
  }
});

test("one person or key keeps thirty-two streams; the oldest gives way", async () => {
  const streams: Stream[] = [];
  for (let index = 0; index < 34; index += 1) {
    streams.push(await listen({ authorization: zone.authorization.player }));
  }
  await waitUntil(() => streams[0]!.ended() && streams[1]!.ended());
  assert.equal(streams.filter((stream) => stream.ended()).length, 2);
  for (const stream of streams) stream.stop();
});

test("asking only for the head of the stream does not hang", async () => {
  const response = await fetch(`${zone.address}/api/v1/stream`, {
    method: "HEAD",
    headers: { authorization: zone.authorization.clerk },
    signal: AbortSignal.timeout(3000),
  });
  assert.equal(response.status, 404);
});

test("changes that cannot be read are not lost: the screens read anew", async () => {
  const staff = await listen({ authorization: zone.authorization.clerk });
  const player = await listen({ authorization: zone.authorization.player });
  const { id } = await zone.ready(15);
  await waitUntil(() => staff.events.some(({ data }) => data.id === id));
  await sql`alter table stations rename column name to hidden`.execute(zone.db);
  try {
    await sql`select pg_notify('gamezone_changes', ${JSON.stringify({ venueId: zone.venueId, kind: "session", id })})`.execute(
      zone.db,
    );
    await waitUntil(() => staff.events.some(({ event }) => event === "reload"));
  } finally {
    await sql`alter table stations rename column hidden to name`.execute(zone.db);
  }
  await waitUntil(() => player.events.some(({ event }) => event === "reload"));
  staff.stop();
  player.stop();
});

test("accepted scans and refused ones are announced, and a clock that stops or goes on", async () => {
  const staff = await listen({ authorization: zone.authorization.clerk });
  const heard = (kind: string) => staff.events.filter(({ event }) => event === kind).length;
  const invoice = await zone.sell();
  expect(await zone.clerk.post("/scans", { code: invoice.validationCode }), 201);
  await waitUntil(() => heard("scan") === 1);
  expect(await zone.clerk.post("/scans", { code: invoice.validationCode }), 409);
  await waitUntil(() => heard("scan") === 2);
  await beat(zone.db, "test", new Date());
  await setClock(zone.db, -60 * 60_000);
  assert.equal((await beat(zone.db, "test", new Date())).stopped, true);
  await waitUntil(() => heard("venue") === 1);
  expect(await zone.as.administrator.post("/clock/acknowledge"), 200);
  await waitUntil(() => heard("venue") === 2);
  await setClock(zone.db, 0);
  await sql`delete from node_heartbeats`.execute(zone.db);
  staff.stop();
});

test("the live stream tells at once that the database is away, and asks screens to read anew when it is back", async () => {
  const staff = await listen({ authorization: zone.authorization.clerk });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'gamezone listener'`.execute(zone.db);
  await waitUntil(() => staff.events.some(({ event }) => event === "back"));
  assert.deepEqual(
    staff.events.map(({ event }) => event).filter((event) => event === "away" || event === "back"),
    ["away", "back"],
  );
  staff.stop();
});

test("the API document is valid OpenAPI 3.1 and has a page to read it", async () => {
  const document = await (await fetch(`${zone.address}/api/openapi.json`)).json();
  assert.match((document as { openapi: string }).openapi, /^3\.1\./);
  const result = await new Validator().validate(document as Record<string, unknown>);
  assert.equal(result.valid, true, JSON.stringify(result.errors));
  const page = await fetch(`${zone.address}/api/docs`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /swagger/i);
});

test("health, readiness and metrics answer without a sign-in", async () => {
  for (const path of ["/healthz", "/readyz"]) assert.equal((await fetch(zone.address + path)).status, 200);
  assert.match(await (await fetch(`${zone.address}/metrics`)).text(), /gamezone_http_request_seconds/);
});

test("an unexpected error is logged with the request it happened in, and only its id is answered", async () => {
  const lines: string[] = [];
  const logger = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
  const app = await buildApp({ db: zone.db, listener: zone.listener, logger, dataFolder: "." });
  await sql`alter table stations rename column name to hidden`.execute(zone.db);
  try {
    const { clerk } = zone.authorization;
    const answer = await app.inject({ url: "/api/v1/stations?limit=7", headers: { authorization: clerk } });
    assert.equal(answer.statusCode, 500);
    assert.doesNotMatch(answer.body, /hidden|column|select/);
    const logged = JSON.parse(lines.join(""));
    assert.equal(logged.method, "GET");
    assert.equal(logged.url, "/api/v1/stations", "a query may hold a code");
    assert.equal(logged.reqId, answer.json().requestId);
  } finally {
    await sql`alter table stations rename column hidden to name`.execute(zone.db);
    await app.close();
  }
});

test("metrics are for the machine itself and for an administrator's key", async () => {
  const far = (headers: Record<string, string> = {}) =>
    zone.app.inject({ url: "/metrics", remoteAddress: "192.168.1.20", headers });
  assert.equal((await far()).statusCode, 401);
  assert.equal((await far({ authorization: zone.authorization.clerk })).statusCode, 403);
  assert.equal((await far({ authorization: zone.authorization.administrator })).statusCode, 200);
  for (const near of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    const { statusCode } = await zone.app.inject({ url: "/metrics", remoteAddress: near });
    assert.equal(statusCode, 200, near);
  }
});

test("every answer carries a strict content security policy", async () => {
  const policy = (await fetch(`${zone.address}/healthz`)).headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https:/);
});

interface Heard {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

interface Stream {
  readonly events: Heard[];
  readonly ended: () => boolean;
  readonly stop: () => void;
}

async function listen(headers: Record<string, string>, address = zone.address): Promise<Stream> {
  const aborter = new AbortController();
  const response = await fetch(`${address}/api/v1/stream`, { headers, signal: aborter.signal });
  assert.equal(response.status, 200);
  const events: Heard[] = [];
  const read = async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const event = /^event: (.+)$/m.exec(part)?.[1];
        const data = /^data: (.+)$/m.exec(part)?.[1];
        if (event && data) events.push({ event, data: JSON.parse(data) });
      }
    }
  };
  let ended = false;
  read()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return { events, ended: () => ended, stop: () => aborter.abort() };
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (holds()) return;
    await sleep(25);
  }
  assert.fail("it never came");
}
