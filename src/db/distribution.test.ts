import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";

// Tables can be distributed by venue_id when every key that PostgreSQL enforces stays within one venue. What stands
// here is what would have to change first; docs/scale.md says how.

/** Small tables of the whole installation: copied to every machine, or kept on one. */
const ofTheInstallation = new Set([
  "venues",
  "clock_watch",
  "node_heartbeats",
  "installation_secrets",
  "migrations",
  "scheduled_jobs",
]);

/** People, their sign-ins and keys: found before the venue is known, by a username or a token alone. */
const ofPeople = new Set(["users", "sign_ins", "credentials", "verifications", "api_keys"]);

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

test("every table of a venue has venue_id, in its primary key and in every unique index", async () => {
  const { rows } = await sql<{ table: string; has: boolean; name: string | null; carries: boolean }>`
    select c.relname as table, v.attnum is not null as has, x.indexrelid::regclass::text as name,
      coalesce(v.attnum = any(x.indkey), false) as carries
    from pg_class c
    left join pg_attribute v on v.attrelid = c.oid and v.attname = 'venue_id' and not v.attisdropped
    left join pg_index x on x.indrelid = c.oid and x.indisunique
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1, 3`.execute(database.db);
  const venues = rows.filter(({ table }) => !ofTheInstallation.has(table) && !ofPeople.has(table));
  assert.ok(new Set(venues.map(({ table }) => table)).size > 15, "the tables of a venue were found");
  assert.deepEqual(
    venues.filter(({ has }) => !has).map(({ table }) => table),
    [],
    "without venue_id",
  );
  assert.deepEqual(
    venues.filter(({ carries }) => !carries).map(({ table, name }) => `${table}: ${name}`),
    [],
    "a unique index over more than one venue",
  );
  const known = new Set(rows.map(({ table }) => table));
  const gone = [...ofTheInstallation, ...ofPeople].filter((table) => !known.has(table));
  assert.deepEqual(gone, [], "exceptions that no longer exist");
});

test("what refers from one table of a venue to another carries the venue", async () => {
  const { rows } = await sql<{ from: string; to: string; carries: boolean }>`
    select k.conrelid::regclass::text as from, k.confrelid::regclass::text as to,
      exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'venue_id'
        and a.attnum = any(k.conkey)) as carries
    from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace`.execute(
    database.db,
  );
  const crossing = rows.filter(
    ({ from, to, carries }) =>
      !carries && !ofTheInstallation.has(to) && !ofPeople.has(from) && !ofPeople.has(to),
  );
  assert.deepEqual(crossing, []);
  // Whoever did something is named by the id alone, which is unique over all venues.
  const naming = rows.filter(({ from, to, carries }) => !carries && ofPeople.has(to) && !ofPeople.has(from));
  assert.ok(naming.length > 0, "the exception is still needed");
  assert.deepEqual([...new Set(naming.map(({ to }) => to))].sort(), ["api_keys", "users"]);
});
