import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSteps, type Standing } from "./checklist.ts";
import { formatMinutes } from "./duration.ts";
import { BusinessError, describeProblem } from "./errors.ts";
import { spaceFrench, spaceFrenchWords } from "./french-spacing.ts";
import { invoiceStatuses } from "./invoice-machine.ts";
import { changeDue, formatMoney } from "./money.ts";
import { languages, problemCodes } from "./problems.ts";
import { paymentStatuses } from "./purchase-machine.ts";
import { personSearchText, searchWords } from "./search-text.ts";
import { sessionStatuses } from "./session-machine.ts";

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

test("French signs are kept on the line of their word", () => {
  assert.equal(
    spaceFrench("Prêt ? « Oui » ; non : rien !"),
    "Prêt\u202f? «\u202fOui\u202f»\u202f; non\u202f: rien\u202f!",
  );
  for (const same of ["à 10:30", "http://127.0.0.1:3000/?a=b", "Bien sûr\u202f!"]) {
    assert.equal(spaceFrench(same), same);
  }
  const words = spaceFrenchWords({ ask: (name: string) => `${name} ?`, inner: { stop: "Stop !" } });
  assert.equal(words.ask("Awa"), "Awa\u202f?");
  assert.equal(words.inner.stop, "Stop\u202f!");
});

test("no French sentence leaves a sign alone at the end of a line", () => {
  const alone = / [;:!?»]|« /;
  for (const code of problemCodes) {
    const facts = { activatedAt: "2026-01-01T00:00:00Z", activatedBy: "Awa", summary: "nom : vide" };
    const { title, detail, next } = describeProblem(new BusinessError(code, facts), "fr");
    for (const text of [title, detail, next]) assert.doesNotMatch(text, alone, code);
  }
  for (const standing of everyStanding()) {
    for (const audience of ["staff", "player"] as const) {
      const { steps, closing } = checkSteps(standing, "fr", audience);
      for (const { title, remedy } of steps) assert.doesNotMatch(`${title} ${remedy} ${closing}`, alone);
    }
  }
});

test("our own rules for what is entered are worded in both languages", () => {
  const errors = [{ field: "phone", message: "phone_shape" }];
  const said = (language: "fr" | "en") =>
    describeProblem(new BusinessError("invalid_input", { errors }), language);
  assert.match(said("fr").detail, /phone\u202f: des chiffres/);
  assert.match(said("en").detail, /phone: digits/);
  assert.deepEqual(said("fr").errors, [
    { field: "phone", message: "des chiffres, avec un + devant si besoin" },
  ]);
});

test("a fact cannot overwrite a member of the problem", () => {
  const problem = describeProblem(new BusinessError("not_found", { status: 200, code: "nonsense" }), "fr");
  assert.equal(problem.status, 404);
  assert.equal(problem.code, "not_found");
});

const bars: ReadonlyArray<Standing["bar"]> = [
  null,
  { kind: "suspended", reason: "Bagarre", until: Date.UTC(2026, 10, 30, 18), timeZone: "Africa/Abidjan" },
  { kind: "banned", reason: "Vol" },
  { kind: "minors_hours", from: "08:00", until: "20:00" },
];

function* everyStanding(): Generator<Standing> {
  for (const paymentStatus of paymentStatuses) {
    for (const invoiceStatus of [null, ...invoiceStatuses]) {
      for (const sessionStatus of [null, ...sessionStatuses]) {
        for (const flags of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const wasStarted = (flags & 1) > 0;
          const pausedByOutage = (flags & 2) > 0;
          const clockStopped = (flags & 4) > 0;
          const rest = { wasStarted, pausedByOutage, clockStopped };
          for (const paidAtTheEnd of [false, true])
            for (const bar of bars)
              yield { paymentStatus, invoiceStatus, sessionStatus, paidAtTheEnd, bar, ...rest };
        }
      }
    }
  }
}

test("the checklist names the step that fails and its remedy", () => {
  const standing: Standing = {
    paymentStatus: "completed",
    invoiceStatus: "active",
    sessionStatus: "ready",
    wasStarted: false,
    pausedByOutage: false,
    clockStopped: false,
    bar: null,
    paidAtTheEnd: false,
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
    [{ invoiceStatus: "used", sessionStatus: "terminated", wasStarted: true }, "active"],
    [{ invoiceStatus: "used", sessionStatus: "completed", wasStarted: true }, null],
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

test("the remedy fits what happened: a stopped session, and a clock that must be confirmed first", () => {
  const paid: Standing = {
    paymentStatus: "completed",
    invoiceStatus: "used",
    sessionStatus: "terminated",
    wasStarted: true,
    pausedByOutage: false,
    clockStopped: true,
    bar: null,
    paidAtTheEnd: false,
  };
  const remedy = (changes: Partial<Standing>) =>
    checkSteps({ ...paid, ...changes }, "en").steps.find((step) => step.remedy !== null)?.remedy ?? "";
  for (const wasStarted of [true, false]) {
    assert.match(remedy({ wasStarted }), /was stopped.*sell a new package.*paid back/i);
  }
  const ready = { invoiceStatus: "active", sessionStatus: "ready", wasStarted: false } as const;
  assert.match(remedy(ready), /administrator must first confirm.*Start/);
  assert.match(remedy({ ...ready, clockStopped: false }), /^Press “Start”/);
  const paused = { invoiceStatus: "active", sessionStatus: "paused" } as const;
  assert.match(remedy(paused), /administrator must first confirm.*Resume/);
  assert.match(remedy({ ...paused, pausedByOutage: true }), /administrator must first confirm.*power cut/);
});

test("a sanction and the hours for minors are the remedy of the step that they stop, and of no other", () => {
  const waiting: Standing = {
    paymentStatus: "completed",
    invoiceStatus: "pending",
    sessionStatus: null,
    wasStarted: false,
    pausedByOutage: false,
    clockStopped: false,
    paidAtTheEnd: false,
    bar: null,
  };
  const failing = (changes: Partial<Standing>, bar: Standing["bar"]) => {
    const { steps, failingStep } = checkSteps({ ...waiting, ...changes, bar }, "en");
    return `${failingStep}: ${steps.find(({ remedy }) => remedy !== null)?.remedy}`;
  };
  const ready = { invoiceStatus: "active", sessionStatus: "ready" } as const;
  const paused = { invoiceStatus: "active", sessionStatus: "paused", wasStarted: true } as const;
  const [none, suspended, banned, minor] = bars as [null, ...NonNullable<Standing["bar"]>[]];
  assert.match(
    failing({}, suspended!),
    /^invoice_activated: .*suspended until 30 Nov 2026, 18:00: “Bagarre”/,
  );
  assert.match(failing({}, banned!), /^invoice_activated: .*banned: “Vol”/);
  assert.match(
    failing({}, minor!),
    /^invoice_activated: Scan/,
    "a minor’s ticket may be scanned at any hour",
  );
  assert.match(failing(ready, minor!), /^started: .*minor.*from 08:00 to 20:00/);
  assert.match(failing(paused, suspended!), /^active: .*suspended until/);
  assert.match(failing(paused, none), /^active: Paused. Press/);
  assert.match(
    failing({ paymentStatus: "pending", invoiceStatus: null }, banned!),
    /^paid: Take the payment/,
  );
});

test("a session that was played to its end has passed all six steps, and the checklist says so", () => {
  const standing: Standing = {
    paymentStatus: "completed",
    invoiceStatus: "used",
    sessionStatus: "completed",
    wasStarted: true,
    pausedByOutage: false,
    clockStopped: true,
    bar: null,
    paidAtTheEnd: false,
  };
  const { steps, failingStep, closing } = checkSteps(standing, "fr");
  assert.equal(failingStep, null);
  assert.ok(steps.every(({ done }) => done));
  assert.equal(steps.at(-1)?.title, "Session terminée");
  assert.equal(closing, "Le temps est terminé.");
  assert.match(checkSteps({ ...standing, sessionStatus: "active" }, "en").closing ?? "", /is running/);
  assert.equal(checkSteps({ ...standing, sessionStatus: "paused" }, "en").closing, null);
});

test("open-ended play is paid at its end: that is in the way of nothing while it runs, and asked for once it is over", () => {
  const standing: Standing = {
    paymentStatus: "pending",
    invoiceStatus: "active",
    sessionStatus: "active",
    wasStarted: true,
    pausedByOutage: false,
    clockStopped: false,
    bar: null,
    paidAtTheEnd: true,
  };
  assert.equal(checkSteps(standing, "en").failingStep, null);
  assert.equal(checkSteps(standing, "en").steps[0]?.title, "Payment at the end of play");
  const over = { ...standing, invoiceStatus: "used", sessionStatus: "completed" } as const;
  assert.equal(checkSteps(over, "en").failingStep, "paid");
  assert.match(checkSteps(over, "en").steps[0]?.remedy ?? "", /take the payment/);
  assert.equal(checkSteps({ ...over, paymentStatus: "completed" }, "en").failingStep, null);
  assert.match(
    checkSteps({ ...over, paymentStatus: "failed" }, "en").steps[0]?.remedy ?? "",
    /without paying/,
  );
});

test("no remedy tells a player to do what only the counter can", () => {
  const forStaff = /encaissez|vendez|scannez|appuyez|réglages|sell |take |scan |press |settings/i;
  for (const standing of everyStanding()) {
    for (const language of languages) {
      const toPlayer = checkSteps(standing, language, "player");
      const toStaff = checkSteps(standing, language, "staff");
      assert.equal(toPlayer.failingStep, toStaff.failingStep);
      for (const { remedy } of toPlayer.steps) assert.doesNotMatch(remedy ?? "", forStaff);
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
