-- The foundation: who sells what to whom, the invoice, the play session and its history.
-- Every row belongs to a venue, and keys carry the venue, so that one database serves one shop or a chain.
-- Times are timestamptz(3): whole milliseconds, as everywhere in the code.

-- ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────

-- The highest instant the heartbeat has seen; stopped_at is set when the machine's clock goes backwards.
create table clock_watch (
  only_row boolean primary key default true check (only_row),
  high_water_at timestamptz(3) not null,
  stopped_at timestamptz(3)
);

-- The machine's clock. Tests replace this function to jump it.
create function machine_clock() returns timestamptz
  language sql volatile as $$ select date_trunc('milliseconds', clock_timestamp()) $$;

-- "Now", the only one that counts. It never runs backwards past the heartbeat: time would rather stand still.
create function clock_now() returns timestamptz
  language sql volatile as $$ select greatest(machine_clock(), (select high_water_at from clock_watch)) $$;

-- Whole milliseconds from one instant to another; exact, for extract() answers a numeric.
create function milliseconds_between(earlier timestamptz, later timestamptz) returns bigint
  language sql immutable as $$ select (extract(epoch from later - earlier) * 1000)::bigint $$;

insert into clock_watch (high_water_at) values (machine_clock());

-- One row a node; the worker of each writes it every couple of seconds.
create table node_heartbeats (
  node_id text primary key,
  started_at timestamptz(3) not null,
  beat_at timestamptz(3) not null
) with (fillfactor = 50);

-- True when nobody has looked for an outage for so long that there may have been one: the computer slept, and the
-- worker has not beaten since. False where no worker ever was, and while the clock is stopped (then nobody beats).
create function heartbeat_is_overdue() returns boolean
  language sql volatile as $$
    select stopped_at is null
      and coalesce((select max(beat_at) from node_heartbeats) < clock_now() - interval '10 seconds', false)
    from clock_watch $$;

-- ── Venues and people ───────────────────────────────────────────────────────────────────────────────────────

create table venues (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 120),
  address text not null default '' check (length(address) <= 300),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null check (length(time_zone) between 1 and 64),
  outage_threshold_ms bigint not null default 60000 check (outage_threshold_ms between 10000 and 86400000),
  ready_lifetime_ms bigint not null default 604800000 check (ready_lifetime_ms between 60000 and 31622400000),
  invoice_lifetime_ms bigint not null default 7776000000 check (invoice_lifetime_ms between 60000 and 316224000000),
  qr_secret bytea not null check (length(qr_secret) = 32),
  created_at timestamptz(3) not null default clock_now()
);

create table users (
  id bigint generated always as identity primary key,
  venue_id bigint not null references venues,
  role text not null check (role in ('player', 'clerk', 'administrator')),
  username text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{1,31}$'),
  name text not null check (length(name) between 1 and 120),
  phone text check (phone ~ '^\+?[0-9 ]{4,24}$'),
  active boolean not null default true,
  -- Username, name and phone without accents, case or spaces between digits: what the counter's search looks through.
  search_text text not null default '',
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz(3) not null default clock_now(),
  updated_at timestamptz(3) not null default clock_now(),
  unique (venue_id, id)
);
create index users_by_role on users (venue_id, role, id);

-- A sign-in (never called a session here), a password, and what the sign-in library keeps beside them.
create table sign_ins (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  token text not null unique,
  expires_at timestamptz(3) not null,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) not null default clock_now(),
  updated_at timestamptz(3) not null default clock_now()
);
create index sign_ins_by_user on sign_ins (user_id);

create table credentials (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  created_at timestamptz(3) not null default clock_now(),
  updated_at timestamptz(3) not null default clock_now(),
  unique (provider_id, account_id)
);
create index credentials_by_user on credentials (user_id);

create table verifications (
  id bigint generated always as identity primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default clock_now(),
  updated_at timestamptz(3) not null default clock_now()
);

-- Secrets the installation makes for itself on its first start.
create table installation_secrets (
  name text primary key,
  value text not null
);

create table api_keys (
  id bigint generated always as identity primary key,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 120),
  role text not null check (role in ('player', 'clerk', 'administrator')),
  key_hash bytea not null unique,
  created_at timestamptz(3) not null default clock_now(),
  revoked_at timestamptz(3),
  unique (venue_id, id)
);

-- ── Catalogue and stations ──────────────────────────────────────────────────────────────────────────────────

create table games (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 80),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id)
);
create unique index games_by_name on games (venue_id, lower(name));

create table packages (
  id bigint generated always as identity,
  venue_id bigint not null,
  game_id bigint not null,
  name text not null check (length(name) between 1 and 80),
  minutes integer not null check (minutes between 1 and 1440),
  price bigint not null check (price between 0 and 1000000000),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id),
  foreign key (venue_id, game_id) references games
);
create unique index packages_by_name on packages (venue_id, game_id, lower(name));

create table stations (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 40),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id)
);
create unique index stations_by_name on stations (venue_id, lower(name));

-- ── Purchase, payment, invoice ──────────────────────────────────────────────────────────────────────────────

-- What was sold is copied here: a later change of the catalogue never changes a sale.
create table purchases (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  player_id bigint not null,
  package_id bigint not null,
  game_name text not null,
  package_name text not null,
  minutes integer not null check (minutes between 1 and 1440),
  price bigint not null check (price between 0 and 1000000000),
  currency text not null,
  payment_status text not null default 'pending'
    check (payment_status in ('pending', 'completed', 'refunded', 'failed', 'cancelled')),
  created_at timestamptz(3) not null,
  created_by bigint references users,
  completed_at timestamptz(3),
  refunded_at timestamptz(3),
  primary key (venue_id, id),
  foreign key (venue_id, player_id) references users (venue_id, id),
  foreign key (venue_id, package_id) references packages,
  check ((completed_at is not null) = (payment_status in ('completed', 'refunded'))),
  check ((refunded_at is not null) = (payment_status = 'refunded'))
);
create index purchases_by_status on purchases (venue_id, payment_status, id);
create index purchases_by_player on purchases (venue_id, player_id, id);

create table payments (
  id bigint generated always as identity,
  venue_id bigint not null,
  purchase_id bigint not null,
  kind text not null check (kind in ('payment', 'refund')),
  method text not null check (method in ('cash', 'mobile_money')),
  amount bigint not null check (amount between 0 and 1000000000),
  tendered bigint check (tendered between amount and 1000000000),
  change bigint check (change = tendered - amount),
  reference text check (length(reference) <= 120),
  received_at timestamptz(3) not null,
  received_by bigint references users,
  primary key (venue_id, id),
  foreign key (venue_id, purchase_id) references purchases,
  -- A purchase is paid once and paid back once.
  unique (venue_id, purchase_id, kind)
);

-- The last number given out, locked by the transaction that takes the next: no gaps, whatever crashes.
create table invoice_counters (
  venue_id bigint not null references venues,
  year integer not null,
  last_number integer not null check (last_number > 0),
  primary key (venue_id, year)
) with (fillfactor = 50);

create table invoices (
  id bigint generated always as identity,
  venue_id bigint not null,
  purchase_id bigint not null,
  year integer not null,
  sequence integer not null check (sequence > 0),
  number text generated always as (year::text || '-' || lpad(sequence::text, greatest(5, length(sequence::text)), '0')) stored,
  validation_code text not null check (validation_code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
  status text not null default 'pending'
    check (status in ('pending', 'active', 'used', 'expired', 'cancelled', 'refunded')),
  issued_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  activated_at timestamptz(3),
  activated_by bigint references users,
  used_at timestamptz(3),
  primary key (venue_id, id),
  foreign key (venue_id, purchase_id) references purchases,
  unique (venue_id, purchase_id),
  unique (venue_id, year, sequence),
  unique (venue_id, validation_code),
  check (status not in ('active', 'used') or activated_at is not null),
  check ((used_at is not null) = (status = 'used'))
);
create index invoices_by_status on invoices (venue_id, status, id);
create index invoices_to_expire on invoices (expires_at) where status = 'pending';

-- ── Play session ────────────────────────────────────────────────────────────────────────────────────────────

create table play_sessions (
  id bigint generated always as identity,
  venue_id bigint not null,
  invoice_id bigint not null,
  player_id bigint not null,
  station_id bigint,
  status text not null default 'ready'
    check (status in ('ready', 'active', 'paused', 'completed', 'expired', 'terminated')),
  granted_ms bigint not null check (granted_ms between 1 and 86400000),
  used_ms bigint not null default 0,
  written_off_ms bigint not null default 0,
  running_since timestamptz(3),
  ends_at timestamptz(3),
  low_time_at timestamptz(3),
  ready_expires_at timestamptz(3),
  created_at timestamptz(3) not null,
  started_at timestamptz(3),
  completed_at timestamptz(3),
  -- When the outage that paused it was recorded: when the product was back. Null unless an outage paused it.
  outage_at timestamptz(3),
  last_event integer not null default 1,
  primary key (venue_id, id),
  foreign key (venue_id, invoice_id) references invoices,
  foreign key (venue_id, player_id) references users (venue_id, id),
  foreign key (venue_id, station_id) references stations,
  unique (venue_id, invoice_id),
  check (used_ms between 0 and granted_ms),
  check (written_off_ms between 0 and used_ms),
  -- An active session runs and has a deadline; any other has neither.
  check ((status = 'active') = (running_since is not null)),
  check ((running_since is null) = (ends_at is null)),
  check (ends_at is null or ends_at = running_since + (granted_ms - used_ms) * interval '1 millisecond'),
  check (low_time_at is null or (ends_at is not null and low_time_at < ends_at)),
  check ((status = 'ready') = (ready_expires_at is not null)),
  check ((completed_at is not null) = (status in ('completed', 'expired', 'terminated'))),
  check (status <> 'completed' or used_ms = granted_ms),
  check (outage_at is null or status = 'paused')
) with (fillfactor = 80);
create index play_sessions_deadlines on play_sessions (ends_at) where status = 'active';
create index play_sessions_low_time on play_sessions (low_time_at) where low_time_at is not null;
create index play_sessions_ready_expiry on play_sessions (ready_expires_at) where status = 'ready';
create index play_sessions_by_status on play_sessions (venue_id, status, id);
create index play_sessions_by_player on play_sessions (venue_id, player_id);
create unique index one_live_session_a_station on play_sessions (venue_id, station_id)
  where status in ('active', 'paused');

create table session_runs (
  id bigint generated always as identity,
  venue_id bigint not null,
  session_id bigint not null,
  station_id bigint,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3) check (ended_at >= started_at),
  primary key (venue_id, id),
  foreign key (venue_id, session_id) references play_sessions
);
create index session_runs_by_session on session_runs (venue_id, session_id);
create unique index one_open_run_a_session on session_runs (venue_id, session_id) where ended_at is null;

create table session_grants (
  id bigint generated always as identity,
  venue_id bigint not null,
  session_id bigint not null,
  kind text not null check (kind in ('initial', 'added', 'compensation')),
  granted_ms bigint not null check (granted_ms > 0),
  reason text check (length(reason) <= 300),
  granted_at timestamptz(3) not null,
  granted_by bigint references users,
  primary key (venue_id, id),
  foreign key (venue_id, session_id) references play_sessions
);
create index session_grants_by_session on session_grants (venue_id, session_id);

-- ── History: append-only ────────────────────────────────────────────────────────────────────────────────────

create table session_events (
  venue_id bigint not null,
  session_id bigint not null,
  number integer not null check (number > 0),
  type text not null check (type in ('created', 'started', 'paused', 'outage', 'resumed', 'extended', 'low_time',
                                     'completed', 'force_completed', 'terminated', 'expired')),
  at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  duration_ms bigint,
  reason text check (length(reason) <= 300),
  actor_id bigint references users,
  api_key_id bigint references api_keys,
  primary key (venue_id, session_id, number),
  foreign key (venue_id, session_id) references play_sessions
);

create table invoice_scans (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  scanned_at timestamptz(3) not null,
  outcome text not null check (outcome in ('activated', 'invalid_code', 'already_active', 'already_used', 'expired',
                                           'cancelled', 'refunded', 'rate_limited')),
  entered text not null check (length(entered) <= 80),
  invoice_id bigint,
  station_id bigint,
  scanned_by bigint references users,
  api_key_id bigint references api_keys,
  address text,
  primary key (venue_id, id),
  foreign key (venue_id, invoice_id) references invoices,
  foreign key (venue_id, station_id) references stations
);
create index invoice_scans_by_invoice on invoice_scans (venue_id, invoice_id, id);
create index failed_scans_by_staff on invoice_scans (venue_id, scanned_by, scanned_at) where outcome = 'invalid_code';
create index failed_scans_by_key on invoice_scans (venue_id, api_key_id, scanned_at) where outcome = 'invalid_code';
create index failed_scans_by_address on invoice_scans (venue_id, address, scanned_at) where outcome = 'invalid_code';

create table invoice_audit_log (
  id bigint generated always as identity,
  venue_id bigint not null,
  invoice_id bigint not null,
  from_status text,
  to_status text not null,
  trigger text not null,
  at timestamptz(3) not null,
  actor_id bigint references users,
  api_key_id bigint references api_keys,
  primary key (venue_id, id),
  foreign key (venue_id, invoice_id) references invoices
);
create index invoice_audit_log_by_invoice on invoice_audit_log (venue_id, invoice_id, id);

create table audit_entries (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  at timestamptz(3) not null,
  action text not null check (length(action) between 1 and 60),
  subject text not null check (length(subject) between 1 and 30),
  subject_id bigint,
  details jsonb not null default '{}',
  actor_id bigint references users,
  api_key_id bigint references api_keys,
  primary key (venue_id, id)
);
create index audit_entries_by_subject on audit_entries (venue_id, subject, subject_id, id);

create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
  raise exception 'history is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on session_events
  for each row execute function refuse_change_of_history();
create trigger append_only before update or delete on invoice_scans
  for each row execute function refuse_change_of_history();
create trigger append_only before update or delete on invoice_audit_log
  for each row execute function refuse_change_of_history();
create trigger append_only before update or delete on audit_entries
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on session_events execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on invoice_scans execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on invoice_audit_log execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on audit_entries execute function refuse_change_of_history();

-- ── Statuses: the database refuses every pair that the machines in src/core do not have ─────────────────────

create function refuse_unknown_transition() returns trigger language plpgsql as $$
begin
  raise exception '% refuses %', tg_table_name, tg_argv[0] using errcode = 'check_violation';
end $$;
create trigger known_transition before update of payment_status on purchases for each row
  when (old.payment_status <> new.payment_status and (old.payment_status, new.payment_status) not in (
    ('pending', 'completed'), ('pending', 'failed'), ('pending', 'cancelled'), ('completed', 'refunded')))
  execute function refuse_unknown_transition('this change of payment status');
create trigger known_transition before update of status on invoices for each row
  when (old.status <> new.status and (old.status, new.status) not in (
    ('pending', 'active'), ('pending', 'expired'), ('pending', 'cancelled'), ('pending', 'refunded'),
    ('active', 'used'), ('active', 'refunded'), ('expired', 'refunded'), ('cancelled', 'refunded')))
  execute function refuse_unknown_transition('this change of invoice status');
create trigger known_transition before update of status on play_sessions for each row
  when (old.status <> new.status and (old.status, new.status) not in (
    ('ready', 'active'), ('ready', 'expired'), ('ready', 'terminated'),
    ('active', 'paused'), ('active', 'completed'), ('active', 'terminated'),
    ('paused', 'active'), ('paused', 'completed'), ('paused', 'terminated')))
  execute function refuse_unknown_transition('this change of session status');

-- ── Retries ─────────────────────────────────────────────────────────────────────────────────────────────────

create table idempotency_records (
  venue_id bigint not null references venues,
  actor text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null,
  body text,
  created_at timestamptz(3) not null,
  primary key (venue_id, actor, key)
);
create index idempotency_records_by_age on idempotency_records (created_at);

-- ── Views ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Purchase, invoice and session side by side. MISMATCH is what must never be seen.
create view purchase_session_overview as
  select p.venue_id, p.id as purchase_id, p.player_id, p.payment_status, p.created_at,
    i.id as invoice_id, i.number as invoice_number, i.status as invoice_status,
    s.id as session_id, s.status as session_status,
    case
      when (i.id is null) <> (p.payment_status in ('pending', 'failed', 'cancelled')) then 'MISMATCH'
      when (i.status = 'refunded') <> (p.payment_status = 'refunded') then 'MISMATCH'
      when s.id is null and i.status in ('active', 'used') then 'MISMATCH'
      when s.id is null then 'NO_SESSION'
      when s.status in ('ready', 'active', 'paused') and i.status <> 'active' then 'MISMATCH'
      when s.status in ('completed', 'expired') and i.status <> 'used' then 'MISMATCH'
      when s.status = 'terminated' and i.status not in ('used', 'refunded') then 'MISMATCH'
      else 'SYNCED'
    end as sync_status
  from purchases p
  left join invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
  left join play_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id;
