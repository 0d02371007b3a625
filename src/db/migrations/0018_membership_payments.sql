-- A membership's fee is money of a shift like every other: it belongs to the clerk who took it, whatever it was paid by.

create table membership_payments (
  id bigint generated always as identity,
  venue_id bigint not null,
  player_membership_id bigint not null,
  shift_id bigint not null,
  method text not null check (method in ('cash', 'mobile_money')),
  amount bigint not null check (amount between 1 and 1000000000),
  tendered bigint check (tendered between amount and 1000000000),
  change bigint check (change = tendered - amount),
  reference text check (length(reference) between 1 and 120),
  received_at timestamptz(3) not null,
  received_by bigint,
  primary key (venue_id, id),
  foreign key (venue_id, player_membership_id) references player_memberships,
  foreign key (venue_id, shift_id) references shifts,
  foreign key (venue_id, received_by) references users (venue_id, id),
  constraint membership_is_paid_once unique (venue_id, player_membership_id),
  check (num_nonnulls(tendered, change) = case method when 'cash' then 2 else 0 end),
  check (method = 'mobile_money' or reference is null)
);
create index membership_payments_by_shift on membership_payments (venue_id, shift_id);
create index membership_payments_by_time on membership_payments (venue_id, received_at);
create trigger append_only before update or delete on membership_payments
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on membership_payments
  execute function refuse_change_of_history();

-- Everything that a shift answers for, whatever it was for: its report, its closing and the takings add up this.
create view till_entries as
  select venue_id, shift_id, 'sale' as source, id, purchase_id, kind, method, amount, received_at as at from payments
  union all
  select venue_id, shift_id, 'membership', id, null, 'payment', method, amount, received_at from membership_payments
  union all
  select venue_id, shift_id, 'movement', id, null, kind, 'cash', amount, at from cash_movements;
