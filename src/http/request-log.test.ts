import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import pino from "pino";
import { client, expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { until } from "../../test/processes.ts";
import { buildApp } from "./app.ts";

type Line = Record<string, unknown>;

let zone: TestGameZone;
let lines: Line[];
let written: string;
let address: string;
let close: () => Promise<unknown>;
before(async () => {
  zone = await startTestGameZone();
  const logger = pino(
    {},
    {
      write(text: string) {
        written += text;
        lines.push(JSON.parse(text));
      },
    },
  );
  const app = await buildApp({ db: zone.db, listener: zone.listener, logger, dataFolder: "." });
  lines = [];
  written = "";
  address = await app.listen({ port: 0, host: "127.0.0.1" });
  close = () => app.close();
});
beforeEach(() => {
  lines = [];
  written = "";
});
after(async () => {
  await close();
  await zone.close();
});

test("what changes something leaves one line, under the id of its answer", async () => {
  const clerk = client(address, { authorization: zone.authorization.clerk });
  const answer = await clerk.post("/purchases", { playerId: zone.playerId, packageId: zone.packageIds[0] });
  expect(answer, 201);
  const line = await lineOf(answer.headers.get("x-request-id"));
  assert.deepEqual([line.method, line.url, line.status], ["POST", "/api/v1/purchases", 201]);
  assert.match(line.actor as string, /^key:\d+$/);
  assert.equal(typeof line.ms, "number");
  expect(await clerk.get("/purchases"), 200);
  assert.equal(lines.length, 1, "what is merely read leaves none");
});

test("what is refused says with which code; neither codes nor bodies nor keys stand there", async () => {
  const clerk = client(address, { authorization: zone.authorization.clerk });
  const refused = await clerk.post("/scans", { code: "AAAA-BBBB-CCCC-DDDD" });
  const line = await lineOf(refused.headers.get("x-request-id"));
  assert.deepEqual([line.status, line.code], [refused.status, "invalid_code"]);
  const unknown = await clerk.get("/invoices?status=SECRET-QUERY");
  const unknownLine = await lineOf(unknown.headers.get("x-request-id"));
  assert.deepEqual([unknownLine.url, unknownLine.code], ["/api/v1/invoices", "invalid_input"]);
  const nowhere = await clerk.get("/AAAA-BBBB-CCCC-DDDD");
  const nowhereLine = await lineOf(nowhere.headers.get("x-request-id"));
  assert.deepEqual([nowhereLine.url, nowhereLine.status], [null, 404]);
  const nobody = await client(address, {}).get("/sessions");
  const nobodyLine = await lineOf(nobody.headers.get("x-request-id"));
  assert.deepEqual([nobodyLine.actor, nobodyLine.code], [null, "not_signed_in"]);
  assert.doesNotMatch(written, /AAAA|SECRET|Bearer/);
});

/** The answer may be here before its line is. */
function lineOf(requestId: string | null): Promise<Line> {
  return until(`the line of ${requestId}`, () => lines.find((line) => line.reqId === requestId));
}
