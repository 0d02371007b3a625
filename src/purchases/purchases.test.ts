import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a sale: the payment completes, the change is told, the invoice is issued", async () => {
  const purchase = expect(await buy(), 201);
  assert.equal(purchase.paymentStatus, "pending");
  assert.equal(purchase.invoice, null);
  const paid = expect(
    await zone.clerk.post(`/purchases/${purchase.id}/payments`, {
      method: "cash",
      amount: 50,
      tendered: 2000,
    }),
    201,
  );
  assert.equal(paid.payment.change, 1950);
  assert.equal(paid.purchase.paymentStatus, "completed");
  assert.equal(paid.invoice.status, "pending");
  assert.match(paid.invoice.validationCode, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  assert.match(paid.invoice.number, /^\d{4}-\d{5}$/);
});

test("thirty sales at once: invoice numbers follow each other without a gap", async () => {
  const before = await numbers();
  const purchases = await Promise.all(Array.from({ length: 30 }, async () => expect(await buy(), 201)));
  await Promise.all([
    ...purchases.map((purchase) => pay(purchase.id)),
    // Payments that fail must not use up numbers.
    ...purchases.map((purchase) =>
      zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 51 }),
    ),
  ]);
  const issued = (await numbers()).slice(before.length);
  assert.equal(issued.length, 30);
  const first = before.length + 1;
  assert.deepEqual(
    issued,
    Array.from({ length: 30 }, (_, index) => first + index),
  );
});

test("twenty payments of one purchase: one is taken, nineteen are refused", async () => {
  const purchase = expect(await buy(), 201);
  const answers = await Promise.all(Array.from({ length: 20 }, () => pay(purchase.id)));
  assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
  const refused = answers.filter((answer) => answer.status === 409);
  assert.equal(refused.length, 19);
  assert.ok(refused.every(({ body }) => body.code === "purchase_not_payable"));
  const taken = answers.find((answer) => answer.status === 201)!.body.invoice.id;
  assert.ok(refused.every(({ body }) => body.paymentStatus === "completed" && body.invoiceId === taken));
});

test("money that does not add up is refused and nothing is written", async () => {
  const purchase = expect(await buy(), 201);
  const attempts = [
    [{ method: "cash", amount: 49 }, "amount_mismatch"],
    [{ method: "cash", amount: 50, tendered: 40 }, "tendered_too_small"],
    [{ method: "mobile_money", amount: 51 }, "amount_mismatch"],
  ] as const;
  for (const [body, code] of attempts) {
    assert.equal(expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, body), 422).code, code);
  }
  const after = expect(await zone.clerk.get(`/purchases/${purchase.id}`), 200);
  assert.equal(after.paymentStatus, "pending");
  assert.equal(after.invoice, null);
});

test("a payment carries only what its method knows", async () => {
  const purchase = expect(await buy(), 201);
  const path = `/purchases/${purchase.id}/payments`;
  for (const body of [
    { method: "mobile_money", amount: 50, tendered: 100 },
    { method: "cash", amount: 50, reference: "MP123" },
    { method: "card", amount: 50 },
    { amount: 50 },
  ]) {
    assert.equal(expect(await zone.clerk.post(path, body), 400).code, "invalid_input");
  }
  const body = { method: "mobile_money", amount: 50, reference: "MP123" };
  const { payment } = expect(await zone.clerk.post(path, body), 201);
  assert.equal(payment.reference, "MP123");
  assert.equal(payment.tendered, null);
});

test("what was sold stays as it was when the catalogue changes", async () => {
  const purchase = expect(await buy(), 201);
  const [packageId] = zone.packageIds;
  expect(await zone.as.administrator.patch(`/packages/${packageId}`, { price: 75, minutes: 2 }), 200);
  const paid = expect(await pay(purchase.id), 201);
  assert.equal(paid.invoice.price, 50);
  assert.equal(paid.invoice.minutes, 1);
  expect(
    await zone.as.administrator.patch(`/packages/${packageId}`, { price: 50, minutes: 1, active: false }),
    200,
  );
  assert.equal(expect(await buy(), 409).code, "package_not_for_sale");
  expect(await zone.as.administrator.patch(`/packages/${packageId}`, { active: true }), 200);
});

test("a refund gives everything back and stops the session", async () => {
  const session = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  const refund = expect(
    await zone.clerk.post(`/purchases/${session.purchaseId}/refund`, { reason: "the console broke" }),
    200,
  );
  assert.equal(refund.payment.kind, "refund");
  assert.equal(refund.payment.amount, 50);
  assert.equal(refund.purchase.paymentStatus, "refunded");
  assert.equal(refund.invoice.status, "refunded");
  assert.equal(refund.session.status, "terminated");
  const { refund: told } = expect(await zone.clerk.get(`/invoices/${refund.invoice.id}`), 200);
  assert.deepEqual(told, { at: refund.payment.receivedAt, by: "key of clerk", reason: "the console broke" });
  const again = await zone.clerk.post(`/purchases/${session.purchaseId}/refund`, {
    reason: "once more please",
  });
  assert.equal(expect(again, 409).code, "purchase_not_refundable");
});

test("money of an invoice that expired or was withdrawn is never stuck: an administrator gives it back", async () => {
  const expired = await zone.sell();
  await sql`update invoices set status = 'expired' where id = ${expired.id}`.execute(zone.db);
  const cancelled = await zone.sell();
  expect(
    await zone.as.administrator.post(`/invoices/${cancelled.id}/cancel`, { reason: "sold by mistake" }),
    200,
  );
  for (const { purchaseId } of [expired, cancelled]) {
    const path = `/purchases/${purchaseId}/refund`;
    const reason = { reason: "the customer asked" };
    assert.equal(expect(await zone.clerk.post(path, reason), 403).code, "not_allowed");
    assert.equal(expect(await zone.clerk.get(`/purchases/${purchaseId}`), 200).paymentStatus, "completed");
    const refund = expect(await zone.as.administrator.post(path, reason), 200);
    assert.equal(refund.invoice.status, "refunded");
    assert.equal(refund.purchase.paymentStatus, "refunded");
    assert.equal(refund.payment.amount, 50);
    assert.equal(refund.session, null);
    assert.equal(expect(await zone.as.administrator.post(path, reason), 409).code, "purchase_not_refundable");
  }
});

test("an unpaid purchase can be dropped, a paid one cannot", async () => {
  const dropped = expect(await buy(), 201);
  const reason = { reason: "wrong package" };
  assert.equal(
    expect(await zone.clerk.post(`/purchases/${dropped.id}/cancel`, reason), 200).purchase.paymentStatus,
    "cancelled",
  );
  const refused = expect(await pay(dropped.id), 409);
  assert.equal(refused.code, "purchase_not_payable");
  assert.equal(refused.invoiceId, undefined);
  const paid = await zone.sell();
  assert.equal(
    expect(await zone.clerk.post(`/purchases/${paid.purchaseId}/cancel`, reason), 409).code,
    "purchase_not_cancellable",
  );
});

test("purchase, invoice and session never disagree", async () => {
  const rows = expect(await zone.clerk.get("/purchases/overview?limit=200"), 200).items;
  assert.ok(rows.length > 30);
  assert.deepEqual(
    rows.filter((row: { syncStatus: string }) => row.syncStatus === "MISMATCH"),
    [],
  );
  const none = expect(await zone.clerk.get("/purchases/overview?syncStatus=NO_SESSION&limit=200"), 200).items;
  assert.ok(none.every((row: { sessionId: number | null }) => row.sessionId === null));
});

test("the list of a stage holds exactly the purchases in that stage", async () => {
  const live = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${live.id}/start`), 200);
  await zone.ready();
  const paused = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${paused.id}/start`), 200);
  expect(await zone.clerk.post(`/sessions/${paused.id}/pause`), 200);
  const ended = await zone.ready();
  expect(await zone.clerk.post(`/sessions/${ended.id}/terminate`, { reason: "had to leave" }), 200);
  const expired = await zone.sell();
  await sql`update invoices set status = 'expired' where id = ${expired.id}`.execute(zone.db);
  const all: Array<{ id: number; stage: string }> = expect(
    await zone.clerk.get("/purchases?limit=200"),
    200,
  ).items;
  for (const stage of ["waiting", "active", "completed"]) {
    const listed = expect(await zone.clerk.get(`/purchases?limit=200&stage=${stage}`), 200).items;
    const expected = all.filter((purchase) => purchase.stage === stage);
    assert.ok(expected.length > 0, stage);
    assert.deepEqual(listed, expected, stage);
  }
});

test("a list by status is read from an index that begins with it", async () => {
  const { rows } = await sql<{ indexdef: string }>`select indexdef from pg_indexes`.execute(zone.db);
  for (const columns of [
    "purchases USING btree (venue_id, payment_status, id)",
    "invoices USING btree (venue_id, status, id)",
    "play_sessions USING btree (venue_id, status, id)",
  ]) {
    assert.ok(
      rows.some(({ indexdef }) => indexdef.includes(columns)),
      columns,
    );
  }
});

test("lists come in pages that meet without a gap", async () => {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = expect(await zone.clerk.get(`/purchases?limit=7${query}`), 200);
    seen.push(...page.items.map((purchase: { id: number }) => purchase.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(
    seen,
    [...new Set(seen)].sort((one, other) => other - one),
  );
  assert.ok(seen.length > 30);
});

function buy() {
  return zone.clerk.post("/purchases", { playerId: zone.playerId, packageId: zone.packageIds[0] });
}
function pay(id: number) {
  return zone.clerk.post(`/purchases/${id}/payments`, { method: "cash", amount: 50 });
}
async function numbers(): Promise<number[]> {
  const rows = await zone.db.selectFrom("invoices").select("sequence").orderBy("sequence").execute();
  return rows.map((row) => row.sequence as number);
}
