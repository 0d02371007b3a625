import { sql } from "kysely";
import type { Db } from "../src/db/pool.ts";

/** Sessions that run, with everything that belongs to them, spread evenly over the venues. */
export interface RunningSessions {
  readonly venues: number;
  /** Ids run from here: purchase, invoice and session have the same. */
  readonly first: number;
  readonly count: number;
  /** When session `n` ends, in SQL. Who ends within five minutes has been warned. */
  readonly endsAt: string;
}

/** Opens venues 1 to so many, each with one player and one package of an hour. */
export async function openVenues(db: Db, venues: number): Promise<void> {
  const all = `from generate_series(1, ${venues}) n`;
  await withoutTriggers(db, [
    `insert into venues (id, name, currency, time_zone, qr_secret) overriding system value
      select n, 'Venue ' || n, 'XOF', 'Africa/Abidjan', sha256(n::text::bytea) ${all}`,
    `insert into users (id, venue_id, role, username, name, email) overriding system value
      select n, n, 'player', 'player' || n, 'Player ' || n, n || '@example.org' ${all}`,
    `insert into games (id, venue_id, name) overriding system value select n, n, 'FIFA' ${all}`,
    `insert into packages (id, venue_id, game_id, name, minutes, price) overriding system value
      select n, n, n, '1 h', 60, 500 ${all}`,
  ]);
}

/** Writes sessions that were sold, scanned and started an hour before they end; a few need no vacuum. */
export async function startSessions(
  db: Db,
  { venues, first, count, endsAt }: RunningSessions,
  { vacuum = true } = {},
): Promise<void> {
  const all = `from generate_series(${first}, ${first + count - 1}) n,
    lateral (select 1 + n % ${venues} as venue, ${endsAt} as ends, clock_timestamp() + interval '5 minutes' as soon) x`;
  const sold = "ends - interval '62 minutes'";
  const scanned = "ends - interval '61 minutes'";
  const started = "ends - interval '60 minutes'";
  const warning = "ends - interval '5 minutes'";
  await withoutTriggers(db, [
    `insert into purchases (id, venue_id, player_id, package_id, game_name, package_name, minutes, price, currency,
        payment_status, created_at, completed_at) overriding system value
      select n, venue, venue, venue, 'FIFA', '1 h', 60, 500, 'XOF', 'completed', ${sold}, ${sold} ${all}`,
    `insert into invoices (id, venue_id, purchase_id, year, sequence, number, validation_code, status, issued_at,
        expires_at, activated_at) overriding system value
      select n, venue, n, 2026, n, invoice_number(2026, n), lpad(n::text, 16, '0'), 'active', ${sold},
        ends + interval '90 days', ${scanned} ${all}`,
    `insert into play_sessions (id, venue_id, invoice_id, player_id, status, granted_ms, created_at, started_at,
        running_since, ends_at, low_time_at, last_event) overriding system value
      select n, venue, n, venue, 'active', 3600000, ${scanned}, ${started}, ${started}, ends,
        case when ends > soon then ${warning} end, case when ends > soon then 2 else 3 end ${all}`,
    `insert into session_runs (venue_id, session_id, started_at) select venue, n, ${started} ${all}`,
    `insert into session_grants (venue_id, session_id, kind, granted_ms, granted_at)
      select venue, n, 'initial', 3600000, ${scanned} ${all}`,
    `insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
      select venue, n, number, type, at, at, duration ${all}, lateral (values (1, 'created', ${scanned}, 3600000),
        (2, 'started', ${started}, null), (3, 'low_time', ${warning}, null)) e (number, type, at, duration)
      where number < 3 or ends <= soon`,
    `insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
      select venue, n, 'pending', 'active', 'scan', ${scanned} ${all}`,
    ...(vacuum ? ["vacuum analyze"] : []),
  ]);
}

/** Runs statements with triggers and foreign keys off, however long they take. */
export async function withoutTriggers(db: Db, statements: readonly string[]): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql`set statement_timeout = 0`.execute(connection);
    for (const statement of statements) await sql.raw(statement).execute(connection);
    await sql`set session_replication_role = origin`.execute(connection);
    await sql`reset statement_timeout`.execute(connection);
  });
}
