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
  const { permissions, ...demoted } = audit[2]?.details ?? {};
  assert.ok(permissions, "what the other role may is another thing");
  assert.deepEqual(demoted, {
    role: { before: "administrator", after: "clerk" },
    active: { before: true, after: false },
  });
  assert.deepEqual(audit[3]?.details, { active: { before: false, after: true } });
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

test("a clerk can lose a permission, and a head clerk be given one, from the next request on", async () => {
  const { administrator } = zone.as;
  const { staffMember, password } = expect(
    await administrator.post("/staff", { username: "head.clerk", name: "Head Clerk", role: "clerk" }),
    201,
  );
  const head = await zone.signIn("head.clerk", password);
  assert.ok(staffMember.permissions.includes("refund") && !staffMember.permissions.includes("see_reports"));
  assert.equal((await head.get("/reports/takings?from=2026-01-01&to=2026-01-31")).status, 403);
  const wanted = ["cancel_purchase", "see_reports", "manage_catalogue", "manage_staff"];
  const changed = expect(await administrator.patch(`/staff/${staffMember.id}`, { permissions: wanted }), 200);
  assert.deepEqual([...changed.permissions].sort(), [...wanted].sort());
  assert.deepEqual(expect(await head.get("/me"), 200).permissions, changed.permissions);
  expect(await head.get("/reports/takings?from=2026-01-01&to=2026-01-31"), 200);
  expect(await head.post("/games", { name: "Made by the head clerk" }), 201);
  const { purchaseId } = await zone.sell(15);
  const refused = expect(await head.post(`/purchases/${purchaseId}/refund`, { reason: "not hers" }), 403);
  assert.deepEqual([refused.code, refused.permission], ["not_allowed", "refund"]);
  assert.match(refused.detail, /« rembourser »|«\u202frembourser\u202f»/);
  const stored = await zone.db
    .selectFrom("users")
    .select(["granted_permissions", "withheld_permissions"])
    .where("id", "=", staffMember.id)
    .executeTakeFirstOrThrow();
  assert.deepEqual(stored.granted_permissions, ["see_reports", "manage_catalogue", "manage_staff"]);
  assert.ok(stored.withheld_permissions.includes("refund"), "only what differs from the role is kept");
});

test("who manages the staff without being an administrator makes nobody more than they are", async () => {
  const head = await userNamed("head.clerk");
  const administrator = await userNamed(`administrator${zone.venueId}`);
  const { password } = expect(await zone.as.administrator.post(`/staff/${head.id}/password`), 200);
  const asHead = await zone.signIn("head.clerk", password);
  const tries = [
    asHead.patch(`/staff/${head.id}`, { role: "administrator" }),
    asHead.patch(`/staff/${head.id}`, { permissions: ["refund"] }),
    asHead.post(`/staff/${administrator.id}/password`),
    asHead.patch(`/staff/${administrator.id}`, { active: false }),
    asHead.post("/staff", { username: "another.boss", name: "Boss", role: "administrator" }),
  ];
  for (const answer of await Promise.all(tries)) assert.equal(expect(answer, 403).code, "not_allowed");
  expect(await asHead.patch(`/staff/${head.id}`, { name: "Head of the counter" }), 200);
});

test("of two administrators who take the staff from each other at once, one keeps it", async () => {
  const { administrator } = zone.as;
  const boss = await userNamed(`administrator${zone.venueId}`);
  const other = expect(
    await administrator.post("/staff", { username: "second.boss", name: "Second", role: "administrator" }),
    201,
  ).staffMember;
  const rest = other.permissions.filter((one: string) => one !== "manage_staff");
  const answers = await Promise.all(
    [boss.id, other.id].map((id) => administrator.patch(`/staff/${id}`, { permissions: rest })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  assert.equal(answers.find(({ status }) => status === 409)?.body.code, "last_administrator");
  const lost = answers[0]?.status === 200 ? boss.id : other.id;
  expect(await administrator.patch(`/staff/${lost}`, { permissions: other.permissions }), 200);
  expect(await administrator.patch(`/staff/${other.id}`, { active: false }), 200);
  const players = zone.db.updateTable("users").set({ granted_permissions: ["refund"] });
  await assert.rejects(players.where("id", "=", zone.playerId).execute(), /permissions_are_of_staff/);
});
