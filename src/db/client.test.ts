import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { openPool } from "./pool.ts";
import { inTransaction } from "./transaction.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(2);
  await sql`create table notes (id int primary key, text text)`.execute(database.db);
});
after(() => database.drop());

const readNote = (id: number) => sql<{ text: string }>`select * from notes where id = ${id}`;

test("what is asked again and again is prepared once a connection", async () => {
  await inTransaction(database.db, async (tx) => {
    for (let times = 0; times < 5; times += 1) await readNote(times).execute(tx);
    const { rows } = await sql<{ calls: number }>`
      select generic_plans + custom_plans as calls from pg_prepared_statements where statement like '%from notes%'`.execute(
      tx,
    );
    assert.deepEqual(rows, [{ calls: 3 }]);
  });
});

test("statements sent together are answered in their order, and one that fails undoes them all", async () => {
  const write = (id: number) => sql`insert into notes values (${id}, ${`note ${id}`})`;
  await inTransaction(database.db, async (tx) => {
    await Promise.all([write(1).execute(tx), write(2).execute(tx), write(3).execute(tx)]);
    const { rows } = await readNote(2).execute(tx);
    assert.equal(rows[0]?.text, "note 2");
  });
  const doubled = inTransaction(database.db, (tx) =>
    Promise.all([write(4).execute(tx), write(1).execute(tx), write(5).execute(tx)]),
  );
  await assert.rejects(doubled, { code: "23505" });
  const { rows } = await sql<{ id: number }>`select id from notes order by id`.execute(database.db);
  assert.deepEqual(
    rows.map(({ id }) => id),
    [1, 2, 3],
  );
});

test("statements of a transaction that do not wait for each other are sent before the first is answered", async (t) => {
  await inTransaction(database.db, async (tx) => {
    await readNote(1).execute(tx);
    const ask = t.mock.method(pg.Client.prototype, "query");
    const answers = [sql`select pg_sleep(0.1)`.execute(tx), readNote(2).execute(tx), readNote(3).execute(tx)];
    await setImmediate();
    assert.equal(ask.mock.callCount(), answers.length);
    await Promise.all(answers);
  });
});

test("what is refused because a statement before it failed says why that one did", async () => {
  await inTransaction(database.db, async (tx) => {
    await sql`savepoint before`.execute(tx);
    const failures = await Promise.allSettled([
      sql`select 1 / 0`.execute(tx),
      readNote(1).execute(tx),
      readNote(1).execute(tx),
    ]);
    const codes = failures.map((one) => one.status === "rejected" && one.reason.code);
    assert.deepEqual(codes, ["22012", "22012", "22012"]);
    await sql`rollback to savepoint before`.execute(tx);
    await readNote(1).execute(tx);
    await assert.rejects(sql`select sqrt(-1)`.execute(tx), { code: "2201F" });
    await sql`rollback to savepoint before`.execute(tx);
  });
});

test("a transaction goes on after another node changed the tables under a prepared statement", async () => {
  const pool = openPool(database.url, 1);
  try {
    const read = () => inTransaction(pool.db, (tx) => readNote(1).execute(tx));
    for (let times = 0; times < 4; times += 1) await read();
    await sql`alter table notes add column colour text default 'red'`.execute(database.db);
    assert.deepEqual((await read()).rows, [{ id: 1, text: "note 1", colour: "red" }]);
  } finally {
    await pool.close();
  }
});

test("the pool itself can be asked with values, too", async () => {
  for (let times = 0; times < 4; times += 1) {
    const { rows } = await database.pool.query("select $1::int + 1 as next", [times]);
    assert.deepEqual(rows, [{ next: times + 1 }]);
  }
});
