import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent, readHistory } from "../../test/history.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

/** A session that runs on a station of its own, made for it. */
async function play(name: string): Promise<{ id: number; stationId: number }> {
  const { id: stationId } = expect(await zone.as.administrator.post("/stations", { name }), 201);
  const { id } = await zone.ready(60);
  expect(await zone.clerk.post(`/sessions/${id}/start`, { stationId }), 200);
  return { id, stationId };
}

const stationNamed = async (name: string) => {
  const { items } = expect(await zone.clerk.get("/stations?limit=200"), 200);
  return items.find((one: { name: string }) => one.name === name);
};

test("a session moves while it runs: not a millisecond is lost, and its history says where it went", async () => {
  const { id, stationId } = await play("Move 1");
  const free = expect(await zone.as.administrator.post("/stations", { name: "Move 2" }), 201);
  const before = expect(await zone.clerk.get(`/sessions/${id}`), 200);
  const moved = expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: free.id }), 200).session;
  assert.equal(moved.station.name, "Move 2");
  assert.equal(moved.status, "active");
  assert.equal(moved.endsAt, before.endsAt);
  assert.equal((await stationNamed("Move 1")).state, "free");
  assert.equal((await stationNamed("Move 2")).sessionId, id);
  const { items } = expect(await zone.clerk.get(`/sessions/${id}/events`), 200);
  assert.deepEqual(
    items.map((event: { type: string; stationName: string | null }) => [event.type, event.stationName]),
    [
      ["created", null],
      ["started", "Move 1"],
      ["moved", "Move 2"],
    ],
  );
  // There it is already: nothing happens, and nothing is told.
  expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: free.id }), 200);
  assert.equal((await readHistory(zone.db, id)).events.length, 3);
  expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: null }), 200);
  expect(await zone.clerk.post(`/sessions/${id}/pause`), 200);
  expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId }), 200);
  await assertConsistent(zone.db, id);
});

test("a session that is ready reserves the station it is moved to, and gives it up again", async () => {
  const { id } = await zone.ready(15);
  const { id: stationId } = expect(await zone.as.administrator.post("/stations", { name: "Reserved" }), 201);
  expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId }), 200);
  const reserved = await stationNamed("Reserved");
  assert.deepEqual([reserved.state, reserved.reservedFor, reserved.sessionId], ["reserved", id, null]);
  expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: null }), 200);
  assert.equal((await stationNamed("Reserved")).state, "free");
  await assertConsistent(zone.db, id);
});

test("nobody moves to a station that is taken, broken or gone, and nothing moves once it is over", async () => {
  const { id } = await play("Refused 1");
  const other = await play("Refused 2");
  const busy = expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: other.stationId }), 409);
  assert.equal(busy.code, "station_busy");
  const fault = "the screen is black";
  const { id: broken } = expect(await zone.as.administrator.post("/stations", { name: "Broken" }), 201);
  assert.equal(
    expect(await zone.clerk.post(`/stations/${broken}/broken`, { fault }), 200).state,
    "out_of_order",
  );
  const refused = expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: broken }), 409);
  assert.deepEqual([refused.code, refused.fault], ["station_out_of_order", fault]);
  const started = await zone.ready(15);
  assert.equal(
    expect(await zone.clerk.post(`/sessions/${started.id}/start`, { stationId: broken }), 409).code,
    "station_out_of_order",
  );
  assert.equal(expect(await zone.clerk.post(`/stations/${broken}/mended`), 200).state, "free");
  expect(await zone.clerk.post(`/sessions/${started.id}/start`, { stationId: broken }), 200);
  const retired = await zone.as.administrator.patch(`/stations/${broken}`, { active: false });
  assert.equal(expect(retired, 409).code, "station_in_play");
  expect(await zone.clerk.post(`/sessions/${id}/terminate`, { reason: "had to leave" }), 200);
  const ended = expect(await zone.clerk.post(`/sessions/${id}/move`, { stationId: null }), 409);
  assert.equal(ended.code, "session_transition_refused");
  assert.equal(
    expect(await zone.clerk.post(`/sessions/${other.id}/swap`, { withSessionId: id }), 409).code,
    "session_transition_refused",
  );
});

test("eight clerks move eight sessions to one station: one gets it", async () => {
  const sessions = await Promise.all(Array.from({ length: 8 }, (_, index) => play(`Crowd ${index}`)));
  const { id: stationId } = expect(await zone.as.administrator.post("/stations", { name: "Wanted" }), 201);
  const answers = await Promise.all(
    sessions.map(({ id }) => zone.clerk.post(`/sessions/${id}/move`, { stationId })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.equal(answers.filter(({ body }) => body.code === "station_busy").length, 7);
  for (const { id } of sessions) await assertConsistent(zone.db, id);
});

test("swaps, moves, pauses and ends at once: every station has one session at most, every time adds up", async () => {
  const sessions = await Promise.all(Array.from({ length: 4 }, (_, index) => play(`Swap ${index}`)));
  const [a, b, c, d] = sessions.map(({ id }) => id);
  const swap = (one = 0, other = 0) => zone.clerk.post(`/sessions/${one}/swap`, { withSessionId: other });
  const round = () => [
    swap(a, b),
    swap(b, a),
    swap(b, c),
    swap(c, d),
    swap(d, a),
    zone.clerk.post(`/sessions/${a}/pause`),
    zone.clerk.post(`/sessions/${a}/resume`),
    zone.clerk.post(`/sessions/${b}/move`, { stationId: sessions[0]?.stationId }),
    zone.clerk.post(`/sessions/${c}/move`, { stationId: null }),
    zone.clerk.post(`/sessions/${c}/move`, { stationId: sessions[2]?.stationId }),
  ];
  const answers = [...(await Promise.all(round())), ...(await Promise.all(round()))];
  for (const { status, body } of answers) assert.ok(status === 200 || status === 409, JSON.stringify(body));
  assert.ok(answers.filter(({ status }) => status === 200).length > 4);
  for (const { id } of sessions) await assertConsistent(zone.db, id);
  const rows = await zone.db
    .selectFrom("play_sessions")
    .select("station_id")
    .where(
      "id",
      "in",
      sessions.map(({ id }) => id),
    )
    .where("station_id", "is not", null)
    .execute();
  assert.equal(new Set(rows.map((row) => row.station_id)).size, rows.length);
});

test("two that swap change places and keep their time; one without a station has nothing to swap", async () => {
  const one = await play("Pair 1");
  const other = await play("Pair 2");
  expect(await zone.clerk.post(`/sessions/${other.id}/pause`), 200);
  const { sessions } = expect(
    await zone.clerk.post(`/sessions/${one.id}/swap`, { withSessionId: other.id }),
    200,
  );
  assert.deepEqual(
    sessions.map((session: { status: string; station: { name: string } }) => [
      session.status,
      session.station.name,
    ]),
    [
      ["active", "Pair 2"],
      ["paused", "Pair 1"],
    ],
  );
  const ready = await zone.ready(15);
  const refused = expect(await zone.clerk.post(`/sessions/${one.id}/swap`, { withSessionId: ready.id }), 409);
  assert.equal(refused.code, "session_without_station");
  await assertConsistent(zone.db, one.id);
  await assertConsistent(zone.db, other.id);
});

test("stations are given places of their own, also when many are added at once; two change places", async () => {
  const added = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      zone.as.administrator.post("/stations", { name: `Placed ${index}`, kind: "console", controllers: 2 }),
    ),
  );
  const [first, second] = added.map((answer) => expect(answer, 201));
  const floor = expect(await zone.clerk.get("/floor"), 200);
  const places = floor.stations.map(
    ({ place }: { place: { x: number; y: number } }) => `${place.x},${place.y}`,
  );
  assert.equal(new Set(places).size, places.length);
  const put = (body: unknown) => zone.as.administrator.post("/floor/places", { places: body });
  const swapped = expect(
    await put([
      { stationId: first.id, ...second.place },
      { stationId: second.id, ...first.place },
    ]),
    200,
  );
  const placeOf = (id: number) => swapped.stations.find((one: { id: number }) => one.id === id).place;
  assert.deepEqual([placeOf(first.id), placeOf(second.id)], [second.place, first.place]);
  const taken = expect(await put([{ stationId: first.id, ...placeOf(second.id) }]), 409);
  assert.equal(taken.code, "place_taken");
  assert.equal(expect(await put([{ stationId: 999_999, x: 0, y: 0 }]), 404).code, "not_found");
  expect(await zone.as.administrator.patch(`/stations/${first.id}`, { active: false }), 200);
  assert.equal((await stationNamed("Placed 0")).place, null);
  const back = expect(await zone.as.administrator.patch(`/stations/${first.id}`, { active: true }), 200);
  assert.ok(back.place !== null && back.state === "free");
});

test("a zone holds stations, and goes only when it is empty", async () => {
  const vip = expect(await zone.as.administrator.post("/zones", { name: "VIP" }), 201);
  assert.equal(expect(await zone.as.administrator.post("/zones", { name: "vip" }), 409).code, "name_taken");
  const station = expect(
    await zone.as.administrator.post("/stations", { name: "VIP 1", zoneId: vip.id }),
    201,
  );
  assert.deepEqual(station.zone, { id: vip.id, name: "VIP" });
  const remove = () => zone.as.administrator.request("DELETE", `/zones/${vip.id}`);
  assert.equal(expect(await remove(), 409).code, "zone_in_use");
  expect(await zone.as.administrator.patch(`/stations/${station.id}`, { zoneId: null }), 200);
  expect(await zone.as.administrator.patch(`/zones/${vip.id}`, { name: "Salon" }), 200);
  assert.equal(expect(await remove(), 200).name, "Salon");
  assert.deepEqual(expect(await zone.clerk.get("/zones"), 200).items, []);
});
