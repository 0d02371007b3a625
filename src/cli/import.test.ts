import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { asMysqldump, rottenDatabase } from "../../test/old-database.ts";
import { cleanUp, runProcess } from "../../test/processes.ts";
import { inconsistencyKinds, refusalReasons } from "../import/notebook.ts";
import { importWords } from "./import-words.ts";

let zone: TestGameZone;
let folder: string;
before(async () => {
  zone = await startTestGameZone();
  folder = await mkdtemp(join(tmpdir(), "gamezone-cli-import-"));
});
after(async () => {
  await cleanUp();
  await zone.close();
  await rm(folder, { recursive: true, force: true });
});

test("without --apply nothing is written, and the report says what would be", async () => {
  const path = await dump();
  const trial = await gamezone(["--from", path], "fr_FR.UTF-8");
  assert.equal(trial.code, 1, trial.errors);
  for (const said of [
    "rien n’a été écrit",
    "session à 100 % encore ouverte",
    "purchases 5 (15.00 EUR)",
    "autre monnaie que celle du centre",
    "Ces anciens comptes sont administrateurs",
  ]) {
    assert.ok(trial.output.includes(said), said);
  }
  assert.equal(await imported(), 0);
});

test("--apply writes, --json tells a program, and a second time there is nothing to do", async () => {
  const path = await dump();
  const done = await gamezone(["--from", path, "--apply", "--json"], "en_GB.UTF-8");
  assert.equal(done.code, 1, done.errors);
  const report = JSON.parse(done.output);
  assert.equal(report.applied, true);
  assert.ok(report.refused.length > 0 && report.inconsistencies.length > 0);
  const before = await imported();
  assert.ok(before > 0);
  const again = await gamezone(["--from", path, "--apply"], "en_GB.UTF-8");
  assert.equal(again.code, 1);
  assert.equal(await imported(), before);
  const entries = await zone.db
    .selectFrom("audit_entries")
    .select("id")
    .where("action", "=", "import.apply")
    .execute();
  assert.equal(entries.length, 1);
});

test("a clean database leaves nothing for a person to do", async () => {
  const { users, games, game_packages, purchases, invoices } = rottenDatabase();
  const first = (rows: typeof purchases) => (rows ?? []).filter((row) => row.id === 1);
  const clean = {
    users: users ?? [],
    games: games ?? [],
    purchases: first(purchases),
    invoices: first(invoices),
  };
  const path = join(folder, "clean.sql");
  await writeFile(path, asMysqldump({ ...clean, game_packages: (game_packages ?? []).slice(0, 1) }));
  const done = await gamezone(["--from", path, "--apply", "--source", "clean"], "en_GB.UTF-8");
  assert.equal(done.code, 0, done.output);
  assert.match(done.output, /Nothing needs a person/);
});

test("what cannot be run is said in a sentence", async () => {
  const other = join(folder, "other.sql");
  await writeFile(other, "CREATE TABLE `wp_posts` (`id` int);\nINSERT INTO `wp_posts` VALUES (1);\n");
  for (const [words, said] of [
    [["--from", join(folder, "none.sql")], /There is no file/],
    [["--from", other], /not the old system's database/],
    [["--from", "mysql://root@127.0.0.1:1/gamezone"], /cannot be read/],
    [["--from", "mysql://127.0.0.1"], /mysql:\/\/user:password/],
    [["--from", other, "--time-zone", "Mars/Base"], /no time zone/],
  ] as const) {
    const { code, errors } = await gamezone(words, "en_GB.UTF-8");
    assert.equal(code, 2, errors);
    assert.match(errors, said);
    assert.equal(errors.trim().split("\n").length, 1, errors);
  }
});

test("every inconsistency and every refusal has its words in both languages", () => {
  for (const text of [importWords.fr, importWords.en]) {
    for (const kind of inconsistencyKinds) {
      const { what, how } = text.kinds[kind];
      assert.ok(what.length > 2 && how.length > 2, kind);
    }
    for (const reason of refusalReasons) assert.ok(text.reasons[reason].length > 3, reason);
  }
});

async function dump(): Promise<string> {
  const path = join(folder, "dump.sql");
  await writeFile(path, asMysqldump(rottenDatabase()));
  return path;
}

function gamezone(words: readonly string[], language: string) {
  const environment = {
    LANG: language,
    LC_ALL: language,
    DATABASE_URL: zone.database.url,
    GAMEZONE_DATA: folder,
  };
  return runProcess(["src/cli/main.ts", "import", ...words], environment);
}

async function imported(): Promise<number> {
  const rows = await zone.db.selectFrom("imported_records").select("old_id").execute();
  return rows.length;
}
