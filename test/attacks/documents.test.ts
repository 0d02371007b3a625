import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { byHand } from "../database.ts";
import { expect, startTestGameZone, type TestGameZone } from "../gamezone.ts";
import { readPdf } from "./read-pdf.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

/** Text that would leave its place in a PDF, were it not written as text. */
const hostile = [
  ") /OpenAction << /S /JavaScript /JS (app.alert(1)) >> (",
  "endstream endobj 1 0 obj << /Launch (calc) >> endobj",
  "\\) >> /AA << /URI (http://evil.example) >>",
  "<feff0041> Tj ET Q %%EOF",
  "BT /F1 99 Tf (x) Tj ET",
];

test("what stands in a name is printed as it is, and is never part of the PDF's own structure", async () => {
  const { administrator } = zone.as;
  const [gameId] = expect(await administrator.get("/games"), 200).items.map((one: { id: number }) => one.id);
  for (const text of hostile) {
    expect(await administrator.patch("/venue", { name: text, address: `${text} 1` }), 200);
    expect(await administrator.patch(`/games/${gameId}`, { name: text }), 200);
    const soldAs = `${text} 2`.slice(0, 80);
    expect(await administrator.patch(`/packages/${zone.packageIds[0]}`, { name: soldAs }), 200);
    expect(await administrator.patch(`/players/${zone.playerId}`, { name: `${text} 3` }), 200);
    const { id } = await zone.sell();
    for (const format of ["a4", "80mm"]) {
      const read = readPdf(await download(id, format));
      for (const printed of [`${text} 1`, soldAs, `${text} 3`]) {
        assert.ok(read.words.includes(printed.replace(/\s+/g, "")), `${format}: ${printed}\n${read.words}`);
      }
      assert.ok(read.about.includes(text), `${format}: the author is ${read.about}`);
      const bare = read.structure.replace(/\((?:\\[\s\S]|[^\\()])*\)/g, "()");
      assert.doesNotMatch(bare, /\/(OpenAction|JavaScript|JS|AA|Launch|URI|EmbeddedFile|AcroForm)\b/, format);
    }
  }
});

test("an old invoice's number may be anything: its document still comes, under a name that is one", async () => {
  const { id } = await zone.sell();
  const numbers = ['FAC"; filename="evil.exe', "FAC–2024/№7", "facture ’été\\..\\..", "🧾 12"];
  for (const number of numbers) {
    await byHand(
      zone.db,
      `update invoices set year = null, sequence = null, number = '${number.replaceAll("'", "''")}' where id = ${id}`,
    );
    const answer = await zone.clerk.get(`/invoices/${id}/document.pdf`);
    assert.equal(answer.status, 200, number);
    const disposition = answer.headers.get("content-disposition") ?? "";
    assert.match(disposition, /^inline; filename="[\w .-]+\.pdf"$/, number);
  }
});

test("there is nothing to export: no answer is a table that a spreadsheet would open", async () => {
  const document = await (await fetch(`${zone.address}/api/openapi.json`)).text();
  const types = new Set(
    [...document.matchAll(/"((?:application|text|image)\/[^"]+)":/g)].map(([, type]) => type),
  );
  assert.deepEqual([...types].sort(), [
    "application/json",
    "application/pdf",
    "application/problem+json",
    "image/*",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "image/webp",
  ]);
});

test("a drawn QR holds nothing but its squares", async () => {
  const { id } = await zone.sell();
  const svg = expect(await zone.clerk.get(`/invoices/${id}/qr.svg`), 200) as string;
  assert.doesNotMatch(svg, /<script|on\w+=|href|foreignObject|<image|<text/i);
  const elements = new Set([...svg.matchAll(/<([a-z]+)/g)].map(([, name]) => name));
  assert.deepEqual([...elements].sort(), ["path", "svg"]);
});

async function download(id: number, format: string): Promise<Buffer> {
  const response = await fetch(`${zone.address}/api/v1/invoices/${id}/document.pdf?format=${format}`, {
    headers: { authorization: zone.authorization.administrator },
  });
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}
