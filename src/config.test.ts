import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "./config.ts";

const pooled = "postgresql://gamezone@127.0.0.1:6432/gamezone";
const direct = "postgresql://gamezone@127.0.0.1:5432/gamezone";

test("the address without the pooler is the database's own unless it is given", () => {
  const read = (environment: NodeJS.ProcessEnv) => {
    const { databaseUrl, directDatabaseUrl } = readConfig({}, environment);
    return [databaseUrl, directDatabaseUrl];
  };
  assert.deepEqual(read({}), [null, null]);
  assert.deepEqual(read({ DATABASE_URL: pooled }), [pooled, pooled]);
  assert.deepEqual(read({ DATABASE_URL: pooled, DATABASE_DIRECT_URL: direct }), [pooled, direct]);
  assert.deepEqual(read({ DATABASE_URL: pooled, DATABASE_DIRECT_URL: "" }), [pooled, pooled]);
  // Alone it would mean the embedded database for some things and another for others.
  assert.throws(() => read({ DATABASE_DIRECT_URL: direct }), /DATABASE_DIRECT_URL needs DATABASE_URL/);
});
