import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { client, expect } from "../../test/gamezone.ts";
import { cleanUp, makeDataFolder, runProcess, startProcess } from "../../test/processes.ts";

const MAIN = join(import.meta.dirname, "main.ts");
after(cleanUp);

test("on the shop's own PC: backed up while it runs, refused to restore while it runs, then restored as it was", async () => {
  const data = await makeDataFolder();
  const first = startProcess([MAIN, "serve", "--port", "0", "--data", data]);
  const [, address = ""] = await first.says(/ready: (\S+)/);
  const [, username = "", password = ""] = await first.says(/administrator +(\S+) +(\S+)/);
  const made = await run("backup", "--data", data, "--json");
  assert.equal(made.code, 0, made.errors);
  const { file } = JSON.parse(made.output);
  assert.deepEqual(await readdir(join(data, "backups")), [file.split("/").at(-1)]);

  // What happens after the backup is what the restore takes back.
  const signedIn = await signIn(address, username, password);
  expect(await signedIn.patch("/venue", { name: "After the backup" }), 200);
  const refused = await run("restore", file, "--data", data, "--yes");
  assert.equal(refused.code, 1);
  assert.match(refused.errors, /Stop it first/);
  first.child.kill("SIGTERM");
  await first.ended;

  const dry = await run("restore", file, "--data", data);
  assert.equal(dry.code, 0, dry.errors);
  assert.match(dry.output, /Nothing was changed/);
  const restored = await run("restore", file, "--data", data, "--yes");
  assert.equal(restored.code, 0, restored.errors);
  assert.match(restored.output, /kept as gamezone_before_restore_\d/);

  const again = startProcess([MAIN, "serve", "--port", "0", "--data", data]);
  const [, newAddress = ""] = await again.says(/ready: (\S+)/);
  assert.doesNotMatch(again.output(), /First passwords/);
  const venue = expect(await (await signIn(newAddress, username, password)).get("/venue"), 200);
  assert.equal(venue.name, "GameZone Plateau");
  const logs = await readdir(join(data, "logs"));
  assert.ok(logs.every((name) => /^api_\d{4}-\d\d-\d\d\.log$/.test(name)) && logs.length > 0, `${logs}`);
  again.child.kill("SIGTERM");
  await again.ended;
});

function run(...words: string[]) {
  return runProcess([MAIN, ...words]);
}

async function signIn(address: string, username: string, password: string) {
  const answer = await client(address, {}).post("/sign-in", { username, password });
  expect(answer, 200);
  const cookie = answer.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
  return client(address, { cookie: cookie.join("; ") });
}
