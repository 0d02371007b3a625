import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inTransaction } from "../db/transaction.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("players of one name may be created at once: each gets a username of their own", async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => zone.clerk.post("/players", { name: "Fatou Ndiaye" })),
  );
  const usernames = answers.map((answer) => expect(answer, 201).username);
  assert.equal(new Set(usernames).size, 12);
  assert.ok(usernames.includes("fatou.ndiaye") && usernames.includes("fatou.ndiaye12"));
});

test("two clerks who change different things of one player both succeed", async () => {
  const { id } = expect(await zone.clerk.post("/players", { name: "Awa Diallo", phone: "+225 01" }), 201);
  let renamed: ReturnType<typeof zone.clerk.patch> | undefined;
  await inTransaction(zone.db, async (tx) => {
    await tx.updateTable("users").set({ phone: "+225 09 09" }).where("id", "=", id).execute();
    renamed = zone.clerk.patch(`/players/${id}`, { name: "Awa Koffi" });
    await sleep(200);
  });
  const player = expect(await renamed!, 200);
  assert.equal(player.name, "Awa Koffi");
  assert.equal(player.phone, "+225 09 09");
  for (const search of ["koffi", "0909"]) {
    const found = expect(await zone.clerk.get(`/players?search=${search}`), 200).items;
    assert.ok(
      found.some((one: { id: number }) => one.id === id),
      search,
    );
  }
});
