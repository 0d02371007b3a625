import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { freezeClock } from "../../test/database.ts";
import { type Client, expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

/** A Friday afternoon in Abidjan, whose clock is UTC. */
const FRIDAY = "2026-11-27T15:00:00Z";
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const afternoon = { from: "14:00", until: "18:00", days: everyDay, onHolidays: "as_usual" };
const night = { from: "22:00", until: "06:00", days: [5, 6, 7], onHolidays: "also" };

let zone: TestGameZone;
let administrator: Client;
let hour: number;
let vip: number;
before(async () => {
  zone = await startTestGameZone();
  administrator = zone.as.administrator;
  hour = zone.packageIds[2];
  // The days of these tests may be long gone; time never runs backwards past what the heartbeat has seen.
  await sql`update clock_watch set high_water_at = '2026-01-01'`.execute(zone.db);
  await setClock(FRIDAY);
  ({ id: vip } = await zone.db
    .insertInto("zones")
    .values({ venue_id: zone.venueId, name: "VIP" })
    .returning("id")
    .executeTakeFirstOrThrow());
  const changes = { controllerSurchargePerHour: 100, zones: [{ id: vip, surchargePerHour: 300 }] };
  expect(await administrator.patch("/surcharges", changes), 200);
});
after(() => zone.close());

test("a price explains itself, the sale keeps it, and no later price changes it", async () => {
  const happy = await priced({ name: "Happy hour", window: afternoon, percent: -30 });
  const asked = { zoneId: vip, controllers: 2 };
  const quote = expect(await zone.clerk.get(`/packages/${hour}/price?zoneId=${vip}&controllers=2`), 200);
  assert.deepEqual(amounts(quote), [
    ["package", 500],
    ["calendar", -150],
    ["zone", 300],
    ["controllers", 100],
  ]);
  assert.equal(quote.price, 750);
  assert.equal(quote.priceLines[1].label.fr, "Happy hour −30\u202f%");
  const purchase = expect(await sell(hour, asked), 201);
  assert.deepEqual(purchase.priceLines, quote.priceLines);
  assert.equal(purchase.price, 750);
  assert.deepEqual(purchase.zone, { id: vip, name: "VIP" });

  await setActive(happy, false);
  expect(
    await administrator.patch("/surcharges", {
      controllerSurchargePerHour: 900,
      zones: [{ id: vip, surchargePerHour: 900 }],
    }),
    200,
  );
  assert.equal(expect(await sell(hour, asked), 201).price, 500 + 900 + 900);
  const payment = { method: "cash", amount: 750 };
  const paid = expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
  assert.deepEqual(paid.purchase.priceLines, quote.priceLines);
  expect(
    await administrator.patch("/surcharges", {
      controllerSurchargePerHour: 100,
      zones: [{ id: vip, surchargePerHour: 300 }],
    }),
    200,
  );
});

test("of several prices of the calendar one for the package wins, then the newest; holidays and seasons count", async () => {
  const all = await priced({ name: "Tous", window: afternoon, percent: 10 });
  const newer = await priced({ name: "Tous, plus tard", window: afternoon, percent: 20 });
  assert.equal(await priceNow(hour), 600);
  const own = await priced({ name: "Une heure", window: afternoon, packageId: hour, price: 400 });
  await priced({ name: "Toujours plus tard", window: afternoon, percent: 50 }).then((id) =>
    setActive(id, false),
  );
  assert.equal(await priceNow(hour), 400);
  // The other packages have no price of their own.
  assert.equal(await priceNow(zone.packageIds[1]), 240);

  expect(await administrator.post("/holidays", { day: "2026-11-27", name: "Essai" }), 201);
  for (const id of [own, newer]) await change(id, { window: { ...afternoon, onHolidays: "never" } });
  assert.equal(await priceNow(hour), 550, "on a holiday the one that does not know it is left");
  await change(all, { firstDay: "2026-11-28" });
  assert.equal(await priceNow(hour), 500, "its season begins tomorrow");
  expect(await administrator.post("/holidays/2026-11-27/drop", {}), 200);
  assert.equal(await priceNow(hour), 400);
  for (const id of [all, newer, own]) await setActive(id, false);
});

test("a pass is sold for the window that is open, or for the next when too little of it is left", async () => {
  const pass = expect(
    await administrator.post("/packages", {
      gameId: zone.gameId,
      name: "Nuit",
      kind: "pass",
      price: 3000,
      window: night,
    }),
    201,
  );
  assert.equal(pass.minutes, 480);
  const sold = async (at: string) => {
    await setClock(at);
    const { passFrom, passUntil, price } = expect(await sell(pass.id), 201);
    assert.equal(price, 3000);
    return [passFrom, passUntil];
  };
  const friday = ["2026-11-27T22:00:00.000Z", "2026-11-28T06:00:00.000Z"];
  assert.deepEqual(await sold(FRIDAY), friday);
  assert.deepEqual(await sold("2026-11-28T05:45:00Z"), friday);
  assert.deepEqual(await sold("2026-11-28T05:46:00Z"), [
    "2026-11-28T22:00:00.000Z",
    "2026-11-29T06:00:00.000Z",
  ]);
  await setClock(FRIDAY);
  // Its length is that of its window, whatever writes it.
  const wrong = sql`update packages set minutes = 479 where id = ${pass.id}`;
  await assert.rejects(wrong.execute(zone.db), /minutes_of_a_pass_are_its_window/);
  const later = expect(
    await administrator.patch(`/packages/${pass.id}`, { window: { ...night, from: "23:30" } }),
    200,
  );
  assert.equal(later.minutes, 390);
});

test("the invoice of a pass that is bought ahead waits for its window, however short invoices live", async () => {
  await setClock(FRIDAY);
  const window = { ...night, days: [4], onHolidays: "as_usual" };
  const body = { gameId: zone.gameId, name: "Nuit du jeudi", kind: "pass", price: 3000, window };
  const { id: packageId } = expect(await administrator.post("/packages", body), 201);
  expect(await administrator.patch("/venue", { invoiceLifetimeDays: 1 }), 200);
  const { id, passUntil } = expect(await sell(packageId), 201);
  const payment = { method: "cash", amount: 3000 };
  const { invoice } = expect(await zone.clerk.post(`/purchases/${id}/payments`, payment), 201);
  assert.deepEqual([passUntil, invoice.expiresAt], Array(2).fill("2026-12-04T06:00:00.000Z"));
  expect(await administrator.patch("/venue", { invoiceLifetimeDays: 90 }), 200);
});

test("open-ended play is quoted by its first step and not sold in advance", async () => {
  const open = expect(
    await administrator.post("/packages", {
      gameId: zone.gameId,
      name: "Au temps",
      kind: "open",
      minutes: 480,
      price: 400,
      open: { stepMinutes: 15, minimumPrice: 0, ceilingPrice: 2000 },
    }),
    201,
  );
  assert.equal(await priceNow(open.id), 100);
  assert.equal(expect(await sell(open.id), 409).code, "package_sold_at_the_end");
});

test("a dearer zone than was paid is refused at the start; the zone that was paid stays paid", async () => {
  const [plain, station] = zone.stationIds as [number, number];
  await zone.db.updateTable("stations").set({ zone_id: vip }).where("id", "=", station).execute();
  const unpaid = await ready();
  const refused = expect(await zone.clerk.post(`/sessions/${unpaid}/start`, { stationId: station }), 409);
  assert.deepEqual([refused.code, refused.zoneName], ["zone_not_paid", "VIP"]);
  expect(await zone.clerk.post(`/sessions/${unpaid}/start`, { stationId: plain }), 200);
  const moved = await zone.clerk.post(`/sessions/${unpaid}/move`, { stationId: station });
  assert.equal(expect(moved, 409).code, "zone_not_paid");
  const paid = await ready({ zoneId: vip });
  await zone.db.updateTable("zones").set({ surcharge_per_hour: 700 }).where("id", "=", vip).execute();
  expect(await zone.clerk.post(`/sessions/${paid}/start`, { stationId: station }), 200);
  const swapped = await zone.clerk.post(`/sessions/${unpaid}/swap`, { withSessionId: paid });
  assert.equal(expect(swapped, 409).code, "zone_not_paid");
  await zone.db.updateTable("zones").set({ surcharge_per_hour: 300 }).where("id", "=", vip).execute();
  assert.equal(expect(await sell(hour, { zoneId: 999_999 }), 404).field, "zoneId");
});

test("a player has one membership at a time, whichever clerk was quicker; what was promised stays", async () => {
  const gold = await membership({ name: "Or", price: 5000, discountPercent: 20 });
  const player = expect(await zone.clerk.post("/players", { name: "Aya Membre" }), 201).id;
  const joining = {
    membershipId: gold,
    months: 1,
    payment: { method: "cash", amount: 5000, tendered: 10_000 },
  };
  const join = () => zone.clerk.post(`/players/${player}/memberships`, joining);
  const answers = await Promise.all(Array.from({ length: 8 }, join));
  const [joined, ...others] = answers.filter(({ status }) => status === 201);
  assert.equal(others.length, 0);
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === "membership_overlaps"));
  assert.deepEqual([joined!.body.fromDay, joined!.body.untilDay], ["2026-11-27", "2026-12-26"]);

  expect(await administrator.patch(`/memberships/${gold}`, { discountPercent: 5 }), 200);
  const sold = expect(await zone.clerk.post("/purchases", { playerId: player, packageId: hour }), 201);
  assert.deepEqual(amounts(sold), [
    ["package", 500],
    ["member_discount", -100],
  ]);
  await setClock("2026-12-27T00:00:00Z");
  assert.equal((await quoteFor(player)).price, 500, "the day after the last");
  await setClock(FRIDAY);

  const path = `/player-memberships/${joined!.body.id}/end`;
  const ended = expect(await administrator.post(path, { reason: "Demande du joueur" }), 200);
  assert.equal(ended.untilDay, "2026-11-27");
  const twoMonths = { membershipId: gold, months: 2, fromDay: "2026-11-28" };
  const renew = (amount: number) =>
    zone.clerk.post(`/players/${player}/memberships`, { ...twoMonths, payment: { method: "cash", amount } });
  assert.equal(expect(await renew(5000), 422).code, "amount_mismatch");
  expect(await renew(10_000), 201);

  // The fee lies in the shift: once of the eight, both months of the next, and mobile money beside the cash.
  const other = expect(await zone.clerk.post("/players", { name: "Bela Membre" }), 201).id;
  const before = expect(await zone.clerk.get(`/shifts/${zone.shiftId}`), 200);
  assert.deepEqual(before.memberships, { payments: 2, taken: 15_000, refunds: 0, refunded: 0 });
  const mobile = { method: "mobile_money", amount: 5000, reference: "OM-4711" };
  expect(
    await zone.clerk.post(`/players/${other}/memberships`, {
      membershipId: gold,
      months: 1,
      payment: mobile,
    }),
    201,
  );
  const after = expect(await zone.clerk.get(`/shifts/${zone.shiftId}`), 200);
  assert.deepEqual(after.memberships, { payments: 3, taken: 20_000, refunds: 0, refunded: 0 });
  assert.equal(after.expectedCash, before.expectedCash);
  const ofMobile = (report: { methods: Array<{ method: string; taken: number }> }) =>
    report.methods.find(({ method }) => method === "mobile_money")?.taken ?? 0;
  assert.equal(ofMobile(after) - ofMobile(before), 5000);
  // A payment is never earlier than its shift, which the clock of this test knows nothing of.
  const day = after.shift.openedAt.slice(0, 10);
  const days = await administrator.get(`/reports/takings?from=${day}&to=${day}`);
  const { total } = expect(days, 200);
  assert.deepEqual([total.cash, total.mobileMoney], [after.cashPayments, ofMobile(after)]);
});

test("a membership sold by mistake is paid back once and whole, another begins at once; none that was used", async () => {
  const silver = await membership({ name: "Argent", price: 3000, discountPercent: 20 });
  const join = async (name: string, payment: object) => {
    const player = expect(await zone.clerk.post("/players", { name }), 201).id as number;
    const joining = { membershipId: silver, months: 2, payment: { amount: 6000, ...payment } };
    const path = `/players/${player}/memberships`;
    return { player, id: expect(await zone.clerk.post(path, joining), 201).id as number, path, joining };
  };
  const payBack = ({ id }: { id: number }) =>
    administrator.post(`/player-memberships/${id}/refund`, { reason: "Mauvais joueur", tillId: zone.tillId });
  const report = async () => expect(await zone.clerk.get(`/shifts/${zone.shiftId}`), 200);
  const mistaken = await join("Chou Membre", { method: "cash" });
  assert.equal(
    (await zone.clerk.post(`/player-memberships/${mistaken.id}/refund`, { reason: "Non" })).status,
    403,
  );
  const before = await report();
  const tries = await Promise.all(Array.from({ length: 6 }, () => payBack(mistaken)));
  assert.deepEqual(tries.map(({ status }) => status).sort(), [200, 404, 404, 404, 404, 404]);
  const paidBack = tries.find(({ status }) => status === 200)!.body;
  assert.deepEqual([paidBack.state, paidBack.paid, paidBack.minutesLeft], ["refunded", 6000, 0]);
  const after = await report();
  assert.equal(after.expectedCash, before.expectedCash - 6000);
  const { refunds, refunded } = before.memberships;
  assert.deepEqual([after.memberships.refunds, after.memberships.refunded], [refunds + 1, refunded + 6000]);
  assert.equal((await quoteFor(mistaken.player)).price, 500, "it counts as never given");
  expect(await zone.clerk.post(mistaken.path, mistaken.joining), 201);
  assert.equal((await quoteFor(mistaken.player)).price, 400);

  const mobile = await join("Dodo Membre", { method: "mobile_money" });
  expect(await payBack(mobile), 200);
  assert.equal((await report()).expectedCash, after.expectedCash + 6000, "it went back the way it came");

  // Sold at the very moment at which it is paid back: one of the two is first.
  await Promise.all(
    Array.from({ length: 6 }, async (_, index) => {
      const member = await join(`Membre ${index}`, { method: "cash" });
      const sale = () => zone.clerk.post("/purchases", { playerId: member.player, packageId: hour });
      const [sold, back] = await Promise.all([sale(), payBack(member)]);
      const outcome = [expect(sold, 201).price, back.status === 200 ? "paid back" : back.body.code];
      assert.ok(["500 paid back", "400 membership_used"].includes(outcome.join(" ")), outcome.join(" "));
    }),
  );
});

test("a month's minutes are given away once, however many sales happen at once", async () => {
  const plus = await membership({ name: "Plus", price: 9000, minutesAMonth: 40 });
  const player = expect(await zone.clerk.post("/players", { name: "Koffi Membre" }), 201).id;
  const payment = { method: "cash", amount: 27_000 };
  const joining = { membershipId: plus, months: 3, payment };
  expect(await zone.clerk.post(`/players/${player}/memberships`, joining), 201);
  const fifteen = zone.packageIds[1];
  const ten = expect(await zone.clerk.get(`/packages/${fifteen}/price?playerId=${player}&players=10`), 200);
  assert.deepEqual(ten.prices, [0, 0, 67, ...Array(7).fill(200)]);
  assert.equal(ten.total, 1467);
  const sales = await Promise.all(
    Array.from({ length: 10 }, () => zone.clerk.post("/purchases", { playerId: player, packageId: fifteen })),
  );
  const prices = sales.map((sale) => expect(sale, 201).price).sort((one, other) => one - other);
  // 40 minutes: two quarters of an hour whole, ten minutes of a third, and seven at their price.
  assert.deepEqual(prices, [0, 0, 67, ...Array(7).fill(200)]);
  const free = sales.find(({ body }) => body.price === 0)!.body;
  const { items } = expect(await zone.clerk.get(`/players/${player}/memberships`), 200);
  assert.equal(items[0].minutesLeft, 0);
  expect(await zone.clerk.post(`/purchases/${free.id}/cancel`, { reason: "Erreur" }), 200);
  assert.equal((await quoteFor(player, fifteen)).price, 0, "what was cancelled was not played for");
  await setClock("2026-12-26T23:59:00Z");
  assert.equal((await quoteFor(player, hour)).price, 375, "fifteen minutes of an hour");
  await setClock("2026-12-27T00:00:00Z");
  assert.equal((await quoteFor(player, hour)).price, 167, "forty minutes of the next month");
  await setClock(FRIDAY);
});

test("a month's minutes that were played are not given back with a refund; those that were not are", async () => {
  const plus = await membership({ name: "Heure", price: 0, minutesAMonth: 60 });
  const player = expect(await zone.clerk.post("/players", { name: "Rémi Boursé" }), 201).id;
  const payment = { method: "cash", amount: 0 };
  const joining = { membershipId: plus, months: 1, payment };
  expect(await zone.clerk.post(`/players/${player}/memberships`, joining), 201);
  const left = async () =>
    expect(await zone.clerk.get(`/players/${player}/memberships`), 200).items[0].minutesLeft;
  const buy = async () => {
    const { id } = expect(await zone.clerk.post("/purchases", { playerId: player, packageId: hour }), 201);
    const { invoice } = expect(await zone.clerk.post(`/purchases/${id}/payments`, payment), 201);
    return { id, code: invoice.validationCode };
  };
  const refund = (id: number) => zone.clerk.post(`/purchases/${id}/refund`, { reason: "Changed their mind" });
  const unused = await buy();
  assert.equal(await left(), 0);
  expect(await refund(unused.id), 200);
  assert.equal(await left(), 60);

  const used = await buy();
  const { session } = expect(await zone.clerk.post("/scans", { code: used.code }), 201);
  expect(await zone.clerk.post(`/sessions/${session.id}/start`), 200);
  await setClock("2026-11-27T15:58:30Z");
  expect(await refund(used.id), 200);
  assert.equal(await left(), 1, "58 and a half were played");
  await setClock(FRIDAY);
});

test("a member's month that begins on a 31st begins on the last day of a shorter month", async () => {
  const plus = await membership({ name: "Fin de mois", price: 0, minutesAMonth: 60 });
  const player = expect(await zone.clerk.post("/players", { name: "Léa Trenteetun" }), 201).id;
  const joining = { membershipId: plus, months: 3, fromDay: "2027-01-31" };
  const payment = { method: "cash", amount: 0 };
  const joined = expect(
    await zone.clerk.post(`/players/${player}/memberships`, { ...joining, payment }),
    201,
  );
  assert.equal(joined.untilDay, "2027-04-29");
  const left = async (at: string) => {
    await setClock(at);
    return expect(await zone.clerk.get(`/players/${player}/memberships`), 200).items[0].minutesLeft;
  };
  const buy = async () =>
    expect(await zone.clerk.post("/purchases", { playerId: player, packageId: hour }), 201).price;
  assert.equal(await left("2027-02-10T12:00:00Z"), 60);
  assert.equal(await buy(), 0);
  assert.equal(await left("2027-02-27T23:59:00Z"), 0);
  assert.equal(await left("2027-02-28T00:00:00Z"), 60, "the second month begins");
  assert.equal(await buy(), 0);
  assert.equal(await left("2027-03-30T23:59:00Z"), 0);
  assert.equal(await left("2027-03-31T00:00:00Z"), 60, "the third");
  await setClock(FRIDAY);
});

test("a tariff that does not make sense is refused whole, in words", async () => {
  const { gameId } = zone;
  const pass = { gameId, name: "Faux", kind: "pass", price: 1, window: night };
  const rule = { stepMinutes: 15, minimumPrice: 500, ceilingPrice: 400 };
  const packages: Array<[object, string]> = [
    [{ gameId, price: 1 }, "minutes"],
    [{ ...pass, minutes: 60 }, "minutes"],
    [{ ...pass, window: undefined }, "window"],
    [{ ...pass, name: undefined }, "name"],
    [{ ...pass, window: { ...night, from: "25:00" } }, "window.from"],
    [{ ...pass, kind: "fixed", minutes: 60 }, "window"],
    [{ gameId, name: "Faux", kind: "open", minutes: 60, price: 1 }, "open"],
    [{ gameId, name: "Faux", kind: "open", minutes: 60, price: 1, open: rule }, "open.ceilingPrice"],
  ];
  for (const [body, field] of packages) assert.equal(await refusedField("/packages", body), field);
  const price = { name: "Faux", window: afternoon };
  const prices: Array<[object, string]> = [
    [price, "percent"],
    [{ ...price, percent: 10, price: 10, packageId: hour }, "percent"],
    [{ ...price, price: 10 }, "packageId"],
    [{ ...price, percent: -91 }, "percent"],
    [{ ...price, percent: 10, firstDay: "2026-12-02", lastDay: "2026-12-01" }, "lastDay"],
  ];
  for (const [body, field] of prices) assert.equal(await refusedField("/calendar-prices", body), field);
  const joining = { membershipId: 1, months: 1, payment: { method: "cash", amount: 0 } };
  for (const day of ["0000-01-01", "9999-12-31"]) {
    assert.equal(await refusedField("/holidays", { day, name: "Faux" }), "day");
    const path = `/players/${zone.playerId}/memberships`;
    assert.equal(await refusedField(path, { ...joining, fromDay: day }), "fromDay");
  }
});

test("a price that is not the sum of its lines is refused by the database", async () => {
  const { id } = expect(await sell(hour), 201);
  const force = sql`update purchases set price = price + 1 where id = ${id}`;
  await assert.rejects(force.execute(zone.db), /price_lines_add_up/);
});

function setClock(at: string): Promise<void> {
  return freezeClock(zone.db, Date.parse(at));
}

function sell(packageId: number, more: object = {}) {
  return zone.clerk.post("/purchases", { playerId: zone.playerId, packageId, ...more });
}

async function ready(more: object = {}): Promise<number> {
  const { id, price } = expect(await sell(hour, more), 201);
  const payment = { method: "cash", amount: price };
  const { invoice } = expect(await zone.clerk.post(`/purchases/${id}/payments`, payment), 201);
  return expect(await zone.clerk.post("/scans", { code: invoice.validationCode }), 201).session.id;
}

async function priced(body: object): Promise<number> {
  return expect(await administrator.post("/calendar-prices", body), 201).id;
}

async function change(id: number, changes: object): Promise<void> {
  expect(await administrator.patch(`/calendar-prices/${id}`, changes), 200);
}

function setActive(id: number, active: boolean): Promise<void> {
  return change(id, { active });
}

async function membership(body: object): Promise<number> {
  return expect(await administrator.post("/memberships", body), 201).id;
}

async function priceNow(packageId: number): Promise<number> {
  return expect(await zone.clerk.get(`/packages/${packageId}/price`), 200).price;
}

async function quoteFor(playerId: number, packageId = hour) {
  return expect(await zone.clerk.get(`/packages/${packageId}/price?playerId=${playerId}`), 200);
}

async function refusedField(path: string, body: object): Promise<string> {
  const { code, errors } = expect(await administrator.post(path, body), 400);
  assert.equal(code, "invalid_input");
  return errors[0].field;
}

function amounts({ priceLines }: { priceLines: Array<{ kind: string; amount: number }> }) {
  return priceLines.map(({ kind, amount }) => [kind, amount]);
}
