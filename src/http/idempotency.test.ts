import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a retry is answered as the first time, and nothing happens twice", async () => {
  const sale = { playerId: zone.playerId, packageId: zone.packageIds[0] };
  const first = await zone.clerk.post("/purchases", sale, key("sale-1"));
  const second = await zone.clerk.post("/purchases", sale, key("sale-1"));
  assert.equal(first.status, 201);
  assert.equal(second.status, 201);
  assert.deepEqual(second.body, first.body);
  assert.equal(first.headers.get("idempotency-replayed"), null);
  assert.equal(second.headers.get("idempotency-replayed"), "true");

  const path = `/purchases/${first.body.id}/payments`;
  const payment = { method: "cash", amount: 50, tendered: 100 };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => zone.clerk.post(path, payment, key("pay-1"))),
  );
  assert.ok(answers.every(({ status }) => status === 201));
  for (const answer of answers) assert.deepEqual(answer.body, answers[0]!.body);
  const payments = await zone.db
    .selectFrom("payments")
    .select("id")
    .where("purchase_id", "=", first.body.id)
    .execute();
  assert.equal(payments.length, 1);
});

test("the key of another request is refused", async () => {
  const session = await zone.ready(15);
  const path = `/sessions/${session.id}/extend`;
  expect(await zone.clerk.post(path, { minutes: 5, reason: "a good reason" }, key("extend-1")), 200);
  const other = await zone.clerk.post(path, { minutes: 6, reason: "a good reason" }, key("extend-1"));
  assert.equal(expect(other, 422).code, "idempotency_key_reused");
  const elsewhere = await zone.clerk.post(`/sessions/${session.id}/start`, undefined, key("extend-1"));
  assert.equal(expect(elsewhere, 422).code, "idempotency_key_reused");
  assert.equal(expect(await zone.clerk.get(`/sessions/${session.id}`), 200).totalSeconds, 20 * 60);
});

test("a refusal is answered again as well, even when the reason has gone", async () => {
  const session = await zone.ready(15);
  const path = `/sessions/${session.id}/pause`;
  const first = expect(await zone.clerk.post(path, undefined, key("pause-1")), 409);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  assert.deepEqual(expect(await zone.clerk.post(path, undefined, key("pause-1")), 409), first);
  expect(await zone.clerk.post(path, undefined, key("pause-2")), 200);
});

test("a refused scan stays in the log once, however often it is retried", async () => {
  const session = await zone.ready();
  const { validationCode } = expect(await zone.clerk.get(`/invoices/${session.invoiceId}`), 200);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await zone.clerk.post("/scans", { code: validationCode }, key("scan-1")), 409);
  }
  const scans = expect(await zone.clerk.get(`/scans?invoiceId=${session.invoiceId}`), 200).items;
  assert.deepEqual(
    scans.map((scan: { outcome: string }) => scan.outcome),
    ["already_active", "activated"],
  );
});

test("a lock that took too long, or a standby that takes no writes, is no answer: the same key may be tried again", async () => {
  for (const code of ["55P03", "57014", "25006"]) {
    const session = await zone.ready(15);
    await sql
      .raw(`create function give_up() returns trigger language plpgsql as $$
        begin raise exception 'took too long' using errcode = '${code}'; end $$;
        create trigger give_up before update on play_sessions for each row execute function give_up()`)
      .execute(zone.db);
    const start = () => zone.clerk.post(`/sessions/${session.id}/start`, undefined, key(`start-${code}`));
    assert.equal(expect(await start(), 503).code, "unavailable");
    await sql`drop trigger give_up on play_sessions`.execute(zone.db);
    await sql`drop function give_up`.execute(zone.db);
    assert.equal(expect(await start(), 200).session.status, "active");
  }
});

test("two people may use the same key", async () => {
  const sale = { playerId: zone.playerId, packageId: zone.packageIds[0] };
  const one = expect(await zone.clerk.post("/purchases", sale, key("same")), 201);
  const other = expect(await zone.as.administrator.post("/purchases", sale, key("same")), 201);
  assert.notEqual(one.id, other.id);
});

test("a new password is answered again to whoever has the key, and is not readable in the database", async () => {
  const path = `/players/${zone.playerId}/password`;
  const { password } = expect(await zone.clerk.post(path, undefined, key("password-1")), 200);
  assert.equal(expect(await zone.clerk.post(path, undefined, key("password-1")), 200).password, password);
  const rows = await zone.db.selectFrom("idempotency_records").select(["key", "body"]).execute();
  assert.ok(rows.length > 0);
  assert.ok(rows.every((row) => !row.body?.includes(password) && !row.key.includes("password-1")));
});

test("a key that is none is refused", async () => {
  const refused = await zone.clerk.post("/games", undefined, key("x".repeat(201)));
  assert.ok(refused.status === 400 || refused.status === 403);
  const sale = { playerId: zone.playerId, packageId: zone.packageIds[0] };
  assert.equal(
    expect(await zone.clerk.post("/purchases", sale, key("x".repeat(201))), 400).code,
    "invalid_input",
  );
});

function key(value: string): Record<string, string> {
  return { "idempotency-key": value };
}
