import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { inTransaction, type Transaction } from "./transaction.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(2);
  await sql`create table written (n integer)`.execute(database.db);
});
after(() => database.drop());

const write = (tx: Transaction, n: number) => sql`insert into written values (${n})`.execute(tx);

async function written(): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`select n from written order by n`.execute(database.db);
  return rows.map(({ n }) => n);
}

test("what is asked beside a statement that fails is undone with it, and never sent after the transaction", async () => {
  for (let round = 0; round < 20; round += 1) {
    const work = (tx: Transaction) =>
      Promise.all([sql`select 1 / 0`.execute(tx), ...[1, 2, 3, 4, 5].map((n) => write(tx, n))]);
    await assert.rejects(inTransaction(database.db, work), /division by zero/);
    assert.deepEqual(await written(), [], `round ${round}`);
  }
});

test("the same beside a refusal, also of what would only be asked later", async () => {
  for (let round = 0; round < 20; round += 1) {
    const work = (tx: Transaction) =>
      Promise.all([
        sql`select 1`.execute(tx).then(() => {
          throw new Error("refused");
        }),
        ...[1, 2, 3].map((n) => write(tx, n).then(() => write(tx, n + 3))),
        new Promise((resolve) => setTimeout(resolve, round % 5)).then(() => write(tx, 7)),
      ]);
    await assert.rejects(inTransaction(database.db, work), /refused/);
    assert.deepEqual(await written(), [], `round ${round}`);
  }
});

test("of statements that fail together each tells the error of the first, prepared or not", async () => {
  // From its third time on a statement is prepared, and its error takes longer to arrive than that of one that is not.
  const divide = (tx: Transaction, by: number) => sql`select 1 / ${by}::integer`.execute(tx);
  for (let round = 0; round < 8; round += 1) {
    const told = await inTransaction(database.db, async (tx) => {
      await divide(tx, 1);
      const asked = [sql`select 1`.execute(tx), divide(tx, 0), sql`select 2`.execute(tx), write(tx, 1)];
      const outcomes = await Promise.allSettled(asked);
      throw outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : null));
    }).catch((codes) => codes);
    assert.deepEqual(told, [null, "22012", "22012", "22012"], `round ${round}`);
  }
});
