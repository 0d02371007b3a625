import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { setClock } from "../../test/database.ts";
import { expect, startTestGameZone, TEST_PASSWORD, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent, readHistory } from "../../test/history.ts";
import { replay } from "../core/session-clock.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a session from ready to terminated, with its history", async () => {
  const { id } = await zone.ready(15);
  const [stationId] = zone.stationIds;
  const started = expect(await zone.clerk.post(`/sessions/${id}/start`, { stationId }), 200).session;
  assert.equal(started.status, "active");
  assert.equal(started.station.id, stationId);
  assert.equal(Date.parse(started.endsAt) - Date.parse(started.startedAt), 15 * 60_000);
  const paused = expect(await zone.clerk.post(`/sessions/${id}/pause`), 200).session;
  assert.equal(paused.status, "paused");
  assert.equal(paused.endsAt, null);
  const resumed = expect(await zone.clerk.post(`/sessions/${id}/resume`), 200).session;
  assert.equal(resumed.status, "active");
  const extended = expect(
    await zone.clerk.post(`/sessions/${id}/extend`, { minutes: 10, reason: "the screen froze" }),
    200,
  ).session;
  assert.equal(extended.totalSeconds, 25 * 60);
  assert.equal(Date.parse(extended.endsAt) - Date.parse(resumed.endsAt), 10 * 60_000);
  const ended = expect(await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "had to leave" }), 200);
  assert.equal(ended.session.status, "terminated");
  assert.equal(ended.invoice.status, "used");
  const events = expect(await zone.clerk.get(`/sessions/${id}/events`), 200).items;
  assert.deepEqual(
    events.map((event: { type: string }) => event.type),
    ["created", "started", "paused", "resumed", "extended", "terminated"],
  );
  assert.equal(events[4].durationSeconds, 600);
  assert.equal(events[5].reason, "had to leave");
  await assertConsistent(zone.db, id);
});

test("a forced completion writes off what is left and uses the invoice up", async () => {
  const { id } = await zone.ready(15);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  const ended = expect(
    await zone.clerk.post(`/sessions/${id}/force-complete`, { reason: "closing time" }),
    200,
  );
  assert.equal(ended.session.status, "completed");
  assert.equal(ended.session.usedSeconds, ended.session.totalSeconds);
  assert.equal(ended.invoice.status, "used");
  await assertConsistent(zone.db, id);
});

test("a session whose time is over, but which nobody closed, can be closed by force as of its deadline", async () => {
  const { id } = await zone.ready(15);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  await setClock(zone.db, 20 * 60_000);
  try {
    const { endsAt } = expect(await zone.clerk.get(`/sessions/${id}`), 200);
    const reason = { reason: "the worker is stuck" };
    const ended = expect(await zone.clerk.post(`/sessions/${id}/force-complete`, reason), 200);
    assert.equal(ended.session.status, "completed");
    assert.equal(ended.session.completedAt, endsAt);
    assert.equal(ended.invoice.status, "used");
    const invoice = expect(await zone.clerk.get(`/invoices/${ended.invoice.id}`), 200);
    assert.equal(invoice.usedAt, endsAt);
    const { items } = expect(await zone.clerk.get(`/sessions/${id}/events`), 200);
    assert.equal(items.at(-1).type, "completed");
    await assertConsistent(zone.db, id);
  } finally {
    await setClock(zone.db, 0);
  }
});

test("a session ends even when somebody changed its invoice by hand", async () => {
  for (const action of ["force-complete", "terminate"]) {
    const { id, invoiceId } = await zone.ready(15);
    expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
    await sql`update invoices set status = 'refunded' where id = ${invoiceId}`.execute(zone.db);
    const ended = expect(await zone.clerk.post(`/sessions/${id}/${action}`, { reason: "set right" }), 200);
    assert.equal(ended.session.status, action === "terminate" ? "terminated" : "completed");
    assert.equal(ended.invoice.status, "refunded");
  }
});

test("what costs somebody something asks for a reason", async () => {
  const { id } = await zone.ready(15);
  for (const [action, body] of [
    ["extend", { minutes: 5 }],
    ["terminate", {}],
    ["force-complete", { reason: " " }],
  ] as const) {
    assert.equal(expect(await zone.clerk.post(`/sessions/${id}/${action}`, body), 400).code, "invalid_input");
  }
});

test("what the state does not allow is refused with the state", async () => {
  const { id } = await zone.ready(15);
  for (const action of ["pause", "resume", "force-complete"]) {
    const body = action === "force-complete" ? { reason: "closing time" } : undefined;
    const refused = expect(await zone.clerk.post(`/sessions/${id}/${action}`, body), 409);
    assert.equal(refused.code, "session_transition_refused");
    assert.equal(refused.status, 409);
  }
});

test("twenty clerks start one session: it starts once", async () => {
  const { id } = await zone.ready(15);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => zone.clerk.post(`/sessions/${id}/start`)),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ body }) => body.code === "session_transition_refused").length, 19);
  const runs = await zone.db.selectFrom("session_runs").selectAll().where("session_id", "=", id).execute();
  assert.equal(runs.length, 1);
});

test("clerks pausing, resuming and extending at once neither lose nor invent time", async () => {
  const { id } = await zone.ready(60);
  expect(await zone.clerk.post(`/sessions/${id}/start`), 200);
  const actions = Array.from({ length: 60 }, (_, index) => {
    if (index % 3 === 0) return zone.clerk.post(`/sessions/${id}/pause`);
    if (index % 3 === 1) return zone.as.administrator.post(`/sessions/${id}/resume`);
    return zone.clerk.post(`/sessions/${id}/extend`, { minutes: 1, reason: "kindness" });
  });
  const answers = await Promise.all(actions);
  assert.ok(answers.every(({ status }) => status === 200 || status === 409));
  const extensions = answers.filter(({ status }, index) => index % 3 === 2 && status === 200).length;
  assert.equal(extensions, 20);
  const session = expect(await zone.clerk.get(`/sessions/${id}`), 200);
  assert.equal(session.totalSeconds, (60 + extensions) * 60);
  await assertConsistent(zone.db, id);
  const { events, row } = await readHistory(zone.db, id);
  assert.deepEqual(replay(events), row);
});

test("two players cannot be seated at one station", async () => {
  const stationId = zone.stationIds[1];
  const sessions = await Promise.all(Array.from({ length: 5 }, () => zone.ready(15)));
  const answers = await Promise.all(
    sessions.map(({ id }) => zone.clerk.post(`/sessions/${id}/start`, { stationId })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const busy = answers.filter(({ body }) => body.code === "station_busy");
  assert.equal(busy.length, 4);
  assert.equal(busy[0]!.body.stationName, "PC 2");
  const stations = expect(await zone.clerk.get("/stations"), 200).items;
  const seated = answers.find(({ status }) => status === 200)!.body.session.id;
  assert.equal(stations.find((station: { id: number }) => station.id === stationId).sessionId, seated);
});

test("a station out of service takes nobody", async () => {
  const stationId = zone.stationIds[2];
  expect(await zone.as.administrator.patch(`/stations/${stationId}`, { active: false }), 200);
  const { id } = await zone.ready(15);
  const refused = expect(await zone.clerk.post(`/sessions/${id}/start`, { stationId }), 409);
  assert.equal(refused.code, "station_out_of_service");
});

test("the checklist follows the session and speaks the caller's language", async () => {
  const invoice = await zone.sell();
  const waiting = expect(await zone.clerk.get(`/purchases/${invoice.purchaseId}/checklist`), 200);
  assert.equal(waiting.failingStep, "invoice_activated");
  const { session } = expect(await zone.clerk.post("/scans", { code: invoice.validationCode }), 201);
  const path = `/sessions/${session.id}/checklist`;
  const ready = expect(
    await zone.clerk.request("GET", path, null, { "accept-language": "en-GB,fr;q=0.5" }),
    200,
  );
  assert.equal(ready.failingStep, "started");
  assert.equal(ready.steps[4].remedy, "Press “Start”.");
  const player = await zone.signIn(zone.playerUsername, TEST_PASSWORD);
  const { steps } = expect(await player.get(path), 200);
  assert.equal(steps[4].remedy, "Demandez au comptoir de démarrer.");
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  const running = expect(await zone.clerk.get(path), 200);
  assert.equal(running.failingStep, null);
  assert.match(running.closing, /en cours/);
  expect(await zone.clerk.post(`/sessions/${session.id}/force-complete`, { reason: "closing time" }), 200);
  const over = expect(await player.get(path), 200);
  assert.equal(over.failingStep, null);
  assert.equal(over.closing, "Le temps est terminé.");
});
