-- The till: whoever takes money has counted what lay in it first, and counts it again before going home.

create table tills (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 40),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id)
);
create unique index tills_by_name on tills (venue_id, lower(name));

-- One clerk's time at one till. Cash is in minor units of the venue's currency. Origin 'before' is for money that was
-- taken before there were shifts, here or in the old system: nobody counted it.
create table shifts (
  id bigint generated always as identity,
  venue_id bigint not null,
  till_id bigint not null,
  origin text not null default 'counter' check (origin in ('counter', 'before')),
  opened_at timestamptz(3) not null,
  opened_by bigint,
  opening_cash bigint not null check (opening_cash between 0 and 1000000000),
  closed_at timestamptz(3) check (closed_at >= opened_at),
  closed_by bigint,
  counted_cash bigint check (counted_cash between 0 and 1000000000),
  expected_cash bigint,
  -- How many pieces of each note and coin were counted: {"1000": 3}.
  counts jsonb check (jsonb_typeof(counts) = 'object'),
  note text check (length(note) between 1 and 300),
  handed_over_from bigint,
  primary key (venue_id, id),
  foreign key (venue_id, till_id) references tills,
  foreign key (venue_id, opened_by) references users (venue_id, id),
  foreign key (venue_id, closed_by) references users (venue_id, id),
  foreign key (venue_id, handed_over_from) references shifts,
  unique (venue_id, handed_over_from),
  check (case origin
    when 'before' then closed_at is not null and counted_cash is null and expected_cash is null
    else (closed_at is null) = (counted_cash is null) and (closed_at is null) = (expected_cash is null) end),
  check (closed_at is not null or (closed_by is null and counts is null and note is null))
);
create unique index one_open_shift_a_till on shifts (venue_id, till_id) where closed_at is null;
create unique index one_shift_before on shifts (venue_id) where origin = 'before';
create index shifts_by_closing on shifts (venue_id, closed_at);

create trigger append_only before update on shifts
  for each row when (old.closed_at is not null) execute function refuse_change_of_history();
create trigger append_only_delete before delete on shifts
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on shifts execute function refuse_change_of_history();

-- Cash that goes into a till or out of it without a sale.
create table cash_movements (
  id bigint generated always as identity,
  venue_id bigint not null,
  shift_id bigint not null,
  kind text not null check (kind in ('in', 'out')),
  amount bigint not null check (amount between 1 and 1000000000),
  reason text not null check (length(reason) between 3 and 300),
  at timestamptz(3) not null,
  by bigint,
  primary key (venue_id, id),
  foreign key (venue_id, shift_id) references shifts,
  foreign key (venue_id, by) references users (venue_id, id)
);
create index cash_movements_by_shift on cash_movements (venue_id, shift_id, id);
create index cash_movements_by_time on cash_movements (venue_id, at);
create trigger append_only before update or delete on cash_movements
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on cash_movements execute function refuse_change_of_history();

-- Every payment and refund belongs to a shift; those of before to one that nobody counted.
insert into tills (venue_id, name) select id, 'Caisse 1' from venues;
insert into shifts (venue_id, till_id, origin, opened_at, opening_cash, closed_at)
  select p.venue_id, t.id, 'before', p.first_at, 0, greatest(p.last_at, clock_now())
  from (select venue_id, min(received_at) as first_at, max(received_at) as last_at from payments group by venue_id) p
  join tills t on t.venue_id = p.venue_id;
alter table payments add column shift_id bigint;
update payments p set shift_id = s.id from shifts s where s.venue_id = p.venue_id;
alter table payments
  alter column shift_id set not null,
  add foreign key (venue_id, shift_id) references shifts;
create index payments_by_shift on payments (venue_id, shift_id);

-- A clerk pays back more than this only with an administrator's PIN; null asks nobody.
alter table venues add column refund_approval_above bigint check (refund_approval_above between 0 and 1000000000);

-- The PINs by which administrators approve at somebody else's screen. Tries are counted before they are made.
create table approval_pins (
  venue_id bigint not null,
  user_id bigint not null,
  hash text not null,
  changed_at timestamptz(3) not null,
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz(3) not null,
  primary key (venue_id, user_id),
  foreign key (venue_id, user_id) references users (venue_id, id)
);

-- What leaves the till is read from here for a period: a few rows among millions.
create index audit_entries_of_losses on audit_entries (venue_id, at)
  where action in ('purchase.cancel', 'purchase.refund', 'purchase.refund_not_approved');
create index session_gifts_by_time on session_events (venue_id, recorded_at)
  where type in ('extended', 'force_completed');
