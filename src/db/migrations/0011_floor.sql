-- The floor: stations stand in zones, at a place on the map, and a session may move from one to another.

create table zones (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 40),
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id)
);
create unique index zones_by_name on zones (venue_id, lower(name));

-- A place is a square of the map, counted from its top left. What is out of service stands nowhere.
alter table stations
  add column zone_id bigint,
  add column kind text not null default 'computer' check (kind in ('computer', 'console')),
  add column controllers smallint not null default 0 check (controllers between 0 and 8),
  add column fault text check (length(fault) between 1 and 120),
  add column place_x smallint check (place_x between 0 and 15),
  add column place_y smallint check (place_y between 0 and 63),
  add foreign key (venue_id, zone_id) references zones;

update stations s set place_x = (p.position - 1) % 8, place_y = (p.position - 1) / 8
  from (select venue_id, id, row_number() over (partition by venue_id order by id) as position
    from stations where active) p
  where s.venue_id = p.venue_id and s.id = p.id and p.position <= 8 * 64;

-- Judged at the commit, so that stations may change places. (Only a venue of more than 512 had some left over above.)
alter table stations
  add constraint one_station_a_place unique (venue_id, place_x, place_y) deferrable initially deferred,
  add constraint place_is_whole check ((place_x is null) = (place_y is null)),
  add constraint nowhere_when_out_of_service check (active or place_x is null);

-- Where a session went on: told by the events that seat it.
alter table session_events add column station_id bigint,
  drop constraint session_events_type_check,
  add constraint session_events_type_check check (type in ('created', 'imported', 'started', 'paused', 'outage',
    'resumed', 'extended', 'moved', 'low_time', 'completed', 'force_completed', 'terminated', 'expired'));

create or replace view all_session_events as
  select venue_id, session_id, number, type, at, recorded_at, duration_ms, reason, actor_id, api_key_id, station_id
  from session_events
  union all
  select a.venue_id, a.id, e.number, e.type, e.at, e.recorded_at, e.duration_ms, e.reason, e.actor_id, e.api_key_id,
    e.station_id
  from archived_sessions a, jsonb_to_recordset(a.history -> 'events') as e(number integer, type text, at timestamptz,
    recorded_at timestamptz, duration_ms bigint, reason text, actor_id bigint, api_key_id bigint, station_id bigint);

-- Who is seated at a station next: the map shows it as reserved.
create index ready_sessions_by_station on play_sessions (venue_id, station_id)
  where status = 'ready' and station_id is not null;
