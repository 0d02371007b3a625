import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

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

test("the live stream asks screens to read anew after the database was away", async () => {
  const staff = await listen({ authorization: zone.authorization.clerk });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'gamezone listener'`.execute(zone.db);
  await waitUntil(() => staff.events.some(({ event }) => event === "reload"));
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

test("every answer carries a strict content security policy", async () => {
  const policy = (await fetch(`${zone.address}/healthz`)).headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https:/);
});

interface Heard {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

async function listen(headers: Record<string, string>): Promise<{ events: Heard[]; stop: () => void }> {
  const aborter = new AbortController();
  const response = await fetch(`${zone.address}/api/v1/stream`, { headers, signal: aborter.signal });
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
  read().catch(() => {});
  return { events, stop: () => aborter.abort() };
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (holds()) return;
    await sleep(25);
  }
  assert.fail("it never came");
}
