import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { untilItAccepts } from "./readiness.ts";

/** As PostgreSQL says it while it recovers. */
const STARTING = "the database system is starting up";

test("a PostgreSQL that starts later than we do is waited for, and that is said once", async () => {
  let knocks = 0;
  const door = createServer((visitor) => {
    visitor.on("error", () => {});
    knocks += 1;
    if (knocks <= 2) {
      visitor.once("data", () => visitor.end(refusal("57P03", STARTING)));
      return;
    }
    const { port, hostname } = new URL(process.env.TEST_DATABASE_URL as string);
    const inside = connect(Number(port), hostname);
    inside.on("error", () => visitor.destroy());
    visitor.pipe(inside).pipe(visitor);
  });
  const url = await open(door);
  let said = 0;
  try {
    await untilItAccepts(url, () => {
      said += 1;
    });
  } finally {
    door.close();
  }
  assert.equal(knocks, 3);
  assert.equal(said, 1);
});

test("waiting ends with what was answered last", async () => {
  const door = createServer();
  const url = await open(door);
  await new Promise((resolve) => door.close(resolve));
  await assert.rejects(
    untilItAccepts(url, () => {}, 100),
    { code: "ECONNREFUSED" },
  );
});

test("what no waiting mends is said at once", async () => {
  const url = new URL(process.env.TEST_DATABASE_URL as string);
  url.pathname = "/no_such_database";
  await assert.rejects(
    untilItAccepts(url.href, () => assert.fail("it waited")),
    { code: "3D000" },
  );
});

/** PostgreSQL's message of an error, as it goes over the wire: one letter, its length, fields ended by zeros. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

async function open(door: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const url = new URL(process.env.TEST_DATABASE_URL as string);
  url.port = String((door.address() as AddressInfo).port);
  url.hostname = "127.0.0.1";
  return url.href;
}
