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

test("staff are renamed, promoted and disabled; who gets another role or is disabled is signed out at once", async () => {
  const { id } = await userNamed(`clerk${zone.venueId}`);
  const credentials = { username: `clerk${zone.venueId}`, password: TEST_PASSWORD };
  let clerk = await zone.signIn(credentials.username, credentials.password);
  const renamed = expect(await zone.as.administrator.patch(`/staff/${id}`, { name: "Mariam Koné" }), 200);
  assert.equal(renamed.name, "Mariam Koné");
  assert.equal(renamed.role, "clerk");
  expect(await clerk.get("/players"), 200);
  assert.equal((await clerk.get("/staff")).status, 403);
  expect(await zone.as.administrator.patch(`/staff/${id}`, { role: "administrator" }), 200);
  assert.equal((await clerk.get("/me")).status, 401, "the old cookie does not grow");
  clerk = await zone.signIn(credentials.username, credentials.password);
  expect(await clerk.get("/staff"), 200);
  const disabled = expect(
    await zone.as.administrator.patch(`/staff/${id}`, { role: "clerk", active: false }),
    200,
  );
  assert.deepEqual([disabled.role, disabled.active], ["clerk", false]);
  assert.equal((await clerk.get("/me")).status, 401);
  assert.equal(expect(await zone.as.nobody.post("/sign-in", credentials), 401).code, "wrong_credentials");
  expect(await zone.as.administrator.patch(`/staff/${id}`, { active: true }), 200);
  expect(await zone.as.nobody.post("/sign-in", credentials), 200);
  const audit = await zone.db
    .selectFrom("audit_entries")
    .select("details")
    .where("action", "=", "user.change")
    .where("subject_id", "=", id)
    .orderBy("id")
    .execute();
  assert.deepEqual(audit[2]?.details, { role: "clerk", active: false });
  assert.equal((await zone.clerk.patch(`/staff/${id}`, { name: "Somebody" })).status, 403);
  assert.equal((await zone.as.administrator.patch(`/staff/${zone.playerId}`, { name: "X" })).status, 404);
});

test("the last administrator can be neither disabled nor demoted", async () => {
  const { id } = await userNamed(`administrator${zone.venueId}`);
  for (const changes of [{ active: false }, { role: "clerk" }]) {
    const refused = expect(await zone.as.administrator.patch(`/staff/${id}`, changes), 409);
    assert.equal(refused.code, "last_administrator");
  }
  expect(await zone.as.administrator.patch(`/staff/${id}`, { name: "Still here" }), 200);
});

test("of two administrators who are demoted and disabled at once, one stays", async () => {
  const first = await userNamed(`administrator${zone.venueId}`);
  for (let round = 0; round < 5; round += 1) {
    const { staffMember: second } = expect(
      await zone.as.administrator.post("/staff", {
        username: `second${round}`,
        name: "Second",
        role: "administrator",
      }),
      201,
    );
    const answers = await Promise.all([
      zone.as.administrator.patch(`/staff/${first.id}`, { active: false }),
      zone.as.administrator.patch(`/staff/${second.id}`, { role: "clerk" }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    expect(await zone.as.administrator.patch(`/staff/${first.id}`, { active: true }), 200);
    expect(await zone.as.administrator.patch(`/staff/${second.id}`, { active: false }), 200);
  }
});

async function userNamed(username: string): Promise<{ id: number }> {
  return zone.db.selectFrom("users").select("id").where("username", "=", username).executeTakeFirstOrThrow();
}

test("the longest usernames sign in", async () => {
  for (const username of ["a".repeat(31), "b".repeat(32)]) {
    const player = expect(await zone.clerk.post("/players", { username, name: "Long Name" }), 201);
    const { password } = expect(await zone.clerk.post(`/players/${player.id}/password`), 200);
    const signedIn = await zone.signIn(username.toUpperCase(), password);
    assert.equal(expect(await signedIn.get("/me"), 200).username, username);
  }
});

test("a refusal costs the same work whether the account exists or not", async () => {
  await zone.clerk.post("/players", { username: "no.password.yet", name: "No Password" });
  // The processor's time of this very process, which a busy machine does not change.
  const work = async (username: string) => {
    const costs = [];
    for (let guess = 0; guess < 5; guess += 1) {
      const before = process.cpuUsage();
      expect(await zone.as.nobody.post("/sign-in", { username, password: "a guess" }), 401);
      const { user, system } = process.cpuUsage(before);
      costs.push(user + system);
    }
    return costs.sort((one, other) => one - other)[2] as number;
  };
  const known = await work(`administrator${zone.venueId}`);
  for (const username of ["no.password.yet", "nobody.at.all"]) {
    const unknown = await work(username);
    assert.ok(unknown > known / 2, `${username}: ${unknown} µs of work, a known one ${known} µs`);
  }
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
