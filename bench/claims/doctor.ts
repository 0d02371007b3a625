import { sql } from "kysely";
import { type Db, openPool } from "../../src/db/pool.ts";
import { inSharedSnapshot, inSnapshot } from "../../src/db/snapshot.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { lookByEach, runCheck } from "../../src/doctor/examine.ts";
import { checks, everywhere } from "../../src/doctor/queries.ts";
import { furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { interleave, median, report, SHORT, time } from "../measure.ts";
import { withoutTriggers } from "../sessions.ts";

// How long the doctor takes over many sessions, as the product runs it, against one sequential scan of the same tables:
// every row read from the table itself and counted, and, told beside it, every column of every row read. Both have the
// settings of the doctor's snapshot, parallel workers included. Five events a session, one audit entry.

const sessions = SHORT ? 5_000 : 1_000_000;
const rounds = SHORT ? 1 : 3;
const tables = [
  "purchases",
  "payments",
  "invoices",
  "play_sessions",
  "session_events",
  "session_runs",
  "session_grants",
  "audit_entries",
  "audit_seals",
];

/** The chain that `seal_audit` makes of all entries in one go, without the queue that keeps it off the hot path. */
const seal = `do $$
  declare previous bytea; place bigint := 0; entry audit_entries;
  begin
    for entry in select * from audit_entries order by venue_id, id loop
      place := place + 1;
      previous := seal_hash(previous, entry);
      insert into audit_seals values (entry.venue_id, place, entry.id, previous, clock_now());
    end loop;
    delete from audit_entries_to_seal;
  end $$`;

await withDatabase(async (url) => {
  const pool = openPool(url, 2);
  await fill(pool.db);
  const each = new Map<string, number[]>(checks.map(({ name }) => [name, []]));
  const columns = await readColumns(pool.db);
  const {
    doctor,
    scan: counting,
    read: reading,
  } = await interleave(
    {
      doctor: () =>
        time(() =>
          inSharedSnapshot(pool.db, (connections) =>
            lookByEach(connections, checks, async (tx, check) => {
              const took = await time(() => runCheck(tx, check, everywhere, { freeBytes: null }));
              each.get(check.name)?.push(took);
            }),
          ),
        ),
      scan: () => scan(pool.db, () => "*"),
      read: () => scan(pool.db, (table) => columns.get(table) as string),
    },
    rounds,
  );
  for (const [name, took] of each)
    console.log(`${name.padEnd(34)} ${median(took).toFixed(0).padStart(8)} ms`);
  const claim = `the doctor examines ${sessions} sessions with ${sessions * 5} events`;
  const ours = { claim, ours: doctor, unit: "ms", wanted: { atMost: 3 } };
  await report({
    ...ours,
    baseline: counting,
    against: "one sequential scan that counts the same tables' rows",
  });
  await report({
    ...ours,
    baseline: reading,
    against: "one sequential scan that reads every column of them",
  });
  await pool.close();
});

/** Reads each table from its first page to its last, and not an index instead; answers the milliseconds. */
function scan(db: Db, countedIn: (table: string) => string): Promise<number> {
  return inSnapshot(db, async (tx) => {
    await sql`select set_config('enable_indexonlyscan', 'off', true), set_config('enable_indexscan', 'off', true),
      set_config('enable_bitmapscan', 'off', true)`.execute(tx);
    return time(async () => {
      for (const table of tables)
        await sql.raw(`select count(${countedIn(table)}) from ${table}`).execute(tx);
    });
  });
}

/** What to count of each table so that every column of every row is read. */
async function readColumns(db: Db): Promise<Map<string, string>> {
  const { rows } = await sql<{ table: string; columns: string }>`
    select table_name as "table", 'num_nonnulls(' || string_agg(quote_ident(column_name), ', ') || ')' as columns
    from information_schema.columns where table_schema = 'public' group by table_name`.execute(db);
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** Sessions that were sold, paused once, resumed and closed, twenty seconds apart, with everything that belongs to them. */
async function fill(db: Db): Promise<void> {
  const { venueId, playerId, packageIds, shiftId } = await inTransaction(db, furnish);
  const at = (minutes: number) =>
    `timestamptz '2026-01-01 08:00+00' + n * interval '20 seconds' + interval '${minutes} minutes'`;
  const all = `from generate_series(1, ${sessions}) n`;
  await withoutTriggers(db, [
    `insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price,
        currency, payment_status, created_at, completed_at) overriding system value
      select n, ${venueId}, ${playerId}, ${packageIds[2]}, 'FIFA', '1 h', 60, 500, 'XOF', 'completed', ${at(0)}, ${at(0)} ${all}`,
    `insert into payments (venue_id, purchase_id, kind, method, amount, received_at, shift_id)
      select ${venueId}, n, 'payment', 'cash', 500, ${at(0)}, ${shiftId} ${all}`,
    `insert into invoices (id, venue_id, purchase_id, year, sequence, number, validation_code, status,
        issued_at, expires_at, activated_at, used_at) overriding system value
      select n, ${venueId}, n, 2026, n, invoice_number(2026, n::int), lpad(n::text, 16, '0'), 'used', ${at(0)},
        ${at(10_000)}, ${at(1)}, ${at(72)} ${all}`,
    `insert into invoice_counters values (${venueId}, 2026, ${sessions})`,
    `insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, created_at,
        started_at, completed_at, last_event) overriding system value
      select n, ${venueId}, n, ${playerId}, 'completed', 3600000, 3600000, ${at(1)}, ${at(2)}, ${at(72)}, 5 ${all}`,
    `insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
      select ${venueId}, n, e.number, e.type, ${at(0)} + e.minutes * interval '1 minute', ${at(0)}, e.duration ${all},
        (values (1, 'created', 1, 3600000), (2, 'started', 2, null), (3, 'paused', 32, null), (4, 'resumed', 42, null),
          (5, 'completed', 72, null)) e (number, type, minutes, duration)`,
    ...[2, 42].map(
      (minute) => `insert into session_runs (venue_id, session_id, started_at, ended_at)
        select ${venueId}, n, ${at(minute)}, ${at(minute + 30)} ${all}`,
    ),
    `insert into session_grants (venue_id, session_id, kind, granted_ms, granted_at)
      select ${venueId}, n, 'initial', 3600000, ${at(1)} ${all}`,
    `insert into audit_entries (venue_id, at, action, subject, subject_id)
      select ${venueId}, ${at(2)}, 'session.start', 'session', n ${all}`,
    seal,
    "vacuum analyze",
  ]);
}
