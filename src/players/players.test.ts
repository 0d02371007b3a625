import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("players of one name may be created at once: each gets a username of their own", async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => zone.clerk.post("/players", { name: "Fatou Ndiaye" })),
  );
  const usernames = answers.map((answer) => expect(answer, 201).username);
  assert.equal(new Set(usernames).size, 12);
  assert.ok(usernames.includes("fatou.ndiaye") && usernames.includes("fatou.ndiaye12"));
});

test("two clerks who change different things of one player both succeed", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Awa Diallo", phone: "+225 01" }), 201);
  let renamed: ReturnType<typeof zone.clerk.patch> | undefined;
  await inTransaction(zone.db, async (tx) => {
    await tx.updateTable("users").set({ phone: "+225 09 09" }).where("id", "=", id).execute();
    renamed = zone.clerk.patch(`/players/${id}`, { name: "Awa Koffi" });
    await sleep(200);
  });
  const player = expect(await renamed!, 200);
  assert.equal(player.name, "Awa Koffi");
  assert.equal(player.phone, "+225 09 09");
  for (const search of ["koffi", "0909"]) {
    const found = expect(await zone.clerk.get(`/players?search=${search}`), 200).items;
    assert.ok(
      found.some((one: { id: number }) => one.id === id),
      search,
    );
  }
});

/** The beginning of a JPEG, and enough behind it to be a photo of so many bytes. */
function picture(bytes = 2_000): string {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes - 4, 7)]).toString(
    "base64",
  );
}

const put = (id: number, image: string) =>
  zone.clerk.request("PUT", `/players/${id}/photo`, JSON.stringify({ image }));

test("who may not manage players changes no photo either", async () => {
  const { administrator } = zone.as;
  const hired = { username: "nouveau", name: "Nouveau", role: "clerk" };
  const { staffMember, password } = expect(await administrator.post("/staff", hired), 201);
  const permissions = staffMember.permissions.filter((name: string) => name !== "manage_players");
  expect(await administrator.patch(`/staff/${staffMember.id}`, { permissions }), 200);
  const clerk = await zone.signIn("nouveau", password);
  const path = `/players/${zone.playerId}/photo`;
  expect(await clerk.request("DELETE", path), 403);
  expect(await clerk.request("PUT", path, JSON.stringify({ image: picture() })), 403);
});

test("photo and date of birth are kept by consent, and go with it", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Consent" }), 201);
  assert.equal(expect(await put(id, picture()), 409).code, "consent_needed");
  assert.equal(
    expect(await zone.clerk.patch(`/players/${id}`, { birthDate: "2012-02-29" }), 409).code,
    "consent_needed",
  );
  const profile = {
    consent: true,
    birthDate: "2012-02-29",
    notes: "Vient avec son frère",
    guardianPhone: "+225 05",
  };
  expect(await zone.clerk.patch(`/players/${id}`, { ...profile, guardianPhone: "+225 05 06" }), 200);
  const photographed = expect(await put(id, picture()), 200);
  assert.ok(photographed.photoAt && photographed.consentedAt && photographed.minor && photographed.age >= 14);

  const photo = await fetch(`${zone.address}/api/v1/players/${id}/photo`, {
    headers: { authorization: zone.authorization.clerk },
  });
  assert.equal(photo.status, 200);
  assert.equal(photo.headers.get("content-type"), "image/jpeg");
  assert.equal(photo.headers.get("x-content-type-options"), "nosniff");
  assert.equal(photo.headers.get("cache-control"), "private, no-cache");
  assert.equal(Buffer.from(await photo.arrayBuffer()).toString("base64"), picture());
  const tag = photo.headers.get("etag") as string;
  const again = await zone.clerk.request("GET", `/players/${id}/photo`, null, { "if-none-match": tag });
  assert.equal(again.status, 304);

  const withdrawn = expect(await zone.clerk.patch(`/players/${id}`, { consent: false }), 200);
  assert.deepEqual(
    [withdrawn.photoAt, withdrawn.birthDate, withdrawn.consentedAt, withdrawn.minor],
    [null, null, null, false],
  );
  assert.equal(withdrawn.notes, "Vient avec son frère");
  assert.equal((await zone.clerk.get(`/players/${id}/photo`)).status, 404);
  const audit = await zone.db
    .selectFrom("audit_entries")
    .select(["action", "details"])
    .where("subject", "=", "player")
    .where("subject_id", "=", id)
    .orderBy("id")
    .execute();
  const actions = audit.map(({ action }) => action);
  assert.ok(actions.includes("player.consent") && actions.includes("player.consent_withdrawn"));
  assert.doesNotMatch(JSON.stringify(audit), /2012|frère|\+225/);
});

test("the database keeps no photo and no date of birth without consent", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Kept" }), 201);
  expect(await zone.clerk.patch(`/players/${id}`, { consent: true, birthDate: "2001-01-01" }), 200);
  expect(await put(id, picture()), 200);
  const withdraw = (more: object) =>
    zone.db
      .updateTable("player_profiles")
      .set({ consented_at: null, consented_by: null, ...more })
      .where("player_id", "=", id)
      .execute();
  await assert.rejects(withdraw({}), /birth_date_by_consent/);
  await assert.rejects(withdraw({ birth_date: null }), /player_photos/);
});

test("a photo and a withdrawal of consent at once leave no photo without consent", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "At once" }), 201);
  for (let round = 0; round < 5; round += 1) {
    expect(await zone.clerk.patch(`/players/${id}`, { consent: true }), 200);
    const answers = await Promise.all([
      put(id, picture()),
      zone.clerk.patch(`/players/${id}`, { consent: false }),
      put(id, picture(3_000)),
    ]);
    for (const { status, body } of answers) assert.ok(status === 200 || status === 409, JSON.stringify(body));
    const player = expect(await zone.clerk.get(`/players/${id}`), 200);
    assert.deepEqual([player.photoAt, player.consentedAt], [null, null]);
  }
});

test("what is no photo or too large is refused", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Photo" }), 201);
  expect(await zone.clerk.patch(`/players/${id}`, { consent: true }), 200);
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").toString("base64");
  assert.equal(expect(await put(id, svg), 422).code, "photo_refused");
  expect(await put(id, picture(200 * 1024)), 200);
  assert.equal(expect(await put(id, picture(200 * 1024 + 1)), 422).code, "photo_refused");
  assert.equal(expect(await put(id, picture(200 * 1024 + 300)), 400).code, "invalid_input");
  assert.equal(expect(await put(id, picture(300 * 1024)), 413).code, "too_large");
  assert.equal(expect(await put(id, "not base64 !"), 400).code, "invalid_input");
  expect(await zone.clerk.request("DELETE", `/players/${id}/photo`), 200);
  assert.equal((await zone.clerk.get(`/players/${id}/photo`)).status, 404);
});

test("a photo is seen by staff and by the player it shows", async () => {
  expect(await zone.clerk.patch(`/players/${zone.playerId}`, { consent: true }), 200);
  expect(await put(zone.playerId, picture()), 200);
  const { password } = expect(await zone.clerk.post(`/players/${zone.playerId}/password`), 200);
  const own = await zone.signIn(zone.playerUsername, password);
  assert.equal((await own.get(`/players/${zone.playerId}/photo`)).status, 200);
  const other = expect(await zone.clerk.post("/players", { name: "Stranger" }), 201);
  const { password: hers } = expect(await zone.clerk.post(`/players/${other.id}/password`), 200);
  const stranger = await zone.signIn(other.username, hers);
  assert.equal((await stranger.get(`/players/${zone.playerId}/photo`)).status, 404);
});

test("a day of birth that is yet to come is refused, and so are hours for minors that are none", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Born" }), 201);
  for (const birthDate of ["2190-01-01", "1899-12-31", "2001-02-30", "yesterday"]) {
    const refused = expect(await zone.clerk.patch(`/players/${id}`, { consent: true, birthDate }), 400);
    assert.equal(refused.errors[0].field, "birthDate", birthDate);
  }
  for (const hours of [
    { minorsFrom: "08:00" },
    { minorsUntil: "20:00" },
    { minorsFrom: "08:00", minorsUntil: "08:00" },
    { minorsFrom: null, minorsUntil: "08:00" },
    { minorsFrom: "24:00", minorsUntil: "08:00" },
  ]) {
    expect(await zone.as.administrator.patch("/venue", hours), 400);
  }
});

test("a minor starts and resumes within the hours only, and the session waits", async () => {
  const minor = expect(await zone.clerk.post("/players", { name: "Petit" }), 201);
  expect(await zone.clerk.patch(`/players/${minor.id}`, { consent: true, birthDate: "2015-01-01" }), 200);
  const now = Temporal.Now.zonedDateTimeISO("Africa/Abidjan");
  const time = (minutes: number) => now.add({ minutes }).toPlainTime().toString().slice(0, 5);
  const setHours = async (from: number, until: number) =>
    expect(
      await zone.as.administrator.patch("/venue", { minorsFrom: time(from), minorsUntil: time(until) }),
      200,
    );
  const purchase = expect(
    await zone.clerk.post("/purchases", { playerId: minor.id, packageId: zone.packageIds[2] }),
    201,
  );
  const { invoice } = expect(
    await zone.clerk.post(`/purchases/${purchase.id}/payments`, { method: "cash", amount: 500 }),
    201,
  );
  await setHours(60, 600);
  const { session } = expect(await zone.clerk.post("/scans", { code: invoice.validationCode }), 201);
  assert.deepEqual(session.notices, [{ kind: "past_minors_hours", reason: null, at: null }]);
  const refused = expect(await zone.clerk.post(`/sessions/${session.id}/start`), 409);
  assert.equal(refused.code, "minor_outside_hours");
  assert.match(refused.detail, new RegExp(`de ${time(60)} à ${time(600)}`));
  const checklist = expect(await zone.clerk.get(`/sessions/${session.id}/checklist`), 200);
  assert.equal(checklist.failingStep, "started");
  assert.match(checklist.steps[4].remedy, /mineur/);

  await setHours(-60, 30);
  const started = expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200).session;
  assert.equal(started.status, "active");
  const [notice] = started.notices;
  assert.equal(notice.kind, "past_minors_hours");
  assert.equal(
    Temporal.Instant.from(notice.at)
      .toZonedDateTimeISO("Africa/Abidjan")
      .toPlainTime()
      .toString()
      .slice(0, 5),
    time(30),
  );
  expect(await zone.clerk.post(`/sessions/${session.id}/pause`), 200);
  await setHours(60, 600);
  assert.equal(
    expect(await zone.clerk.post(`/sessions/${session.id}/resume`), 409).code,
    "minor_outside_hours",
  );
  expect(await zone.as.administrator.patch("/venue", { minorsFrom: null, minorsUntil: null }), 200);
  expect(await zone.clerk.post(`/sessions/${session.id}/resume`), 200);
});
