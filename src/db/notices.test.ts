import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { until } from "../../test/processes.ts";
import { announceChange, CHANGES_CHANNEL } from "./announce.ts";
import { type Listener, openListener } from "./listener.ts";
import { openPool } from "./pool.ts";
import { inTransaction } from "./transaction.ts";

let database: TestDatabase;
let listener: Listener;
const heard: number[] = [];
before(async () => {
  database = await createTestDatabase();
  listener = await openListener(database.url, [CHANGES_CHANNEL]);
  listener.on(CHANGES_CHANNEL, (payload) => heard.push(JSON.parse(payload).id));
});
after(async () => {
  await listener.close();
  await database.drop();
});

const announce = (db: typeof database.db, ...ids: number[]) =>
  inTransaction(db, (tx) => {
    for (const id of ids) announceChange(tx, { venueId: 1, kind: "session", id });
  });

test("a transaction tells what it did once, in its order, and nothing when it is undone", async () => {
  const undone = inTransaction(database.db, (tx) => {
    announceChange(tx, { venueId: 1, kind: "session", id: 1 });
    throw new Error("undone");
  });
  await assert.rejects(undone, /undone/);
  await announce(database.db, 4, 3, 4, 2);
  await until("it is told", () => heard.includes(2));
  assert.deepEqual(heard.splice(0), [4, 3, 2]);
});

test("what is told can be read: it comes after the commit", async () => {
  const seen: Promise<unknown>[] = [];
  const stop = listener.on(CHANGES_CHANNEL, (payload) => {
    const { id } = JSON.parse(payload);
    seen.push(database.db.selectFrom("venues").select("name").where("id", "=", id).executeTakeFirstOrThrow());
  });
  for (let number = 0; number < 20; number += 1) {
    await inTransaction(database.db, async (tx) => {
      const { id } = await tx
        .insertInto("venues")
        .values({ name: `V${number}`, currency: "XOF", time_zone: "UTC", qr_secret: Buffer.alloc(32) })
        .returning("id")
        .executeTakeFirstOrThrow();
      announceChange(tx, { venueId: id, kind: "venue", id });
    });
  }
  await until("it is told", () => seen.length === 20);
  await Promise.all(seen);
  stop();
  heard.length = 0;
});

test("what could not be told while no connection could be had is told afterwards", async () => {
  const pool = openPool(database.url, 1);
  const server = new URL(database.url);
  const name = server.pathname.slice(1);
  server.pathname = "/postgres";
  const elsewhere = new pg.Client({ connectionString: server.href });
  await elsewhere.connect();
  try {
    // The transaction's own connection stands already, the one that tells does not yet.
    await announce(pool.db);
    await elsewhere.query(`alter database "${name}" allow_connections false`);
    await announce(pool.db, 5, 6);
    await sleep(300);
    assert.deepEqual(heard, []);
    await elsewhere.query(`alter database "${name}" allow_connections true`);
    await until("it is told", () => heard.length === 2);
    assert.deepEqual(heard.splice(0), [5, 6]);
  } finally {
    await elsewhere.end();
    await pool.close();
  }
});

test("a pool that closes tells what it has not told yet", async () => {
  const pool = openPool(database.url, 1);
  await announce(pool.db, 7);
  await pool.close();
  await until("it is told", () => heard.includes(7));
});
