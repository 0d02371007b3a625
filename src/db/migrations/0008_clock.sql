-- The same clock; but a function of PL/pgSQL keeps its plan, where one of SQL was planned anew at every call before
-- PostgreSQL 18, six times for a scan.
create or replace function clock_now() returns timestamptz language plpgsql volatile as $$
begin
  return greatest(machine_clock(), (select high_water_at from clock_watch));
end $$;

create or replace function heartbeat_is_overdue() returns boolean language plpgsql volatile as $$
begin
  return (select stopped_at is null
      and coalesce((select max(beat_at) from node_heartbeats) < clock_now() - interval '10 seconds', false)
    from clock_watch);
end $$;
