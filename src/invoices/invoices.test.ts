import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("invoices are found by their number, or by words of the player's name", async () => {
  const awa = await sellTo("Awa Koné Barry");
  const marc = await sellTo("Jean-Marc Houngbédji");
  const [year, sequence] = marc.number.split("-") as [string, string];
  const searches: Array<[search: string, found: string[]]> = [
    ["Jean-Marc", [marc.number]],
    ["kone awa", [awa.number]],
    ["AWA barry", [awa.number]],
    ["awa houngbedji", []],
    ["houngbedji", [marc.number]],
    [marc.number, [marc.number]],
    [`${year}${sequence}`, [marc.number]],
    [`${year}-`, [marc.number, awa.number]],
    [sequence.slice(-3), [marc.number]],
    ["2 awa", []],
  ];
  for (const [search, found] of searches) {
    const { items } = expect(await zone.clerk.get(`/invoices?search=${encodeURIComponent(search)}`), 200);
    assert.deepEqual(
      items.map((invoice: { number: string }) => invoice.number),
      found,
      search,
    );
  }
});

async function sellTo(name: string): Promise<{ number: string }> {
  const player = expect(await zone.clerk.post("/players", { name }), 201);
  const sale = { playerId: player.id, packageId: zone.packageIds[0] };
  const purchase = expect(await zone.clerk.post("/purchases", sale), 201);
  const payment = { method: "cash", amount: 50 };
  return expect(await zone.clerk.post(`/purchases/${purchase.id}/payments`, payment), 201).invoice;
}

test("the document of an invoice that cannot be used any more carries no QR", async () => {
  const { id, validationCode } = await zone.sell();
  const size = async () => {
    const answer = await zone.clerk.get(`/invoices/${id}/document.pdf?format=80mm`);
    assert.match(answer.headers.get("content-type") ?? "", /pdf/);
    return Number(answer.headers.get("content-length"));
  };
  const usable = await size();
  expect(await zone.clerk.post("/scans", { code: validationCode }), 201);
  const over = await size();
  // The hundreds of squares of a QR weigh more than anything else in the drawing.
  assert.ok(usable - over > 1_000, `${usable} bytes with a QR, ${over} without`);
});
