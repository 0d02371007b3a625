import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { gamezone as run, runProgram } from "../../test/command.ts";
import { byHand } from "../../test/database.ts";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { sealAudit } from "../audit/actions.ts";
import type { Explanation } from "../doctor/schema.ts";

const ROOT = join(import.meta.dirname, "..", "..");

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

test("doctor answers 0 when all is well, 1 with findings, 2 when it could not look", async () => {
  const well = await gamezone(["doctor"]);
  assert.equal(well.code, 0, well.stdout + well.stderr);
  assert.match(well.stdout, /Tout va bien/);
  await damage();
  const ill = await gamezone(["doctor", "--json"]);
  assert.equal(ill.code, 1);
  const report = JSON.parse(ill.stdout);
  assert.equal(report.healthy, false);
  assert.equal(report.critical, 1);
  const english = await gamezone(["doctor"], { LANG: "en_GB.UTF-8" });
  assert.match(english.stdout, /✖ CRITICAL {2}Activated invoices without a session \(1\)/);
  assert.match(english.stdout, /→ Repair makes the session, ready to start\./);
  const blind = await gamezone(["doctor"], { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  assert.equal(blind.code, 2);
  assert.match(blind.stderr, /ECONNREFUSED|127\.0\.0\.1:1/);
});

test("repair shows its plan and changes nothing; --yes mends it, and says before and after", async () => {
  const { rows } = await sql<{ number: string }>`select number from invoices where status = 'active'`.execute(
    zone.db,
  );
  const number = rows[0]?.number as string;
  const explained = await gamezone(["explain", number]);
  assert.equal(explained.code, 1);
  assert.match(
    explained.stdout,
    /À faire\u202f: quelque chose ne va pas dans les données\. Lancez \.\/gamezone repair/,
  );
  const plan = await gamezone(["repair", "--dry-run"]);
  assert.equal(plan.code, 1);
  assert.match(plan.stdout, /à réparer +Factures activées sans session/);
  assert.match(plan.stdout, /Rien n’a été changé/);
  assert.equal((await gamezone(["repair"])).stdout, plan.stdout, "without --yes it is a plan as well");
  assert.equal((await gamezone(["doctor"])).code, 1);

  const mended = await gamezone(["repair", "--yes"]);
  assert.equal(mended.code, 0, mended.stdout);
  assert.match(mended.stdout, /^réparé +Factures activées sans session/m);
  assert.match(mended.stdout, /Avant\u202f: 1 critique\(s\), 0 avertissement\(s\)\. Après\u202f: 0 critique/);
  assert.match((await gamezone(["repair", "--yes"])).stdout, /Rien à réparer/);
});

test("the old habit: REPARER_SESSIONS mends", async () => {
  await damage();
  const { code, stdout } = await runProgram(join(ROOT, "reparer_sessions.sh"), [], {
    databaseUrl: zone.database.url,
    folder,
  });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Après\u202f: 0 critique/);
});

test("explain finds a case by its number, its code however typed, and its session, and tells everything in order", async () => {
  const { id, invoiceId } = await zone.ready();
  await zone.clerk.post(`/sessions/${id}/start`);
  await zone.clerk.post(`/sessions/${id}/pause`);
  const { body: invoice } = await zone.clerk.get(`/invoices/${invoiceId}`);
  const typed = invoice.validationCode.toLowerCase().replaceAll("-", " ");
  const answers: Explanation[] = [];
  for (const reference of [invoice.number, typed, String(id), `facture:${invoiceId}`]) {
    const { code, stdout } = await gamezone(["explain", reference, "--json"]);
    assert.equal(code, 0, reference);
    answers.push(JSON.parse(stdout));
  }
  const [first] = answers as [Explanation];
  assert.ok(answers.every(({ purchaseId }) => purchaseId === first.purchaseId));
  const { timeline, next, checklist } = first;
  assert.equal(next, "En pause. Appuyez sur «\u202fReprendre\u202f».");
  assert.equal(checklist.failingStep, "active");
  const happened = timeline
    .filter(({ kind }) => kind !== "audit")
    .map(({ text }) => text.replace(/\s/g, " "));
  assert.deepEqual(
    happened.toSorted(),
    [
      "Vente : FIFA, 1 min, 50 FCFA",
      "Payé : 50 FCFA en espèces",
      "Facture émise",
      "Facture activée",
      "Code scanné : accepté",
      "Session prête : 1 min",
      "Démarrée",
      "Mise en pause",
    ].toSorted(),
  );
  assert.equal(happened[0], "Vente : FIFA, 1 min, 50 FCFA");
  assert.equal(happened.at(-1), "Mise en pause");
  const times = timeline.map(({ at }) => Date.parse(String(at)));
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  const words = await gamezone(["explain", invoice.number]);
  assert.match(words.stdout, /✖ 6\. /);
  assert.ok(!words.stdout.includes(invoice.validationCode), "the code itself is nowhere in it");
  const nothing = await gamezone(["explain", "9999-99999"]);
  assert.equal(nothing.code, 1);
  assert.match(nothing.stderr, /ne correspond à «\u202f9999-99999\u202f»/);
});

test("audit verify: intact, then edited by hand, and a hash that was written down", async () => {
  await sealAudit(zone.db);
  const fine = await gamezone(["audit", "verify", "--json"]);
  assert.equal(fine.code, 0);
  const { head } = JSON.parse(fine.stdout).chains[0];
  assert.match(head, /^[0-9a-f]{64}$/);
  assert.equal((await gamezone(["audit", "verify", "--head", head])).code, 0);
  const other = await gamezone(["audit", "verify", "--head", "ab".repeat(32)]);
  assert.equal(other.code, 1);
  assert.match(other.stdout, /n’est plus dans la chaîne/);
  assert.equal((await gamezone(["audit", "verify", "--head", "xyz"])).code, 2);

  await byHand(zone.db, "update audit_entries set subject_id = subject_id + 1 where id = 4");
  const edited = await gamezone(["audit", "verify"]);
  assert.equal(edited.code, 1);
  assert.match(edited.stdout, /Entrée 4\u202f: modifiée\./);
});

/** An activated invoice whose session is gone. */
async function damage(): Promise<void> {
  const { id } = await zone.ready();
  await byHand(
    zone.db,
    `delete from session_events where session_id = ${id}; delete from session_grants where session_id = ${id};
    delete from play_sessions where id = ${id}`,
  );
}

function gamezone(words: string[], environment: Record<string, string> = {}) {
  return run(words, { databaseUrl: zone.database.url, folder, environment });
}
