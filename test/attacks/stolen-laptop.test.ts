import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { readConfig } from "../../src/config.ts";
import { startEmbeddedDatabase } from "../../src/db/embedded.ts";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../gamezone.ts";

// What can be read by who has the disk, another account of the machine, or only its network.

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("no password, no key of a program and no answer that held one stands in the database as it is", async () => {
  const { password } = expect(
    await zone.clerk.post(`/players/${zone.playerId}/password`, undefined, {
      "idempotency-key": "keep-this-answer",
    }),
    200,
  );
  await zone.signIn(zone.playerUsername, password);
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(zone.db);
  const rows = tables.rows.map(({ name }) => sql`select to_jsonb(t)::text as row from ${sql.table(name)} t`);
  const found = await sql<{ row: string }>`${sql.join(rows, sql` union all `)}`.execute(zone.db);
  const dump = found.rows.map(({ row }) => row).join("\n");
  assert.ok(dump.includes(zone.playerUsername) && dump.length > 5_000);
  const keys = Object.values(zone.authorization).map((header) => header.replace("Bearer ", ""));
  for (const secret of [TEST_PASSWORD, password, "keep-this-answer", ...keys]) {
    assert.ok(!dump.includes(secret), `${secret} can be read`);
  }
});

test("what nobody asked for stays on the machine", () => {
  assert.equal(readConfig({}, {}).host, "127.0.0.1");
});

test("the embedded database answers the machine alone, asks for its password, and its files are for one account", {
  skip: process.platform === "win32",
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-laptop-"));
  await chmod(folder, 0o711);
  const database = await startEmbeddedDatabase({ dataFolder: folder });
  try {
    const url = new URL(database.url);
    assert.equal(url.hostname, "127.0.0.1");
    assert.ok(url.password.length >= 32);
    for (const password of ["", "postgres", `${url.password}x`]) {
      const wrong = new URL(url);
      wrong.password = password;
      const client = new pg.Client({ connectionString: wrong.href, connectionTimeoutMillis: 5_000 });
      await assert.rejects(() => client.connect(), /password|SASL/i);
    }
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one && !one.internal && one.family === "IPv4");
    for (const { address } of outside as Array<{ address: string }>) {
      assert.equal(await opens(address, Number(url.port)), false, `${address} answers`);
    }
    const readable: string[] = [];
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      const { mode } = await stat(path);
      // A folder that others may pass through shows them nothing that they cannot name and may not read.
      if ((mode & 0o044) !== 0 && (await isReachable(folder, path))) readable.push(name);
    }
    assert.deepEqual(readable, []);
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Whether every folder on the way lets others through. */
async function isReachable(from: string, path: string): Promise<boolean> {
  for (let at = join(path, ".."); at.length >= from.length; at = join(at, "..")) {
    if (((await stat(at)).mode & 0o011) === 0) return false;
  }
  return true;
}

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on("connect", () => answer(true));
    socket.on("error", () => answer(false));
    socket.on("timeout", () => answer(false));
  });
}
