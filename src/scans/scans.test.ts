import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("fifty simultaneous scans of one code: one activation, forty-nine exact refusals", async () => {
  const invoice = await zone.sell();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => zone.clerk.post("/scans", { code: invoice.validationCode })),
  );
  const activated = answers.filter((answer) => answer.status === 201);
  const refused = answers.filter((answer) => answer.status === 409);
  assert.equal(activated.length, 1);
  assert.equal(refused.length, 49);
  const { session } = activated[0]!.body;
  for (const { body } of refused) {
    assert.equal(body.code, "already_active");
    assert.equal(body.sessionId, session.id);
    assert.equal(body.invoiceNumber, invoice.number);
    assert.equal(body.activatedBy, "key of clerk");
    assert.ok(Date.parse(body.activatedAt));
  }
  const scans = expect(await zone.clerk.get(`/scans?invoiceId=${invoice.id}&limit=200`), 200).items;
  assert.equal(scans.length, 50);
  assert.equal(scans.filter((scan: { outcome: string }) => scan.outcome === "activated").length, 1);
  assert.equal(await count("play_sessions", invoice.id), 1);
});

test("a code is accepted however it is typed, and by its signed QR", async () => {
  const ways = [
    (code: string) => code.toLowerCase(),
    (code: string) => code.replaceAll("-", ""),
    (code: string) => ` ${code.replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `,
  ];
  for (const way of ways) {
    const { validationCode } = await zone.sell();
    expect(await zone.clerk.post("/scans", { code: way(validationCode) }), 201);
  }
});

test("a QR whose signature is not ours is refused, the code alone is not", async () => {
  const { validationCode } = await zone.sell();
  const plain = validationCode.replaceAll("-", "");
  const forged = expect(await zone.clerk.post("/scans", { code: `GZ1.${plain}.0000000000000000` }), 404);
  assert.equal(forged.code, "invalid_code");
  expect(await zone.clerk.post("/scans", { code: plain }), 201);
});

test("each refusal has its own code", async () => {
  const used = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${used.id}/terminate`, { reason: "the customer left" }), 200);
  const usedInvoice = expect(await zone.clerk.get(`/invoices/${used.invoiceId}`), 200);
  const alreadyUsed = expect(await zone.clerk.post("/scans", { code: usedInvoice.validationCode }), 409);
  assert.equal(alreadyUsed.code, "already_used");
  assert.equal(alreadyUsed.sessionId, used.id);

  const refunded = await zone.sell();
  expect(
    await zone.clerk.post(`/purchases/${refunded.purchaseId}/refund`, { reason: "changed their mind" }),
    200,
  );
  assert.equal(
    expect(await zone.clerk.post("/scans", { code: refunded.validationCode }), 409).code,
    "refunded",
  );

  const cancelled = await zone.sell();
  expect(
    await zone.as.administrator.post(`/invoices/${cancelled.id}/cancel`, { reason: "sold by mistake" }),
    200,
  );
  assert.equal(
    expect(await zone.clerk.post("/scans", { code: cancelled.validationCode }), 409).code,
    "cancelled",
  );

  const expired = await zone.sell();
  await zone.db
    .updateTable("invoices")
    .set({ expires_at: new Date("2020-01-01") })
    .where("id", "=", expired.id)
    .execute();
  assert.equal(
    expect(await zone.clerk.post("/scans", { code: expired.validationCode }), 409).code,
    "expired",
  );
});

test("a station that does not exist stops the scan before anything is written", async () => {
  const invoice = await zone.sell();
  expect(await zone.clerk.post("/scans", { code: invoice.validationCode, stationId: 999_999 }), 404);
  assert.equal(expect(await zone.clerk.get(`/invoices/${invoice.id}`), 200).status, "pending");
});

test("guessing is slowed down for the guesser, and every guess is on record", async () => {
  const other = await startTestGameZone();
  try {
    const outcomes: string[] = [];
    for (let guess = 0; guess < 13; guess += 1) {
      const answer = await other.clerk.post("/scans", {
        code: `0000-0000-0000-${String(guess).padStart(4, "0")}`,
      });
      outcomes.push(answer.body.code);
    }
    assert.deepEqual(outcomes, [...Array(10).fill("invalid_code"), ...Array(3).fill("rate_limited")]);
    const kept = expect(await other.clerk.get("/scans?limit=200"), 200).items;
    assert.equal(kept.length, 13);
    // A good code is held back too: a guesser must not learn which guess was right.
    const invoice = await other.sell();
    assert.equal(
      expect(await other.clerk.post("/scans", { code: invoice.validationCode }), 429).code,
      "rate_limited",
    );
    assert.equal(
      expect(await other.as.administrator.post("/scans", { code: invoice.validationCode }), 201).session
        .status,
      "ready",
    );
  } finally {
    await other.close();
  }
});

test("the scan log never holds a whole code", async () => {
  const other = await startTestGameZone();
  try {
    const { validationCode } = await other.sell();
    const plain = validationCode.replaceAll("-", "");
    const forged = `gz1.${plain.toLowerCase()}.0000000000000000`;
    expect(await other.clerk.post("/scans", { code: forged }), 404);
    expect(await other.clerk.post("/scans", { code: "not a code" }), 404);
    for (let guess = 0; guess < 8; guess += 1) {
      expect(await other.clerk.post("/scans", { code: `guess ${guess}` }), 404);
    }
    expect(await other.clerk.post("/scans", { code: validationCode }), 429);
    const kept = expect(await other.clerk.get("/scans?limit=200"), 200).items.map(
      (scan: { entered: string }) => scan.entered,
    );
    assert.equal(kept[0], `${plain.slice(0, 4)}…`, "a good code that was held back");
    assert.equal(kept.at(-1), `${plain.slice(0, 4)}…`, "a good code whose signature was not ours");
    assert.equal(kept.at(-2), "not a code");
  } finally {
    await other.close();
  }
});

async function count(table: "play_sessions", invoiceId: number): Promise<number> {
  const rows = await zone.db.selectFrom(table).select("id").where("invoice_id", "=", invoiceId).execute();
  return rows.length;
}
