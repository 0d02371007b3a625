import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSteps, type Standing } from "./checklist.ts";
import { formatMinutes } from "./duration.ts";
import { BusinessError, describeProblem } from "./errors.ts";
import { changeDue, formatMoney } from "./money.ts";
import { languages, problemCodes } from "./problems.ts";
import { personSearchText, searchWords } from "./search-text.ts";

test("amounts are written as the counters write them", () => {
  assert.equal(formatMoney(1500, "XOF"), "1\u202f500\u202fFCFA");
  assert.equal(formatMoney(0, "XOF"), "0\u202fFCFA");
  assert.equal(formatMoney(1_234_567, "XOF"), "1\u202f234\u202f567\u202fFCFA");
  assert.equal(formatMoney(-500, "XOF"), "−500\u202fFCFA");
  assert.equal(formatMoney(1550, "EUR"), "15,50\u202f€");
  assert.equal(changeDue(500, 2000), 1500);
});

test("durations are written as the counters write them", () => {
  assert.equal(formatMinutes(45), "45\u202fmin");
  assert.equal(formatMinutes(60), "1\u202fh");
  assert.equal(formatMinutes(65), "1\u202fh\u202f05");
  assert.equal(formatMinutes(300), "5\u202fh");
});

test("every refusal says what happened and what to do, in both languages", () => {
  for (const code of problemCodes) {
    for (const language of languages) {
      const problem = describeProblem(
        new BusinessError(code, { activatedAt: "2026-01-01T00:00:00Z" }),
        language,
      );
      assert.ok(problem.title.length > 3 && problem.detail.length > 10 && problem.next.length > 5, code);
      assert.ok(problem.status >= 400 && problem.status < 600, code);
      assert.equal(problem.code, code);
    }
  }
});

test("a fact cannot overwrite a member of the problem", () => {
  const problem = describeProblem(new BusinessError("not_found", { status: 200, code: "nonsense" }), "fr");
  assert.equal(problem.status, 404);
  assert.equal(problem.code, "not_found");
});

test("the checklist names the step that fails and its remedy", () => {
  const standing: Standing = {
    paymentStatus: "completed",
    invoiceStatus: "active",
    sessionStatus: "ready",
    wasStarted: false,
    pausedByOutage: false,
  };
  const cases: Array<[Partial<Standing>, string | null]> = [
    [{ paymentStatus: "pending", invoiceStatus: null, sessionStatus: null }, "paid"],
    [{ invoiceStatus: null, sessionStatus: null }, "invoice_issued"],
    [{ invoiceStatus: "pending", sessionStatus: null }, "invoice_activated"],
    [{ invoiceStatus: "expired", sessionStatus: null }, "invoice_activated"],
    [{ sessionStatus: null }, "session_ready"],
    [{ invoiceStatus: "used", sessionStatus: "expired" }, "session_ready"],
    [{}, "started"],
    [{ sessionStatus: "paused", wasStarted: true }, "active"],
    [{ invoiceStatus: "used", sessionStatus: "completed", wasStarted: true }, "active"],
    [{ sessionStatus: "active", wasStarted: true }, null],
  ];
  for (const [changes, failing] of cases) {
    for (const language of languages) {
      const checked = checkSteps({ ...standing, ...changes }, language);
      assert.equal(checked.failingStep, failing);
      assert.equal(checked.steps.length, 6);
      const remedies = checked.steps.filter((step) => step.remedy !== null);
      assert.deepEqual(
        remedies.map((step) => step.name),
        failing === null ? [] : [failing],
      );
      assert.equal(
        checked.steps.findIndex((step) => !step.done),
        failing === null ? -1 : checked.steps.indexOf(remedies[0]!),
      );
    }
  }
});

test("people are found without accents and by their phone", () => {
  const text = personSearchText({ username: "aicha", name: "Aïcha N’Guessan", phone: "+225 07 01 02" });
  for (const search of ["AICHA", "guessan aïcha", "07 01", "2250701"]) {
    assert.ok(
      searchWords(search).every((word) => text.includes(word)),
      search,
    );
  }
  assert.deepEqual(searchWords("  % _ "), []);
});
