import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { byHand } from "../../test/database.ts";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { runCheck } from "./examine.ts";
import { atVenue, checksOfData } from "./queries.ts";

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

const purchases = ["pending", "completed", "refunded", "failed", "cancelled"];
const invoices = ["none", "pending", "active", "used", "expired", "cancelled", "refunded"];
const closed = ["completed", "expired", "terminated"];
const sessions = [
  "none",
  "ready",
  "active",
  "paused",
  ...closed,
  ...closed.map((status) => `${status}, archived`),
];

test("every mismatch of the overview is named, by purchase_session_mismatch where no other check does", async () => {
  const triples = purchases.flatMap((purchase) =>
    invoices.flatMap((invoice) =>
      (invoice === "none" ? ["none"] : sessions).map((session) => ({ purchase, invoice, session })),
    ),
  );
  for (const [index, triple] of triples.entries()) await store(index + 1, triple);

  const { rows } = await sql<{ id: number }>`
    select purchase_id as id from purchase_session_overview where sync_status = 'MISMATCH'`.execute(zone.db);
  const mismatches = new Set(rows.map(({ id }) => id));
  assert.ok(mismatches.size > 100 && mismatches.size < triples.length - 10, `${mismatches.size}`);
  const named = new Map<string, Set<number>>();
  for (const check of checksOfData) {
    const { findings } = await inSnapshot(zone.db, (tx) =>
      runCheck(tx, check, atVenue(zone.venueId), { freeBytes: null }, 10_000),
    );
    named.set(check.name, new Set(findings.flatMap(({ purchaseId }) => purchaseId ?? [])));
  }
  const last = named.get("purchase_session_mismatch") ?? new Set();
  const others = new Set(
    [
      "paid_without_invoice",
      "active_without_session",
      "closed_session_invoice_open",
      "open_session_invoice_not_active",
      "session_not_paid",
    ].flatMap((name) => [...(named.get(name) ?? [])]),
  );
  const show = (ids: Iterable<number>) => [...ids].map((id) => triples[id - 1]);
  assert.ok(last.size > 10 && others.size > 50);
  assert.deepEqual(show(mismatches.difference(last.union(others))), [], "a mismatch that nobody names");
  assert.deepEqual(show(last.difference(mismatches)), [], "named without being a mismatch");
  assert.deepEqual(show(last.intersection(others)), [], "told twice");
});

/** Rows that no constraint of another table would let in together, each fine by itself. */
async function store(id: number, { purchase, invoice, session }: Record<string, string>): Promise<void> {
  const { venueId, playerId, packageIds } = zone;
  const isPaid = purchase === "completed" || purchase === "refunded";
  await byHand(
    zone.db,
    `insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price, currency,
        payment_status, created_at, completed_at, refunded_at) overriding system value
      values (${id}, ${venueId}, ${playerId}, ${packageIds[0]}, 'FIFA', '1 h', 60, 500, 'XOF', '${purchase}', now(),
        ${isPaid ? "now()" : "null"}, ${purchase === "refunded" ? "now()" : "null"})`,
  );
  if (invoice === "none") return;
  await byHand(
    zone.db,
    `insert into invoices (id, venue_id, purchase_id, year, sequence, number, validation_code, status, issued_at,
        expires_at, activated_at, used_at) overriding system value
      values (${id}, ${venueId}, ${id}, 2026, ${id}, invoice_number(2026, ${id}), lpad('${id}', 16, '0'), '${invoice}',
        now(), now() + interval '1 day', now(), ${invoice === "used" ? "now()" : "null"})`,
  );
  const [status, place] = (session as string).split(", ");
  if (status === "none") return;
  if (place === "archived") {
    await byHand(
      zone.db,
      `insert into archived_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, written_off_ms,
          created_at, completed_at, last_event, history, archived_at)
        values (${id}, ${venueId}, ${id}, ${playerId}, '${status}', 60000, 0, 0, now(), now(), 1, '{}', now())`,
    );
    return;
  }
  await byHand(
    zone.db,
    `insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, running_since, ends_at,
        ready_expires_at, created_at, completed_at) overriding system value
      values (${id}, ${venueId}, ${id}, ${playerId}, '${status}', 60000, ${status === "completed" ? 60000 : 0},
        ${status === "active" ? "date_trunc('second', now()), date_trunc('second', now()) + interval '1 minute'" : "null, null"},
        ${status === "ready" ? "now() + interval '1 day'" : "null"}, now(),
        ${closed.includes(status as string) ? "now()" : "null"})`,
  );
}
