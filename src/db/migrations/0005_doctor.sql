-- Work that comes back by the clock, and what the doctor found when it last looked.

-- One row a job for all nodes: whoever claims a job that is due does it; a claim that ran out was a crash.
create table scheduled_jobs (
  name text primary key,
  due_at timestamptz(3) not null,
  claimed_by text,
  claimed_until timestamptz(3),
  last_started_at timestamptz(3),
  last_ended_at timestamptz(3),
  -- What went wrong the last time; null when it went well.
  last_error text,
  -- How often it went wrong since it last went well: the more often, the later it is tried again.
  failures integer not null default 0 check (failures >= 0),
  check ((last_error is null) = (failures = 0)),
  check ((claimed_by is null) = (claimed_until is null))
);

create table check_results (
  venue_id bigint not null references venues,
  name text not null,
  found bigint not null check (found >= 0),
  -- Since when there has been something to find; null while there is nothing.
  found_since timestamptz(3),
  alerted_at timestamptz(3),
  checked_at timestamptz(3) not null,
  primary key (venue_id, name),
  check ((found_since is null) = (found = 0)),
  check (alerted_at is null or found > 0)
);

-- What a person has looked at and decided to live with, as a gap in the invoice numbers: the doctor leaves it out.
create table acknowledged_findings (
  venue_id bigint not null references venues,
  name text not null,
  key text not null check (length(key) between 1 and 120),
  reason text not null check (length(reason) between 3 and 300),
  acknowledged_at timestamptz(3) not null,
  acknowledged_by bigint references users,
  primary key (venue_id, name, key)
);

-- The doctor writes a session's row anew from its events, whatever somebody has made of the row by hand: that is no
-- transition. Nobody else sets this.
create or replace function refuse_unknown_transition() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'play_sessions' and current_setting('gamezone.rebuild', true) = 'on' then return new; end if;
  raise exception '% refuses %', tg_table_name, tg_argv[0] using errcode = 'check_violation';
end $$;
