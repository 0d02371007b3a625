import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand } from "../../test/database.ts";
import { type Answer, expect, operator, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";
import { giveSanction, liftSanction } from "./actions.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

const reason = "Bagarre au poste 3";
const admin = () => zone.as.administrator;

async function newPlayer(): Promise<number> {
  return expect(await zone.clerk.post("/players", { name: "Somebody" }), 201).id;
}

/** A paid invoice of a player, not scanned yet. */
async function sell(playerId: number): Promise<{ id: number; validationCode: string }> {
  const purchase = expect(
    await zone.clerk.post("/purchases", { playerId, packageId: zone.packageIds[2] }),
    201,
  );
  const payment = { method: "cash", amount: 500 };
  return expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201).invoice;
}

const scan = (code: string) => zone.clerk.post("/scans", { code });
const sanctionOf = async (playerId: number, given: object, client = admin()) =>
  client.post(`/players/${playerId}/sanctions`, { reason, ...given });

async function ready(playerId: number): Promise<{ id: number; purchaseId: number; invoiceId: number }> {
  return expect(await scan((await sell(playerId)).validationCode), 201).session;
}

/** Holds a player's row as a sanction does, while `meanwhile` asks for what must wait for it; then sanctions. */
async function sanctionFirst(playerId: number, meanwhile: () => Promise<Answer>): Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  await inTransaction(zone.db, async (tx) => {
    const context = { tx, actor: operator(zone.venueId) };
    await giveSanction(context, playerId, { kind: "ban", reason });
    asked = meanwhile();
    await untilSomebodyWaits();
  });
  return asked as Promise<Answer>;
}

/** Until a connection of this database waits for a lock. Throws when none does within ten seconds. */
async function untilSomebodyWaits(): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (performance.now() < giveUpAt) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(zone.db);
    if (rows.length > 0) return;
  }
  throw new Error("Nobody waited for the player's row.");
}

test("a suspended player’s scan is refused, named in the log, and the invoice stays as it was", async () => {
  const playerId = await newPlayer();
  const invoice = await sell(playerId);
  const given = expect(await sanctionOf(playerId, { kind: "suspension", durationMinutes: 60 }), 201).sanction;
  assert.equal(Date.parse(given.until) - Date.parse(given.givenAt), 3_600_000);
  const refused = expect(await scan(invoice.validationCode), 409);
  assert.equal(refused.code, "player_suspended");
  assert.equal(refused.reason, reason);
  assert.equal(refused.until, given.until);
  assert.equal(refused.playerId, playerId);
  assert.equal(expect(await zone.clerk.get(`/invoices/${invoice.id}`), 200).status, "pending");
  const log = expect(await zone.clerk.get(`/scans?invoiceId=${invoice.id}`), 200).items;
  assert.deepEqual(
    log.map(({ outcome }: { outcome: string }) => outcome),
    ["player_suspended"],
  );
  const { rows } = await sql<{ scan_result: string }>`
    select scan_result from legacy.invoice_scans where invoice_id = ${invoice.id}`.execute(zone.db);
  assert.deepEqual(rows, [{ scan_result: "error" }], "the old names know no such refusal");
  const { steps } = expect(await zone.clerk.get(`/purchases/${await purchaseOf(invoice.id)}/checklist`), 200);
  assert.match(steps[2].remedy, /suspendu jusqu’au.*Bagarre/);

  expect(await admin().post(`/sanctions/${given.id}/lift`, { reason: "Excuses" }), 200);
  expect(await scan(invoice.validationCode), 201);
});

async function purchaseOf(invoiceId: number): Promise<number> {
  return expect(await zone.clerk.get(`/invoices/${invoiceId}`), 200).purchaseId;
}

test("a suspension ends by itself", async () => {
  const playerId = await newPlayer();
  const { id } = expect(await sanctionOf(playerId, { kind: "suspension", durationMinutes: 1 }), 201).sanction;
  const invoice = await sell(playerId);
  expect(await scan(invoice.validationCode), 409);
  await byHand(
    zone.db,
    `update sanctions set given_at = given_at - interval '2 minutes', until = until - interval '2 minutes' where id = ${id}`,
  );
  expect(await scan(invoice.validationCode), 201);
  const player = expect(await zone.clerk.get(`/players/${playerId}`), 200);
  assert.equal(player.conduct, "fine");
  assert.equal(expect(await admin().post(`/sanctions/${id}/lift`, { reason }), 409).code, "sanction_over");
});

test("start and resume are refused to a banned player; a running session goes on, and the counter sees why", async () => {
  const playerId = await newPlayer();
  const first = await ready(playerId);
  const running = await ready(playerId);
  const paused = await ready(playerId);
  for (const { id } of [running, paused]) expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  expect(await zone.clerk.post(`/sessions/${paused.id}/pause`), 200);
  const { id } = expect(await sanctionOf(playerId, { kind: "ban" }), 201).sanction;
  const start = expect(await zone.clerk.post(`/sessions/${first.id}/start`), 409);
  assert.equal(start.code, "player_banned");
  assert.equal(expect(await zone.clerk.post(`/sessions/${paused.id}/resume`), 409).code, "player_banned");
  const statuses = [];
  for (const session of [first, running, paused]) {
    const read = expect(await zone.clerk.get(`/sessions/${session.id}`), 200);
    statuses.push(read.status);
    assert.deepEqual(
      read.notices.map(({ kind, reason: why }: { kind: string; reason: string }) => [kind, why]),
      [["ban", reason]],
    );
  }
  assert.deepEqual(statuses, ["ready", "active", "paused"]);
  const checklist = async (session: { id: number }) =>
    expect(await zone.clerk.get(`/sessions/${session.id}/checklist`), 200);
  assert.equal((await checklist(first)).failingStep, "started");
  assert.match((await checklist(paused)).steps[5].remedy, /exclu/);
  assert.equal((await checklist(running)).failingStep, null);
  expect(await zone.clerk.post(`/sessions/${running.id}/pause`), 200);
  expect(await admin().post(`/sanctions/${id}/lift`, { reason: "Erreur" }), 200);
  expect(await zone.clerk.post(`/sessions/${running.id}/resume`), 200);
});

test("resume all leaves the sessions of those who may not play paused, and says which", async () => {
  const [good, bad] = [await newPlayer(), await newPlayer()];
  const [goes, stays] = [await ready(good), await ready(bad)];
  for (const { id } of [goes, stays]) {
    expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
    expect(await zone.clerk.post(`/sessions/${id}/pause`), 200);
    await byHand(zone.db, `update play_sessions set outage_at = clock_now() where id = ${id}`);
  }
  expect(await sanctionOf(bad, { kind: "ban" }), 201);
  const { sessions, heldBack } = expect(await zone.clerk.post("/sessions/resume-all"), 200);
  assert.deepEqual(
    sessions.map(({ id }: { id: number }) => id),
    [goes.id],
  );
  assert.deepEqual(heldBack, [stays.id]);
});

test("a warning lets through, and the scan’s answer carries it", async () => {
  const playerId = await newPlayer();
  const given = expect(await sanctionOf(playerId, { kind: "warning" }, zone.clerk), 201).sanction;
  const { session } = expect(await scan((await sell(playerId)).validationCode), 201);
  assert.deepEqual(session.notices, [{ kind: "warning", reason, at: given.givenAt }]);
  const started = expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200).session;
  assert.deepEqual(started.notices, session.notices);
  assert.equal(expect(await zone.clerk.get(`/players/${playerId}`), 200).conduct, "warned");
});

test("a clerk warns and suspends for a day; the rest is an administrator’s", async () => {
  const playerId = await newPlayer();
  const day = expect(
    await sanctionOf(playerId, { kind: "suspension", durationMinutes: 1440 }, zone.clerk),
    201,
  ).sanction;
  for (const given of [{ kind: "suspension", durationMinutes: 1441 }, { kind: "ban" }]) {
    assert.equal(expect(await sanctionOf(playerId, given, zone.clerk), 403).code, "sanction_reserved");
  }
  const ban = expect(await sanctionOf(playerId, { kind: "ban" }), 201).sanction;
  assert.equal(
    expect(await zone.clerk.post(`/sanctions/${ban.id}/lift`, { reason }), 403).code,
    "sanction_reserved",
  );
  expect(await zone.clerk.post(`/sanctions/${day.id}/lift`, { reason }), 200);
  assert.equal(expect(await sanctionOf(playerId, { kind: "ban" }), 409).code, "already_banned");
  for (const wrong of [
    { kind: "suspension" },
    { kind: "warning", durationMinutes: 5 },
    { kind: "ban", durationMinutes: 5 },
  ]) {
    const { errors } = expect(await sanctionOf(playerId, wrong), 400);
    assert.equal(errors[0].field, "durationMinutes");
  }
});

test("players see their own sanctions and nobody else’s, and no notes", async () => {
  const { password } = expect(await zone.clerk.post(`/players/${zone.playerId}/password`), 200);
  const player = await zone.signIn(zone.playerUsername, password);
  const { id } = expect(await sanctionOf(zone.playerId, { kind: "warning" }), 201).sanction;
  const own = expect(await player.get(`/players/${zone.playerId}/sanctions`), 200).items;
  assert.equal(own[0].reason, reason);
  assert.equal((await player.get(`/players/${await newPlayer()}/sanctions`)).status, 404);
  assert.equal((await player.get(`/players/${zone.playerId}`)).status, 403);
  expect(await admin().post(`/sanctions/${id}/lift`, { reason: "Essai" }), 200);
});

test("many clerks ban and lift at once: one ban is in force, and it is lifted once", async () => {
  const playerId = await newPlayer();
  const answers = await Promise.all(Array.from({ length: 8 }, () => sanctionOf(playerId, { kind: "ban" })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
  const { id } = answers.find(({ status }) => status === 201)!.body.sanction;
  const lifts = await Promise.all(
    Array.from({ length: 8 }, () => admin().post(`/sanctions/${id}/lift`, { reason: "Erreur" })),
  );
  assert.deepEqual(lifts.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
});

test("a scan, a start and a resume that wait for a sanction see it, though they began before it was committed", async () => {
  const scanned = await newPlayer();
  const invoice = await sell(scanned);
  const refused = await sanctionFirst(scanned, () => scan(invoice.validationCode));
  assert.equal(expect(refused, 409).code, "player_banned");
  assert.equal(expect(await zone.clerk.get(`/invoices/${invoice.id}`), 200).status, "pending");

  const starting = await newPlayer();
  const session = await ready(starting);
  const start = await sanctionFirst(starting, () => zone.clerk.post(`/sessions/${session.id}/start`));
  assert.equal(expect(start, 409).code, "player_banned");

  const resuming = await newPlayer();
  const paused = await ready(resuming);
  expect(await zone.clerk.post(`/sessions/${paused.id}/start`), 200);
  expect(await zone.clerk.post(`/sessions/${paused.id}/pause`), 200);
  const resume = await sanctionFirst(resuming, () => zone.clerk.post(`/sessions/${paused.id}/resume`));
  assert.equal(expect(resume, 409).code, "player_banned");
});

test("a start that waits for a ban to be lifted is let through", async () => {
  const playerId = await newPlayer();
  const session = await ready(playerId);
  const { id } = expect(await sanctionOf(playerId, { kind: "ban" }), 201).sanction;
  let asked: Promise<Answer> | undefined;
  await inTransaction(zone.db, async (tx) => {
    await liftSanction({ tx, actor: operator(zone.venueId) }, id, "Erreur");
    asked = zone.clerk.post(`/sessions/${session.id}/start`);
    await untilSomebodyWaits();
  });
  expect(await asked!, 200);
});

test("sanctions, scans, starts and refunds of one player at once end in no deadlock, and nobody plays against one", async () => {
  const playerId = await newPlayer();
  const invoices = await Promise.all(Array.from({ length: 4 }, () => sell(playerId)));
  const sessions = await Promise.all(Array.from({ length: 4 }, () => ready(playerId)));
  const answers = await Promise.all([
    ...invoices.map(({ validationCode }) => scan(validationCode)),
    sanctionOf(playerId, { kind: "ban" }),
    ...sessions.map(({ id }) => zone.clerk.post(`/sessions/${id}/start`)),
    zone.clerk.patch(`/players/${playerId}`, { notes: "Au comptoir" }),
    admin().post(`/purchases/${sessions[0]!.purchaseId}/refund`, { reason: "Essai" }),
  ]);
  for (const { status, body } of answers) {
    assert.ok([200, 201].includes(status) || status === 409, JSON.stringify(body));
  }
  const played = await zone.db
    .selectFrom("session_runs as r")
    .innerJoin("play_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "r.venue_id").onRef("s.id", "=", "r.session_id"),
    )
    .innerJoin("sanctions as b", (join) =>
      join.onRef("b.venue_id", "=", "s.venue_id").onRef("b.player_id", "=", "s.player_id"),
    )
    .select("r.id")
    .where("s.player_id", "=", playerId)
    .whereRef("r.started_at", ">", "b.given_at")
    .execute();
  assert.deepEqual(played, []);
});

test("the database keeps sanctions as they were given", async () => {
  const playerId = await newPlayer();
  const { id } = expect(await sanctionOf(playerId, { kind: "warning" }), 201).sanction;
  for (const statement of [
    `update sanctions set reason = 'Autre chose' where id = ${id}`,
    `delete from sanctions where id = ${id}`,
    `update sanctions set lifted_at = clock_now() where id = ${id}`,
  ]) {
    await assert.rejects(sql.raw(statement).execute(zone.db), statement);
  }
});
