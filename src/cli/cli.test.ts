import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { gamezone as run } from "../../test/command.ts";
import { expect, furnish, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";

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

test("a purge says for each venue what it would do, and what it did", async () => {
  const session = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${session.id}/terminate`, { reason: "closed early" }), 200);
  await sql`update play_sessions set completed_at = now() - interval '100 days'`.execute(zone.db);
  const dry = await gamezone(["purge", "--dry-run", "--json"]);
  assert.equal(dry.code, 0, dry.stderr);
  const [venue] = JSON.parse(dry.stdout).venues;
  assert.deepEqual(venue.byStatus, [{ status: "terminated", sessions: 1, minutes: 0 }]);
  assert.match((await gamezone(["purge", "--older-than", "101"])).stdout, /^Centre d’essai\s: 0 session/);
  assert.match((await gamezone(["purge"])).stdout, /^Centre d’essai\s: 1 session/);
  assert.match((await gamezone(["purge", "--dry-run"])).stdout, /aucune session/);
  for (const days of ["0", "-1", "many", "1.5"]) {
    assert.equal((await gamezone(["purge", `--older-than=${days}`])).code, 2, days);
  }
});

test("a backup is not restored without --yes, nor while the server runs", async () => {
  const made = await gamezone(["backup", "--json"]);
  assert.equal(made.code, 0, made.stderr);
  const { file } = JSON.parse(made.stdout);
  const dry = await gamezone(["restore", file, "--json"]);
  assert.deepEqual([dry.code, JSON.parse(dry.stdout).restored], [0, false]);
  const refused = await gamezone(["restore", file, "--yes"]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Arrêtez le serveur/);
  assert.equal((await gamezone(["restore", join(folder, "none.dump"), "--yes"])).code, 2);
});

function gamezone(words: string[], environment: Record<string, string> = {}) {
  return run(words, { databaseUrl: zone.database.url, folder, environment });
}
