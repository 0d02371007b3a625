import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a full disk is answered as “not now”: nothing is written, and the same key succeeds once there is room", async () => {
  await sql`create function refuse_for_the_disk() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(
    zone.db,
  );
  await sql`create trigger full_disk before insert on audit_entries execute function refuse_for_the_disk()`.execute(
    zone.db,
  );
  const sell = () =>
    zone.clerk.post(
      "/purchases",
      { playerId: zone.playerId, packageId: zone.packageIds[0] },
      { "idempotency-key": "while the disk was full".replaceAll(" ", "-") },
    );
  const refused = expect(await sell(), 503);
  assert.equal(refused.code, "unavailable");
  assert.deepEqual(await zone.db.selectFrom("purchases").select("id").execute(), []);
  await sql`drop trigger full_disk on audit_entries`.execute(zone.db);
  const { id } = expect(await sell(), 201);
  assert.deepEqual(await zone.db.selectFrom("purchases").select("id").execute(), [{ id }]);
});
