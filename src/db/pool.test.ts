import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { openPool } from "./pool.ts";
import { inTransaction } from "./transaction.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

test("a statement whose server fell silent fails after the patience of its pool, and the next one goes on", async () => {
  const cable = await layCable(database.url);
  const pool = openPool(cable.url, 2, { patience: 1_000 });
  try {
    const ask = () =>
      inTransaction(pool.db, async (tx) => (await sql<{ one: number }>`select 1 as one`.execute(tx)).rows);
    assert.deepEqual(await ask(), [{ one: 1 }]);
    cable.cut();
    const begun = performance.now();
    await assert.rejects(ask(), /fell silent|Client has encountered a connection error/);
    const waited = performance.now() - begun;
    assert.ok(waited > 900 && waited < 5_000, `${waited} ms`);
    cable.mend();
    assert.deepEqual(await ask(), [{ one: 1 }]);
    assert.equal(pool.pool.totalCount, 1, "the dead connection is gone");
  } finally {
    await pool.close();
    await cable.remove();
  }
});

/** A way to the database whose other end can vanish without a word: what is sent goes nowhere, nothing is closed. */
async function layCable(url: string) {
  const near = new URL(url);
  const { port, hostname } = new URL(url);
  const lines = new Set<Socket>();
  let whole = true;
  const server = createServer((here) => {
    const there = connect(Number(port), hostname);
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      lines.add(from);
      let dead = false;
      from.on("data", (bytes) => {
        dead ||= !whole;
        if (!dead) to.write(bytes);
      });
      from.on("error", () => {});
      from.on("close", () => dead || to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.href,
    cut: () => {
      whole = false;
    },
    mend: () => {
      whole = true;
    },
    remove: () =>
      new Promise((resolve) => {
        for (const line of lines) line.destroy();
        server.close(resolve);
      }),
  };
}
