import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createApiKey } from "../../src/accounts/actions.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { expect, operator, startTestGameZone, type TestGameZone } from "../gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("one address holds two hundred live streams and no more; the machine itself is not counted", async () => {
  const keys = await inTransaction(zone.db, async (tx) => {
    const context = { tx, actor: operator(zone.venueId) };
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      made.push((await createApiKey(context, { name: `screen ${index}`, role: "clerk" })).key);
    }
    return made;
  });
  const open = (index: number, remoteAddress: string) =>
    zone.app.inject({
      url: "/api/v1/stream",
      remoteAddress,
      payloadAsStream: true,
      headers: { authorization: `Bearer ${keys[index % keys.length]}` },
    });
  for (let index = 0; index < 200; index += 1) {
    assert.equal((await open(index, "192.168.1.66")).statusCode, 200, `stream ${index}`);
  }
  const refused = await open(200, "192.168.1.66");
  assert.equal(refused.statusCode, 429);
  assert.equal((await open(0, "192.168.1.67")).statusCode, 200, "the neighbour is served");
  for (let index = 0; index < 20; index += 1) {
    assert.equal((await open(index, "127.0.0.1")).statusCode, 200);
  }
  expect(await zone.clerk.get("/venue"), 200);
});
