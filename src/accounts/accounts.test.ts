import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("guessing one's current password is slowed down, for that person only", async () => {
  const clerk = await zone.signIn(`clerk${zone.venueId}`, TEST_PASSWORD);
  const administrator = await zone.signIn(`administrator${zone.venueId}`, TEST_PASSWORD);
  const statuses: number[] = [];
  for (let guess = 0; guess < 7; guess += 1) {
    const body = { currentPassword: `guess ${guess}`, newPassword: "a new password" };
    statuses.push((await clerk.post("/me/password", body)).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  const body = { currentPassword: "a guess", newPassword: "a new password" };
  assert.equal((await administrator.post("/me/password", body)).body.code, "wrong_credentials");
});

test("of two simultaneous changes of one password, one wins and the other is told", async () => {
  const player = await zone.signIn(zone.playerUsername, TEST_PASSWORD);
  const answers = await Promise.all(
    ["the first password", "the other password"].map((newPassword) =>
      player.post("/me/password", { currentPassword: TEST_PASSWORD, newPassword }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401]);
  const won = answers[0]!.status === 200 ? "the first password" : "the other password";
  expect(await zone.as.nobody.post("/sign-in", { username: zone.playerUsername, password: won }), 200);
});

test("documents are drawn at most sixty times a minute for one person or program", async () => {
  const invoice = await zone.sell();
  const statuses: number[] = [];
  for (let index = 0; index < 62; index += 1) {
    statuses.push((await zone.clerk.get(`/invoices/${invoice.id}/document.pdf`)).status);
  }
  assert.deepEqual(statuses, [...Array(60).fill(200), 429, 429]);
  expect(await zone.as.administrator.get(`/invoices/${invoice.id}/document.pdf`), 200);
});
