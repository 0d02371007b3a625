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
