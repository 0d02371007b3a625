-- Passes: time that ends with a window of the day, whatever was played of it.

-- What a pass may still run until. Extensions move it; only what begins late in its window is cut.
alter table play_sessions add column closes_at timestamptz(3),
  add constraint pass_ends_with_its_window check (ends_at <= closes_at),
  add constraint pass_starts_in_its_window check (ready_expires_at <= closes_at);
alter table archived_sessions add column closes_at timestamptz(3);
-- Only an outage pauses a pass, so these are few.
create index play_sessions_passes_paused on play_sessions (closes_at) where status = 'paused' and closes_at is not null;

alter table session_events add column closes_at timestamptz(3),
  add constraint session_events_window_check check (closes_at is null or type = 'created'),
  drop constraint session_events_type_check,
  add constraint session_events_type_check check (type in ('created', 'imported', 'started', 'paused', 'outage',
    'resumed', 'extended', 'cut', 'moved', 'low_time', 'completed', 'force_completed', 'terminated', 'expired'));
create index session_events_windows on session_events (venue_id, session_id) where closes_at is not null;

alter table session_grants drop constraint session_grants_kind_check,
  drop constraint session_grants_granted_ms_check,
  add constraint session_grants_kind_check check (kind in ('initial', 'added', 'compensation', 'cut')),
  add constraint session_grants_granted_ms_check check (granted_ms <> 0 and (granted_ms < 0) = (kind = 'cut'));

create or replace view all_sessions as
  select venue_id, id, invoice_id, player_id, station_id, status, granted_ms, used_ms, written_off_ms, running_since,
    ends_at, created_at, started_at, completed_at, false as archived, low_time_at, ready_expires_at, outage_at,
    last_event, closes_at
  from play_sessions
  union all
  select venue_id, id, invoice_id, player_id, station_id, status, granted_ms, used_ms, written_off_ms, null, null,
    created_at, started_at, completed_at, true, null, null, null, last_event, closes_at
  from archived_sessions;

create or replace view all_session_events as
  select venue_id, session_id, number, type, at, recorded_at, duration_ms, reason, actor_id, api_key_id, station_id,
    closes_at
  from session_events
  union all
  select a.venue_id, a.id, e.number, e.type, e.at, e.recorded_at, e.duration_ms, e.reason, e.actor_id, e.api_key_id,
    e.station_id, e.closes_at
  from archived_sessions a, jsonb_to_recordset(a.history -> 'events') as e(number integer, type text, at timestamptz,
    recorded_at timestamptz, duration_ms bigint, reason text, actor_id bigint, api_key_id bigint, station_id bigint,
    closes_at timestamptz);

-- As before, and a pass's window beside it.
create or replace function archive_sessions(of_venue bigint, ids bigint[]) returns integer
language plpgsql set search_path = public as $$
begin
  insert into archived_sessions
    select s.id, s.venue_id, s.invoice_id, s.player_id, s.station_id, s.status, s.granted_ms, s.used_ms,
      s.written_off_ms, s.created_at, s.started_at, s.completed_at, s.last_event,
      jsonb_build_object(
        'events', (select coalesce(jsonb_agg(to_jsonb(e) - 'venue_id' - 'session_id' order by e.number), '[]')
          from session_events e where e.venue_id = s.venue_id and e.session_id = s.id),
        'runs', (select coalesce(jsonb_agg(to_jsonb(r) - 'venue_id' - 'session_id' order by r.id), '[]')
          from session_runs r where r.venue_id = s.venue_id and r.session_id = s.id),
        'grants', (select coalesce(jsonb_agg(to_jsonb(g) - 'venue_id' - 'session_id' order by g.id), '[]')
          from session_grants g where g.venue_id = s.venue_id and g.session_id = s.id)),
      clock_now(), s.closes_at
    from play_sessions s where s.venue_id = of_venue and s.id = any (ids);
  delete from session_events where venue_id = of_venue and session_id = any (ids);
  delete from session_runs where venue_id = of_venue and session_id = any (ids);
  delete from session_grants where venue_id = of_venue and session_id = any (ids);
  delete from play_sessions where venue_id = of_venue and id = any (ids);
  return cardinality(ids);
end $$;

-- ── Scanned before its window ───────────────────────────────────────────────────────────────────────────────

alter table invoice_scans drop constraint invoice_scans_outcome_check,
  add constraint invoice_scans_outcome_check check (outcome in ('activated', 'invalid_code', 'already_active',
    'already_used', 'expired', 'cancelled', 'refunded', 'rate_limited', 'pass_not_yet'));

-- ── Open-ended play: played first, billed at its end ────────────────────────────────────────────────────────

-- Until it is billed nobody knows its price; what is billed waits for its money, or is given up as unpaid.
alter table purchases add column billed_at timestamptz(3),
  add constraint only_open_play_is_billed check (billed_at is null or kind = 'open'),
  add constraint unbilled_has_no_price check (kind <> 'open' or billed_at is not null or price = 0),
  add constraint paid_as_billed check (
    kind <> 'open' or billed_at is not null or payment_status not in ('completed', 'refunded', 'failed')),
  add constraint open_play_is_never_cancelled check (kind <> 'open' or payment_status <> 'cancelled');
-- Who has not paid for one does not begin another, whichever two clerks try.
create unique index one_unpaid_open_play_a_player on purchases (venue_id, player_id)
  where kind = 'open' and payment_status = 'pending';

-- A bill is written once.
create function refuse_change_of_bill() returns trigger language plpgsql as $$
begin
  raise exception 'what was billed stays: purchase %', old.id using errcode = 'check_violation';
end $$;
create trigger billed_once before update of price, price_lines, billed_at on purchases for each row
  when (old.billed_at is not null and (old.price, old.price_lines, old.billed_at)
    is distinct from (new.price, new.price_lines, new.billed_at))
  execute function refuse_change_of_bill();

-- As before; and of open-ended play the invoice is there from the start, active while it is played and unpaid until it
-- is paid.
create or replace view purchase_session_overview as
  select p.venue_id, p.id as purchase_id, p.player_id, p.payment_status, p.created_at,
    i.id as invoice_id, i.number as invoice_number, i.status as invoice_status,
    s.id as session_id, s.status as session_status,
    case
      when (i.id is null) <> (p.kind <> 'open' and p.payment_status in ('pending', 'failed', 'cancelled')) then 'MISMATCH'
      when (i.status = 'refunded') <> (p.payment_status = 'refunded') then 'MISMATCH'
      when p.kind = 'open' and (s.id is null
        or s.status in ('ready', 'active', 'paused') and p.payment_status <> 'pending') then 'MISMATCH'
      when s.id is null and i.status in ('active', 'used') then 'MISMATCH'
      when s.id is null then 'NO_SESSION'
      when s.status in ('ready', 'active', 'paused') and i.status <> 'active' then 'MISMATCH'
      when s.status in ('completed', 'expired') and i.status <> 'used' then 'MISMATCH'
      when s.status = 'terminated' and i.status not in ('used', 'refunded') then 'MISMATCH'
      else 'SYNCED'
    end as sync_status,
    p.kind
  from purchases p
  left join invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
  left join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id;
