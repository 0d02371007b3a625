-- What comes over from the predecessor's database keeps its old ids, numbers, codes and history.

-- Which row of ours an old row became. `source` names the old installation, so that two may come into one chain.
create table imported_records (
  venue_id bigint not null references venues,
  source text not null,
  kind text not null check (kind in ('user', 'game', 'package', 'purchase', 'invoice', 'session')),
  old_id bigint not null,
  new_id bigint not null,
  primary key (venue_id, kind, old_id, source)
);
create index imported_records_by_new_id on imported_records (venue_id, kind, new_id);

-- The old system's own events, scans and audit, as it wrote them. Ours begin with the import.
create table imported_history (
  venue_id bigint not null references venues,
  source text not null,
  kind text not null check (kind in ('session_event', 'invoice_scan', 'invoice_audit')),
  old_id bigint not null,
  invoice_id bigint,
  session_id bigint,
  at timestamptz(3),
  type text not null,
  message text,
  details jsonb not null default '{}',
  primary key (venue_id, source, kind, old_id)
);
create index imported_history_by_invoice on imported_history (venue_id, invoice_id, at);
create index imported_history_by_session on imported_history (venue_id, session_id, at);
create trigger append_only before update or delete on imported_history
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on imported_history execute function refuse_change_of_history();

-- The number that an invoice of ours bears.
create function invoice_number(year integer, sequence integer) returns text
  language sql immutable as $$ select year::text || '-' || lpad(sequence::text, greatest(5, length(sequence::text)), '0') $$;

-- An old invoice keeps its number, which has no year and sequence of ours, and its code, which has another shape.
alter table invoices alter column number drop expression;
alter table invoices
  alter column number set not null,
  alter column year drop not null,
  alter column sequence drop not null,
  drop constraint invoices_validation_code_check,
  add constraint invoices_number_check check (
    (year is null) = (sequence is null) and length(number) between 1 and 60 and (year is null
      or number = invoice_number(year, sequence))),
  add constraint invoices_validation_code_check check (
    validation_code ~ '^[0-9A-HJKMNP-TV-Z]{16}$' or (year is null and length(validation_code) between 4 and 120)),
  add constraint invoices_venue_id_number_key unique (venue_id, number);

-- Numbers of the old system may have letters, and people write them as they like. Ours cost nothing here.
create index old_invoice_numbers on invoices (venue_id, lower(number)) where year is null;

-- Where our own numbering of a year begins, when old numbers of the same shape came before it.
alter table invoice_counters add column first_number integer not null default 1 check (first_number > 0);
alter table invoice_counters drop constraint invoice_counters_last_number_check,
  add constraint invoice_counters_last_number_check check (last_number >= first_number - 1);

-- How an old code may reach the scan field: the code itself without what scanners and people get wrong, or the text
-- of its old QR (as the hexadecimal SHA-256 of it).
create table old_codes (
  venue_id bigint not null,
  key text not null,
  invoice_id bigint not null,
  primary key (venue_id, key),
  foreign key (venue_id, invoice_id) references invoices
);

-- A session as the old system left it: paused, with the time that it had counted.
alter table session_events drop constraint session_events_type_check,
  add constraint session_events_type_check check (type in ('created', 'imported', 'started', 'paused', 'outage',
    'resumed', 'extended', 'low_time', 'completed', 'force_completed', 'terminated', 'expired'));

-- How an old purchase was paid is not known here.
alter table payments drop constraint payments_method_check,
  add constraint payments_method_check check (method in ('cash', 'mobile_money', 'unknown'));

-- Whether anybody still signs in with a password of the old system: then every sign-in takes as long as theirs.
create index old_passwords on credentials (user_id) where password like '$2%';
