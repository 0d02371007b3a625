import fastify from "fastify";
import pg from "pg";

// The baseline: bare Fastify and pg. Each route writes the rows that a business action cannot do without, in a plain
// transaction: no roles, no idempotency, no audit, no limits, no logs, no live screens.

const [url, venue, player, package_] = process.argv.slice(2) as [string, string, string, string];
const venueId = Number(venue);
const pool = new pg.Pool({ connectionString: url, max: 20 });
const app = fastify();

// biome-ignore lint/suspicious/noExplicitAny: rows and bodies are not checked here
type Any = any;
type Query = (text: string, values: unknown[]) => Promise<Any>;

async function inTransaction(work: (query: Query) => Promise<unknown>): Promise<unknown> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const answer = await work(async (text, values) => (await client.query(text, values)).rows[0]);
    await client.query("commit");
    return answer;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

app.post("/purchases", (_request, reply) =>
  inTransaction(async (query) => {
    const sold = await query("select name, minutes, price from packages where venue_id = $1 and id = $2", [
      venueId,
      package_,
    ]);
    reply.code(201);
    return query(
      `insert into purchases (venue_id, player_id, package_id, game_name, package_name, minutes, price, currency, created_at)
       values ($1, $2, $3, 'FIFA', $4, $5, $6, 'XOF', now()) returning id`,
      [venueId, player, package_, sold.name, sold.minutes, sold.price],
    );
  }),
);

app.post("/purchases/:id/payments", (request, reply) =>
  inTransaction(async (query) => {
    const { id } = request.params as Any;
    const purchase = await query("select price from purchases where venue_id = $1 and id = $2 for update", [
      venueId,
      id,
    ]);
    await query(
      `insert into payments (venue_id, purchase_id, kind, method, amount, received_at, shift_id)
       select $1, $2, 'payment', 'cash', $3, now(), id from shifts where venue_id = $1 and closed_at is null`,
      [venueId, id, purchase.price],
    );
    await query(
      "update purchases set payment_status = 'completed', completed_at = now() where venue_id = $1 and id = $2",
      [venueId, id],
    );
    const { last_number } = await query(
      `insert into invoice_counters values ($1, 2026, 1) on conflict (venue_id, year)
       do update set last_number = invoice_counters.last_number + 1 returning last_number`,
      [venueId],
    );
    const code = String(last_number).padStart(16, "0");
    reply.code(201);
    return query(
      `insert into invoices (venue_id, purchase_id, year, sequence, number, validation_code, issued_at, expires_at)
       values ($1, $2, 2026, $3, invoice_number(2026, $3), $4, now(), now() + interval '30 days')
       returning id, validation_code`,
      [venueId, id, last_number, code],
    );
  }),
);

app.post("/scans", (request, reply) =>
  inTransaction(async (query) => {
    const { code } = request.body as Any;
    const invoice = await query(
      "select id from invoices where venue_id = $1 and validation_code = $2 and status = 'pending' for update",
      [venueId, code],
    );
    await query(
      "update invoices set status = 'active', activated_at = now() where venue_id = $1 and id = $2",
      [venueId, invoice.id],
    );
    const session = await query(
      `insert into play_sessions (venue_id, invoice_id, player_id, granted_ms, created_at, ready_expires_at)
       values ($1, $2, $3, 3600000, now(), now() + interval '1 day') returning id`,
      [venueId, invoice.id, player],
    );
    await query(
      `insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
       values ($1, $2, 1, 'created', now(), now(), 3600000)`,
      [venueId, session.id],
    );
    await query(
      `insert into invoice_scans (venue_id, scanned_at, outcome, entered, invoice_id)
       values ($1, now(), 'activated', '', $2)`,
      [venueId, invoice.id],
    );
    reply.code(201);
    return session;
  }),
);

const lock = "select * from play_sessions where venue_id = $1 and id = $2 for update";
const write = `insert into session_events (venue_id, session_id, number, type, at, recorded_at, duration_ms)
  values ($1, $2, $3, $4, now(), now(), $5)`;

app.post("/sessions/:id/start", (request) =>
  inTransaction(async (query) => {
    const { id } = request.params as Any;
    const session = await query(lock, [venueId, id]);
    await query(
      `update play_sessions set status = 'active', running_since = date_trunc('milliseconds', now()),
         ends_at = date_trunc('milliseconds', now()) + interval '1 hour', started_at = now(), ready_expires_at = null,
         last_event = last_event + 1 where venue_id = $1 and id = $2`,
      [venueId, id],
    );
    await query(write, [venueId, id, session.last_event + 1, "started", null]);
    await query("insert into session_runs (venue_id, session_id, started_at) values ($1, $2, now())", [
      venueId,
      id,
    ]);
    return query("select * from play_sessions where venue_id = $1 and id = $2", [venueId, id]);
  }),
);

app.post("/sessions/:id/extend", (request) =>
  inTransaction(async (query) => {
    const { id } = request.params as Any;
    const session = await query(lock, [venueId, id]);
    await query(
      `update play_sessions set granted_ms = granted_ms + 300000, ends_at = ends_at + interval '5 minutes',
         last_event = last_event + 1 where venue_id = $1 and id = $2`,
      [venueId, id],
    );
    await query(write, [venueId, id, session.last_event + 1, "extended", 300_000]);
    await query(
      `insert into session_grants (venue_id, session_id, kind, granted_ms, reason, granted_at)
       values ($1, $2, 'added', 300000, 'bench', now())`,
      [venueId, id],
    );
    return query("select * from play_sessions where venue_id = $1 and id = $2", [venueId, id]);
  }),
);

app.post("/sessions/:id/pause", (request) =>
  inTransaction(async (query) => {
    const { id } = request.params as Any;
    const session = await query(lock, [venueId, id]);
    await query(
      `update play_sessions set status = 'paused', used_ms = used_ms + 1, running_since = null, ends_at = null,
         last_event = last_event + 1 where venue_id = $1 and id = $2`,
      [venueId, id],
    );
    await query(write, [venueId, id, session.last_event + 1, "paused", null]);
    await query(
      "update session_runs set ended_at = now() where venue_id = $1 and session_id = $2 and ended_at is null",
      [venueId, id],
    );
    return query("select * from play_sessions where venue_id = $1 and id = $2", [venueId, id]);
  }),
);

console.log(await app.listen({ port: 0, host: "127.0.0.1" }));
