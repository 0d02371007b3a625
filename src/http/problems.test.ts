import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pino from "pino";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { openProxy } from "../../torture/proxy.ts";
import { openListener } from "../db/listener.ts";
import { openPool } from "../db/pool.ts";
import { buildApp } from "./app.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a full disk is answered as “not now”: nothing is written, and the same key succeeds once there is room", async () => {
  await sql`create function refuse_for_the_disk() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(
    zone.db,
  );
  await sql`create trigger full_disk before insert on audit_entries execute function refuse_for_the_disk()`.execute(
    zone.db,
  );
  const sell = () =>
    zone.clerk.post(
      "/purchases",
      { playerId: zone.playerId, packageId: zone.packageIds[0] },
      { "idempotency-key": "while the disk was full".replaceAll(" ", "-") },
    );
  const refused = expect(await sell(), 503);
  assert.equal(refused.code, "unavailable");
  assert.deepEqual(await zone.db.selectFrom("purchases").select("id").execute(), []);
  await sql`drop trigger full_disk on audit_entries`.execute(zone.db);
  const { id } = expect(await sell(), 201);
  assert.deepEqual(await zone.db.selectFrom("purchases").select("id").execute(), [{ id }]);
});

test("a connection that breaks in the middle of an action is answered as “not now”, also when nothing can be undone on it", async () => {
  const proxy = await openProxy(Number(new URL(zone.database.url).port));
  const url = new URL(zone.database.url);
  url.port = String(proxy.port);
  const pool = openPool(url.href, 1);
  const listener = await openListener(zone.database.url, []);
  const app = await buildApp({
    db: pool.db,
    listener,
    logger: pino({ level: "silent" }),
    dataFolder: tmpdir(),
  });
  const sell = (key: string) =>
    app.inject({
      method: "POST",
      url: "/api/v1/purchases",
      headers: { authorization: zone.authorization.clerk, "idempotency-key": key },
      payload: { playerId: zone.playerId, packageId: zone.packageIds[0] },
    });
  try {
    let broken = 0;
    for (let message = 1; message <= 40; message += 1) {
      const { cuts } = proxy.counted();
      proxy.cutAtMessage(message, message % 2 === 0);
      const first = await sell(`cut-${message}`);
      assert.ok([201, 503].includes(first.statusCode), `message ${message}: ${first.body}`);
      if (first.statusCode === 503) broken += 1;
      const again = await sell(`cut-${message}`);
      assert.ok([201, 503].includes(again.statusCode), `message ${message}, again: ${again.body}`);
      if (proxy.counted().cuts === cuts) break;
    }
    assert.ok(broken > 10, `${broken} requests were broken`);
  } finally {
    await app.close();
    await listener.close();
    await pool.close();
    await proxy.close();
  }
});
