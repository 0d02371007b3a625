-- Retention: sessions that closed long ago move, with their whole history, to an archive of one row a session.

alter table venues add column session_retention_days integer not null default 90
  check (session_retention_days between 7 and 3650);

-- The columns of play_sessions that a closed session still needs; `history` holds its events, runs and grants.
create table archived_sessions (
  id bigint not null,
  venue_id bigint not null,
  invoice_id bigint not null,
  player_id bigint not null,
  station_id bigint,
  status text not null check (status in ('completed', 'expired', 'terminated')),
  granted_ms bigint not null,
  used_ms bigint not null,
  written_off_ms bigint not null,
  created_at timestamptz(3) not null,
  started_at timestamptz(3),
  completed_at timestamptz(3) not null,
  last_event integer not null,
  history jsonb not null,
  archived_at timestamptz(3) not null,
  primary key (venue_id, id),
  unique (venue_id, invoice_id),
  foreign key (venue_id, invoice_id) references invoices,
  foreign key (venue_id, player_id) references users (venue_id, id)
);
create index archived_sessions_by_player on archived_sessions (venue_id, player_id);

-- What has closed, oldest first: a batch must not look through the whole table.
create index play_sessions_closed on play_sessions (venue_id, completed_at) where completed_at is not null;

-- Only what the archive already holds may leave the live history, whoever asks.
create or replace function refuse_change_of_history() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'session_events' then
    if exists (select from archived_sessions a where a.venue_id = old.venue_id and a.id = old.session_id
        and a.history -> 'events' @> jsonb_build_array(to_jsonb(old) - 'venue_id' - 'session_id')) then
      return old;
    end if;
  end if;
  raise exception 'history is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on archived_sessions
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on archived_sessions
  execute function refuse_change_of_history();

-- Whether a closed session agrees with its invoice: one that does not stays until somebody has repaired it.
create function may_be_archived(session_status text, invoice_status text) returns boolean
  language sql immutable as $$
    select invoice_status = 'used' or invoice_status = 'refunded' and session_status = 'terminated' $$;

-- Moves closed sessions of a venue, which the caller has locked, to the archive. Answers how many. The schema `legacy`
-- has views of the same names as some of these tables, so the search path is ours whoever calls.
create function archive_sessions(of_venue bigint, ids bigint[]) returns integer
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
      clock_now()
    from play_sessions s where s.venue_id = of_venue and s.id = any (ids);
  delete from session_events where venue_id = of_venue and session_id = any (ids);
  delete from session_runs where venue_id = of_venue and session_id = any (ids);
  delete from session_grants where venue_id = of_venue and session_id = any (ids);
  delete from play_sessions where venue_id = of_venue and id = any (ids);
  return cardinality(ids);
end $$;

-- Moves at most so many sessions of a venue that closed before an instant to the archive. Answers how many. What
-- others hold is left to them.
create function archive_closed_sessions(of_venue bigint, closed_before timestamptz, at_most integer)
returns integer language plpgsql set search_path = public as $$
declare
  ids bigint[];
begin
  select array_agg(id) into ids from (
    select s.id from play_sessions s join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
    where s.venue_id = of_venue and s.completed_at < closed_before
      and may_be_archived(s.status, i.status)
    order by s.completed_at limit at_most
    -- The archive refers to the invoice: it is locked first, as everywhere, so that nothing waits in a circle.
    for key share of i skip locked for update of s skip locked) chosen;
  if ids is null then return 0; end if;
  return archive_sessions(of_venue, ids);
end $$;

-- Every session that ever was, live or archived.
create view all_sessions as
  select venue_id, id, invoice_id, player_id, station_id, status, granted_ms, used_ms, written_off_ms, running_since,
    ends_at, created_at, started_at, completed_at, false as archived, low_time_at, ready_expires_at, outage_at,
    last_event
  from play_sessions
  union all
  select venue_id, id, invoice_id, player_id, station_id, status, granted_ms, used_ms, written_off_ms, null, null,
    created_at, started_at, completed_at, true, null, null, null, last_event
  from archived_sessions;

-- And every event of theirs.
create view all_session_events as
  select venue_id, session_id, number, type, at, recorded_at, duration_ms, reason, actor_id, api_key_id
  from session_events
  union all
  select a.venue_id, a.id, e.number, e.type, e.at, e.recorded_at, e.duration_ms, e.reason, e.actor_id, e.api_key_id
  from archived_sessions a, jsonb_to_recordset(a.history -> 'events') as e(number integer, type text, at timestamptz,
    recorded_at timestamptz, duration_ms bigint, reason text, actor_id bigint, api_key_id bigint);

-- Purchase, invoice and session side by side, the archived ones too. MISMATCH is what must never be seen.
drop view purchase_session_overview;
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
  left join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id;
