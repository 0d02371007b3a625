-- The audit log sealed by a chain of hashes: an entry that is edited, removed, inserted or reordered later no longer
-- fits its seal. Sealing happens off the hot path: an entry waits in a queue, and a scheduled job seals what waits.

-- The same as before in a tenth of the time: a double holds milliseconds exactly for the next two hundred thousand years.
create or replace function milliseconds_between(earlier timestamptz, later timestamptz) returns bigint
  language sql immutable as $$ select round(date_part('epoch', later - earlier) * 1000)::bigint $$;

create table audit_entries_to_seal (
  venue_id bigint not null,
  audit_entry_id bigint not null,
  primary key (venue_id, audit_entry_id)
);
insert into audit_entries_to_seal select venue_id, id from audit_entries;

create function queue_for_sealing() returns trigger language plpgsql as $$
begin
  insert into audit_entries_to_seal values (new.venue_id, new.id);
  return null;
end $$;
create trigger queue_for_sealing after insert on audit_entries for each row execute function queue_for_sealing();

-- One row an entry, in the order of sealing, which is not always that of the ids: a transaction may commit late.
create table audit_seals (
  venue_id bigint not null references venues,
  position bigint not null check (position > 0),
  audit_entry_id bigint not null,
  hash bytea not null check (length(hash) = 32),
  sealed_at timestamptz(3) not null,
  primary key (venue_id, position),
  unique (venue_id, audit_entry_id)
);
create trigger append_only before update or delete on audit_seals
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on audit_seals execute function refuse_change_of_history();

-- Everything an entry says, as one text that is always written the same, whatever the time zone of who reads it.
create function audit_entry_text(entry audit_entries) returns text
  language sql stable as $$
    select row(entry.venue_id, entry.id, milliseconds_between('epoch', entry.at), entry.action, entry.subject,
      entry.subject_id, entry.details, entry.actor_id, entry.api_key_id)::text $$;

-- The hash of an entry: it covers the hash before it, and by that everything before.
create function seal_hash(previous bytea, entry audit_entries) returns bytea
  language sql stable as $$
    select sha256(coalesce(previous, decode(repeat('00', 32), 'hex')) || convert_to(audit_entry_text(entry), 'UTF8')) $$;

-- Seals at most so many waiting entries of a venue, one caller at a time. Answers how many.
create function seal_audit(of_venue bigint, at_most integer) returns integer language plpgsql as $$
declare
  previous bytea;
  last_position bigint;
  sealed integer := 0;
  entry audit_entries;
begin
  perform pg_advisory_xact_lock(4720004, of_venue::integer);
  select position, hash into last_position, previous
    from audit_seals where venue_id = of_venue order by position desc limit 1;
  for entry in
    select e.* from audit_entries_to_seal w join audit_entries e on e.venue_id = w.venue_id and e.id = w.audit_entry_id
    where w.venue_id = of_venue order by w.audit_entry_id limit at_most
  loop
    sealed := sealed + 1;
    previous := seal_hash(previous, entry);
    insert into audit_seals values (of_venue, coalesce(last_position, 0) + sealed, entry.id, previous, clock_now());
    delete from audit_entries_to_seal where venue_id = of_venue and audit_entry_id = entry.id;
  end loop;
  return sealed;
end $$;

-- What does not fit the chain. Empty when the audit log is as it was written.
create view audit_faults as
  select s.venue_id, s.position, s.audit_entry_id,
    case when e.id is null then 'removed' else 'edited' end as fault
  from (select *, lag(hash) over w as previous from audit_seals window w as (partition by venue_id order by position)) s
  left join audit_entries e on e.venue_id = s.venue_id and e.id = s.audit_entry_id
  where e.id is null or s.hash <> seal_hash(s.previous, e)
  union all
  select e.venue_id, null, e.id, 'inserted'
  from audit_entries e
  where not exists (select from audit_seals s where s.venue_id = e.venue_id and s.audit_entry_id = e.id)
    and not exists (select from audit_entries_to_seal w where w.venue_id = e.venue_id and w.audit_entry_id = e.id)
  union all
  select venue_id, position, audit_entry_id, 'seal missing'
  from (select *, lag(position, 1, 0::bigint) over (partition by venue_id order by position) as before from audit_seals) g
  where position <> before + 1;
