import { sql } from "kysely";
import { type Db, openPool } from "../../src/db/pool.ts";
import { inSnapshot } from "../../src/db/snapshot.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { runCheck } from "../../src/doctor/examine.ts";
import { checks, everywhere } from "../../src/doctor/queries.ts";
import { furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { median, report, SHORT, time } from "../measure.ts";

// How long the doctor takes over many sessions, against reading the same tables once. Five events a session, one audit
// entry.

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

await withDatabase(async (url) => {
  const pool = openPool(url, 2);
  await fill(pool.db);
  const scans: number[] = [];
  const totals: number[] = [];
  const each = new Map<string, number[]>(checks.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    await inSnapshot(pool.db, async (tx) => {
      scans.push(
        await time(async () => {
          for (const table of tables) await sql.raw(`select count(*) from ${table}`).execute(tx);
        }),
      );
      let total = 0;
      for (const check of checks) {
        const took = await time(() => runCheck(tx, check, everywhere, { freeBytes: null }));
        each.get(check.name)?.push(took);
        total += took;
      }
      totals.push(total);
    });
  }
  for (const [name, took] of each)
    console.log(`${name.padEnd(34)} ${median(took).toFixed(0).padStart(8)} ms`);
  await report({
    claim: `the doctor examines ${sessions} sessions with ${sessions * 5} events`,
    ours: median(totals),
    baseline: median(scans),
    against: "reading the same tables once",
    unit: "ms",
    wanted: { atMost: 3 },
  });
  await pool.close();
});

/** Sessions that were sold, paused once, resumed and closed, twenty seconds apart, with everything that belongs to them. */
async function fill(db: Db): Promise<void> {
  const { venueId, playerId, packageIds } = await inTransaction(db, furnish);
  const at = (minutes: number) =>
    `timestamptz '2026-01-01 08:00+00' + n * interval '20 seconds' + interval '${minutes} minutes'`;
  const all = `from generate_series(1, ${sessions}) n`;
  await db.connection().execute(async (connection) => {
    const run = (text: string) => sql.raw(text).execute(connection as Db);
    await run("set session_replication_role = replica");
    await run("set statement_timeout = 0");
    await run(`insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price,
        currency, payment_status, created_at, completed_at) overriding system value
      select n, ${venueId}, ${playerId}, ${packageIds[2]}, 'FIFA', '1 h', 60, 500, 'XOF', 'completed', ${at(0)}, ${at(0)} ${all}`);
    await run(`insert into payments (venue_id, purchase_id, kind, method, amount, received_at)
      select ${venueId}, n, 'payment', 'cash', 500, ${at(0)} ${all}`);
    await run(`insert into invoices (id, venue_id, purchase_id, year, sequence, number, validation_code, status,
        issued_at, expires_at, activated_at, used_at) overriding system value
      select n, ${venueId}, n, 2026, n, invoice_number(2026, n::int), lpad(n::text, 16, '0'), 'used', ${at(0)},
        ${at(10_000)}, ${at(1)}, ${at(72)} ${all}`);
    await run(`insert into invoice_counters values (${venueId}, 2026, ${sessions})`);
    await run(`insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, created_at,
        started_at, completed_at, last_event) overriding system value
      select n, ${venueId}, n, ${playerId}, 'completed', 3600000, 3600000, ${at(1)}, ${at(2)}, ${at(72)}, 5 ${all}`);
    await run(`insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
      select ${venueId}, n, e.number, e.type, ${at(0)} + e.minutes * interval '1 minute', ${at(0)}, e.duration ${all},
        (values (1, 'created', 1, 3600000), (2, 'started', 2, null), (3, 'paused', 32, null), (4, 'resumed', 42, null),
          (5, 'completed', 72, null)) e (number, type, minutes, duration)`);
    for (const [from, to] of [
      [2, 32],
      [42, 72],
    ] as const) {
      await run(`insert into session_runs (venue_id, session_id, started_at, ended_at)
        select ${venueId}, n, ${at(from)}, ${at(to)} ${all}`);
    }
    await run(`insert into session_grants (venue_id, session_id, kind, granted_ms, granted_at)
      select ${venueId}, n, 'initial', 3600000, ${at(1)} ${all}`);
    await run(`insert into audit_entries (venue_id, at, action, subject, subject_id)
      select ${venueId}, ${at(2)}, 'session.start', 'session', n ${all}`);
    await run("set session_replication_role = origin");
    await run(
      "insert into audit_entries_to_seal select venue_id, id from audit_entries on conflict do nothing",
    );
    for (let sealed = 0; sealed <= sessions; sealed += 20_000)
      await run(`select seal_audit(${venueId}, 20000)`);
    await run("vacuum analyze");
  });
}
