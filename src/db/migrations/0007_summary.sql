-- The summary of the day reads a day or two out of years: by these it finds them.

create index payments_by_time on payments (venue_id, received_at);
create index session_runs_by_time on session_runs (venue_id, started_at);
-- One row a session that a power cut paused: few, among millions of other events.
create index session_outages_by_time on session_events (venue_id, recorded_at) where type = 'outage';
-- The operator may archive what closed a day ago, and it still belongs to yesterday.
create index archived_sessions_by_time on archived_sessions (venue_id, completed_at);
