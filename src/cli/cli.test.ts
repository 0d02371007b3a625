import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { expect, furnish, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";

const MAIN = join(import.meta.dirname, "main.ts");

let zone: TestGameZone;
let folder: string;
before(async () => {
  zone = await startTestGameZone();
  folder = await mkdtemp(join(tmpdir(), "gamezone-cli-"));
});
after(async () => {
  await zone.close();
  await rm(folder, { recursive: true, force: true });
});

test("a new password for somebody who does not exist is refused in so many words", async () => {
  const french = await gamezone(["user", "reset-password", "ghost"], { LANG: "fr_FR.UTF-8" });
  assert.equal(french.code, 1);
  assert.equal(french.stderr, "Aucun compte ne s’appelle «\u202fghost\u202f».\n");
  const english = await gamezone(["user", "reset-password", "ghost"], { LANG: "en_GB.UTF-8" });
  assert.equal(english.code, 1);
  assert.equal(english.stderr, "No account is called “ghost”.\n");
});

test("an operator resets passwords of their own venue only", async () => {
  const own = await gamezone(["user", "reset-password", zone.playerUsername]);
  assert.equal(own.code, 0);
  const credentials = { username: zone.playerUsername, password: own.stdout.trim() };
  expect(await zone.as.nobody.post("/sign-in", credentials), 200);
  const other = await inTransaction(zone.db, furnish);
  const refused = await gamezone(["user", "reset-password", other.playerUsername]);
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout, "");
});

test("a port in the environment that is none is wrong use, said in a sentence", async () => {
  for (const port of ["abc", "-1", "70000", "1.5"]) {
    const { code, stderr } = await gamezone(["serve"], { PORT: port, LANG: "fr_FR.UTF-8" });
    assert.equal(code, 2, port);
    assert.equal(stderr, "Le port est un nombre de 0 à 65535.\n");
  }
});

function gamezone(
  words: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { LC_ALL: _all, LC_MESSAGES: _messages, LANG: _lang, ...rest } = process.env;
  const env = { ...rest, DATABASE_URL: zone.database.url, GAMEZONE_DATA: folder, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
