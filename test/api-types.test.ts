import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import openapiTypes, { astToString, COMMENT_HEADER, type OpenAPI3 } from "openapi-typescript";
import { startTestGameZone, type TestGameZone } from "./gamezone.ts";

const TYPES = join(import.meta.dirname, "../web/app/api-types.ts");

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("the web client's types are those of this very API: `npm run api:types` writes them anew", async () => {
  const written = await readFile(TYPES, "utf8");
  const fresh = COMMENT_HEADER + astToString(await openapiTypes(zone.app.swagger() as OpenAPI3));
  assert.ok(written === fresh, "web/app/api-types.ts is stale: run `npm run api:types` and commit it.");
});
