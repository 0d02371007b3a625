import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { assertConsistent } from "../../test/history.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

/** Five friends of whom one pays: 15 minutes each at 200 XOF. */
const order = (payment: object) => ({
  playerIds: Array.from({ length: 5 }, () => zone.playerId),
  packageId: zone.packageIds[1],
  payment,
});
const sell = async () =>
  expect(await zone.clerk.post("/groups", order({ method: "cash", amount: 1000, tendered: 2000 })), 201);
const makeStations = async (names: readonly string[]): Promise<number[]> => {
  const made = await Promise.all(names.map((name) => zone.as.administrator.post("/stations", { name })));
  return made.map((answer) => expect(answer, 201).id);
};

const criticalFindings = async (): Promise<string[]> => {
  const { checks } = expect(await zone.as.administrator.get("/doctor"), 200);
  return checks
    .filter(
      ({ found, severity }: { found: number; severity: string }) => found > 0 && severity === "critical",
    )
    .map(({ name }: { name: string }) => name);
};

test("five friends, one payment, five sessions: each is a purchase, an invoice and a session of its own", async () => {
  const { group, invoices } = await sell();
  assert.deepEqual([group.amount, group.tendered, group.change], [1000, 2000, 1000]);
  assert.equal(
    new Set(invoices.map(({ validationCode }: { validationCode: string }) => validationCode)).size,
    5,
  );
  const stationIds = await makeStations(["G1", "G2", "G3", "G4", "G5"]);
  const { sessions } = expect(await zone.clerk.post(`/groups/${group.id}/seat`, { stationIds }), 200);
  assert.deepEqual(
    sessions.map((one: { status: string; station: { id: number } }) => [one.status, one.station.id]),
    stationIds.toSorted((one, other) => one - other).map((id) => ["active", id]),
  );
  for (const { id } of sessions) await assertConsistent(zone.db, id);
  // One of them leaves and is paid back; the others play on.
  const [leaving] = sessions;
  const reason = { reason: "had to leave" };
  const refund = expect(await zone.clerk.post(`/purchases/${leaving.purchaseId}/refund`, reason), 200);
  assert.equal(refund.payment.amount, 200);
  const others = await Promise.all(
    sessions.slice(1).map(({ id }: { id: number }) => zone.clerk.get(`/sessions/${id}`)),
  );
  assert.ok(others.every((answer) => answer.body.status === "active"));
  // No worker runs in this test, and the doctor says so; of the money and the sessions it has nothing to say.
  assert.deepEqual(await criticalFindings(), ["worker_silent"]);
});

test("a group that pays too little, or the wrong sum, buys nothing", async () => {
  const before = await zone.db.selectFrom("purchases").select("id").execute();
  const wrong = await zone.clerk.post("/groups", order({ method: "cash", amount: 200 }));
  assert.equal(expect(wrong, 422).code, "amount_mismatch");
  const little = await zone.clerk.post("/groups", order({ method: "cash", amount: 1000, tendered: 500 }));
  assert.equal(expect(little, 422).code, "tendered_too_small");
  const after = await zone.db.selectFrom("purchases").select("id").execute();
  assert.equal(after.length, before.length);
});

test("the same friends sold to at once in any order: members' rows are locked in one", async () => {
  const { administrator } = zone.as;
  const offer = { name: "Ensemble", price: 0, discountPercent: 10 };
  const { id: membershipId } = expect(await administrator.post("/memberships", offer), 201);
  const joining = { membershipId, months: 1, payment: { method: "cash", amount: 0 } };
  const playerIds: number[] = [];
  for (const name of ["Ange", "Bob", "Chloé"]) {
    const { id } = expect(await zone.clerk.post("/players", { name }), 201);
    expect(await zone.clerk.post(`/players/${id}/memberships`, joining), 201);
    playerIds.push(id);
  }
  const sellTo = (ids: number[]) =>
    zone.clerk.post("/groups", { ...order({ method: "cash", amount: 540 }), playerIds: ids });
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all([playerIds, playerIds.toReversed(), playerIds].map(sellTo));
    for (const answer of answers) expect(answer, 201);
  }
  // What a connection counted is told a second later at most.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const { rows } = await sql`select deadlocks::int as deadlocks from pg_stat_database
    where datname = current_database()`.execute(zone.db);
  assert.deepEqual(rows, [{ deadlocks: 0 }]);
});

test("two clerks seat one group at once: it is seated once, and whole", async () => {
  const { group } = await sell();
  const [here, there] = await Promise.all([
    makeStations(["H1", "H2", "H3", "H4", "H5"]),
    makeStations(["T1", "T2", "T3", "T4", "T5"]),
  ]);
  const answers = await Promise.all([
    zone.clerk.post(`/groups/${group.id}/seat`, { stationIds: here }),
    zone.as.administrator.post(`/groups/${group.id}/seat`, { stationIds: there?.toReversed() }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  const again = expect(await zone.clerk.post(`/groups/${group.id}/seat`, { stationIds: here }), 409);
  assert.deepEqual([again.code, again.waiting], ["group_seated", 0]);
});

test("two groups that want the same stations: one gets them, the other keeps its invoices", async () => {
  const stationIds = await makeStations(["W1", "W2", "W3"]);
  const groups = [await sell(), await sell()];
  const answers = await Promise.all(
    groups.map(({ group }, index) =>
      zone.clerk.post(`/groups/${group.id}/seat`, {
        stationIds: index === 0 ? stationIds : stationIds.toReversed(),
      }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
  const loser = groups[answers.findIndex(({ status }) => status === 409)];
  for (const { id } of loser.invoices) {
    assert.equal(expect(await zone.clerk.get(`/invoices/${id}`), 200).status, "pending");
  }
  const twice = await zone.clerk.post(`/groups/${loser.group.id}/seat`, {
    stationIds: [stationIds[0], stationIds[0]],
  });
  assert.equal(expect(twice, 400).code, "invalid_input");
});
