import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { sql } from "kysely";
import { client, expect, furnish, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { findOverlap } from "../core/opening-hours.ts";
import { inTransaction } from "../db/transaction.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

/** Another venue in the same database, and its people. */
/** Another venue, whose till was opened with so much cash. */
async function elsewhere(openingCash = 0) {
  const made = await inTransaction(zone.db, (tx) => furnish(tx, openingCash));
  const as = (key: string) => client(zone.address, { authorization: `Bearer ${key}` });
  return { ...made, clerk: as(made.keys.clerk), administrator: as(made.keys.administrator) };
}

test("what changed is on record as it was and as it became, and nothing else", async () => {
  const { administrator } = zone.as;
  const before = expect(await administrator.get("/venue"), 200);
  const changes = {
    name: before.name,
    phone: "+225 27 20 00 00 00",
    taxNumber: "CI-1234567 A",
    tradeRegister: "CI-ABJ-2026-B-1",
    invoiceLifetimeDays: 30,
    openingHours: [{ day: 6, opens: "10:00", closes: "02:00" }],
  };
  const after = expect(await administrator.patch("/venue", changes), 200);
  assert.deepEqual({ ...after, ...changes }, after);
  assert.equal(after.version, before.version + 1);
  const again = expect(await administrator.patch("/venue", changes), 200);
  assert.equal(again.version, after.version, "what changes nothing is no change");
  const { items } = expect(await administrator.get("/audit?subject=venue&limit=1"), 200);
  assert.equal(items[0].action, "venue.change");
  assert.equal(items[0].by, "key of administrator");
  const { phone, ...others } = items[0].details;
  assert.deepEqual(phone, { before: "", after: changes.phone });
  assert.deepEqual(Object.keys(others).sort(), [
    "invoiceLifetimeDays",
    "openingHours",
    "taxNumber",
    "tradeRegister",
  ]);
  assert.equal(expect(await zone.clerk.get("/audit"), 403).permission, "see_audit");
  assert.equal(expect(await zone.clerk.patch("/venue", { phone: "0" }), 403).permission, "change_settings");
});

test("of two who save at once what they both read, the second is told", async () => {
  const { administrator } = zone.as;
  const { version } = expect(await administrator.get("/venue"), 200);
  const answers = await Promise.all(
    ["one", "two", "three"].map((address) => administrator.patch("/venue", { version, address })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
  const refused = answers.find(({ status }) => status === 409)?.body;
  assert.equal(refused.code, "changed_meanwhile");
  const saved = answers.find(({ status }) => status === 200)?.body;
  assert.equal(expect(await administrator.get("/venue"), 200).address, saved.address);
});

test("a value that makes no sense is refused whole", async () => {
  const { administrator } = zone.as;
  const before = expect(await administrator.get("/venue"), 200);
  const wrong = [
    { timeZone: "Africa/Nowhere" },
    { timeZone: "+01:00" },
    { currency: "ZZZ" },
    { openingHours: [{ day: 1, opens: "10:00", closes: "10:00" }] },
    { openingHours: [{ day: 8, opens: "10:00", closes: "12:00" }] },
    {
      openingHours: [
        { day: 1, opens: "10:00", closes: "14:00" },
        { day: 1, opens: "13:59", closes: "18:00" },
      ],
    },
  ];
  for (const changes of wrong) {
    const refused = await administrator.patch("/venue", { address: "not kept", ...changes });
    assert.equal(expect(refused, 400).code, "invalid_input", JSON.stringify(changes));
  }
  assert.equal(expect(await administrator.get("/venue"), 200).version, before.version);
  assert.equal(
    expect(await administrator.patch("/venue", { timeZone: "Africa/Lome" }), 200).timeZone,
    "Africa/Lome",
  );
});

test("opening hours may pass midnight, and Sunday night runs into Monday", async () => {
  const night = { day: 7, opens: "20:00", closes: "03:00" };
  assert.equal(findOverlap([night, { day: 1, opens: "03:00", closes: "24:00" }]), null);
  assert.notEqual(findOverlap([night, { day: 1, opens: "02:00", closes: "12:00" }]), null);
  assert.notEqual(
    findOverlap([
      { day: 5, opens: "18:00", closes: "04:00" },
      { day: 6, opens: "03:00", closes: "05:00" },
    ]),
    null,
  );
  assert.equal(findOverlap([]), null);
  const row = (day: number, opens: string, closes: string) =>
    zone.db.insertInto("opening_hours").values({ venue_id: zone.venueId, day, opens, closes }).execute();
  await row(2, "20:00", "03:00");
  await assert.rejects(row(3, "02:00", "05:00"), /opening_hours_apart/);
  await row(3, "03:00", "24:00");
});

test("the venue says what hours it keeps today, and nothing while it gave none", async () => {
  const { administrator } = await elsewhere();
  assert.equal(expect(await administrator.get("/venue"), 200).openToday, null);
  const openingHours = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens: "00:00", closes: "24:00" }));
  const { openToday } = expect(await administrator.patch("/venue", { openingHours }), 200);
  assert.deepEqual(
    openToday.map(({ opens, closes }: { opens: string; closes: string }) => [opens, closes]),
    [["00:00", "24:00"]],
  );
});

test("the currency is fixed by the first sale, also by one made at the same moment", async () => {
  const venues = await Promise.all([elsewhere(), elsewhere(), elsewhere(), elsewhere()]);
  for (const { venueId, clerk, administrator, packageIds, playerId } of venues) {
    const sell = () => clerk.post("/purchases", { playerId, packageId: packageIds[0] });
    assert.equal(expect(await administrator.patch("/venue", { currency: "XAF" }), 200).currency, "XAF");
    const [sold, changed] = await Promise.all([sell(), administrator.patch("/venue", { currency: "EUR" })]);
    const { currency } = expect(await administrator.get("/venue"), 200);
    if (changed.status === 409) assert.equal(changed.body.code, "currency_fixed");
    else assert.equal(expect(changed, 200).currency, "EUR");
    if (sold.status === 409) assert.equal(sold.body.code, "changed_meanwhile");
    else assert.equal(expect(sold, 201).currency, currency, "what is sold is in the venue's currency");
    expect(await sell(), 201);
    const late = expect(await administrator.patch("/venue", { currency: "GNF", name: "Not kept" }), 409);
    assert.equal(late.code, "currency_fixed");
    const { name } = expect(await administrator.get("/venue"), 200);
    assert.notEqual(name, "Not kept");
    const byHand = zone.db.updateTable("venues").set({ currency: "GNF" }).where("id", "=", venueId).execute();
    await assert.rejects(byHand, /purchases_in_currency_of_venue/);
  }
});

test("cash that was counted or moved fixes the currency too", async () => {
  const counted = await elsewhere(5);
  const inXaf = { currency: "XAF" };
  assert.equal(expect(await counted.administrator.patch("/venue", inXaf), 409).code, "currency_fixed");
  const moved = await elsewhere();
  const change = { kind: "in", amount: 5, reason: "Change from the bank" };
  expect(await moved.clerk.post(`/shifts/${moved.shiftId}/cash-movements`, change), 201);
  assert.equal(expect(await moved.administrator.patch("/venue", inXaf), 409).code, "currency_fixed");
});

test("a membership's fee fixes the currency as a sale does, also one that is taken at the same moment", async () => {
  const venues = await Promise.all([elsewhere(), elsewhere(), elsewhere(), elsewhere()]);
  for (const { clerk, administrator, playerId } of venues) {
    const offer = { name: "Or", price: 5000 };
    const { id: membershipId } = expect(await administrator.post("/memberships", offer), 201);
    const joining = { membershipId, months: 1, payment: { method: "cash", amount: 5000 } };
    const join = () => clerk.post(`/players/${playerId}/memberships`, joining);
    const [joined, changed] = await Promise.all([join(), administrator.patch("/venue", { currency: "EUR" })]);
    expect(joined, 201);
    if (changed.status === 409) assert.equal(changed.body.code, "currency_fixed");
    else assert.equal(expect(changed, 200).currency, "EUR", "it was changed before the fee was taken");
    const late = expect(await administrator.patch("/venue", { currency: "GNF" }), 409);
    assert.equal(late.code, "currency_fixed");
  }
});

/** A picture of RGBA points; `filter` begins each of its lines. */
function png(width: number, height: number, filter = 0): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([frame, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([filter]), Buffer.alloc(width * 4, 0x80)]);
  const picture = Buffer.concat(Array.from({ length: height }, () => line));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(picture)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("a logo is what its bytes say, and an invoice that bears it prints", async () => {
  const { administrator } = zone.as;
  const send = (image: Buffer | null) =>
    administrator.post("/venue/logo", { image: image?.toString("base64") ?? null });
  const good = png(300, 100);
  const wrong = {
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    webp: Buffer.from("RIFF\0\0\0\0WEBPVP8 "),
    "cut in the middle": good.subarray(0, good.length - 40),
    "with lines of no filter": png(20, 20, 9),
    "too wide": png(2001, 2),
    "a head without a picture": Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]),
  };
  for (const [what, image] of Object.entries(wrong)) {
    assert.equal(expect(await send(image), 400).code, "invalid_input", what);
  }
  assert.equal((await send(Buffer.alloc(200_001, 0xff))).status, 400);
  assert.equal((await administrator.get("/venue/logo")).status, 404);
  const { logo } = expect(await send(good), 200);
  const answer = await fetch(zone.address + logo, { headers: { authorization: zone.authorization.player } });
  assert.equal(answer.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), good);
  const { id } = await zone.sell(15);
  for (const format of ["a4", "80mm"]) {
    const printed = expect(await zone.clerk.get(`/invoices/${id}/document.pdf?format=${format}`), 200);
    assert.match(printed, /\/Subtype \/Image/, `the logo is on the ${format}`);
    assert.equal(printed.match(/\/Type \/Page\b/g)?.length, 1, `one page of ${format}`);
  }
  assert.equal(expect(await send(null), 200).logo, null);
  assert.equal((await administrator.get("/venue/logo")).status, 404);
});

test("the log is read a page at a time, newest first", async () => {
  const { administrator } = zone.as;
  const first = expect(await administrator.get("/audit?limit=3"), 200);
  const second = expect(await administrator.get(`/audit?limit=3&cursor=${first.nextCursor}`), 200);
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...ids].sort((one, other) => other - one),
  );
  assert.equal(new Set(ids).size, 6);
  const packages = expect(await administrator.get("/audit?subject=package"), 200).items;
  assert.ok(packages.length >= 3);
  assert.deepEqual([packages[0].subject, packages[0].by], ["package", null]);
  assert.match(packages[0].subjectName, /^FIFA · /);
  assert.equal((await administrator.get("/audit?subject=')")).status, 400);
});

test("the first steps are known by what exists, and asking twice at once makes nothing twice", async () => {
  const { administrator, clerk, venueId } = await elsewhere();
  await zone.db.deleteFrom("packages").where("venue_id", "=", venueId).execute();
  await zone.db.deleteFrom("stations").where("venue_id", "=", venueId).execute();
  const steps = async () => expect(await administrator.get("/first-steps"), 200);
  const nothing = { venue: false, stations: false, packages: false, staff: true, setUpAt: null };
  assert.deepEqual(await steps(), nothing);
  assert.equal(expect(await clerk.get("/first-steps"), 403).permission, "change_settings");

  const several = { computers: 3, consoles: 2 };
  const twice = await Promise.all([1, 2].map(() => administrator.post("/stations/several", several)));
  const names = twice.flatMap((answer) =>
    expect(answer, 201).stations.map(({ name }: { name: string }) => name),
  );
  assert.deepEqual(names.sort(), ["PC 1", "PC 2", "PC 3", "PS 1", "PS 2"]);
  const kinds = await zone.db
    .selectFrom("stations")
    .select(["kind", sql<number>`count(*)`.as("count")])
    .where("venue_id", "=", venueId)
    .groupBy("kind")
    .orderBy("kind")
    .execute();
  assert.deepEqual(kinds, [
    { kind: "computer", count: 3 },
    { kind: "console", count: 2 },
  ]);
  const more = expect(await administrator.post("/stations/several", { computers: 4, consoles: 0 }), 201);
  assert.deepEqual(
    more.stations.map(({ name }: { name: string }) => name),
    ["PC 4"],
  );

  const sale = {
    gameName: "Tout jeu",
    packages: [
      { minutes: 30, price: 300 },
      { minutes: 60, price: 500 },
    ],
  };
  const made = await Promise.all([1, 2].map(() => administrator.post("/packages/several", sale)));
  assert.deepEqual(made.map((answer) => expect(answer, 201).packages.length).sort(), [0, 2]);
  assert.equal(expect(await administrator.get("/packages"), 200).items.length, 2);
  expect(await administrator.patch("/venue", { name: "Le Centre" }), 200);
  const ended = await Promise.all([1, 2].map(() => administrator.post("/first-steps/end")));
  assert.equal(expect(ended[0] as never, 200).setUpAt, expect(ended[1] as never, 200).setUpAt);
  const { setUpAt, ...done } = await steps();
  assert.deepEqual(done, { venue: true, stations: true, packages: true, staff: true });
  assert.ok(setUpAt);
  const { items } = expect(await administrator.get("/audit?subject=venue"), 200);
  assert.equal(items.filter(({ action }: { action: string }) => action === "venue.set_up").length, 1);
});
