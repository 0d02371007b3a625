-- A membership that was sold by mistake is paid back whole and counts as never given; another may begin the same day.

alter table player_memberships
  add column refunded_at timestamptz(3),
  drop constraint one_membership_at_a_time,
  add constraint one_membership_at_a_time exclude using gist (
    int8range(venue_id, venue_id, '[]') with &&,
    int8range(player_id, player_id, '[]') with &&,
    daterange(from_day, until_day, '[]') with &&) where (refunded_at is null);

alter table membership_payments
  add column kind text not null default 'payment' check (kind in ('payment', 'refund')),
  drop constraint membership_is_paid_once,
  add constraint membership_is_paid_once unique (venue_id, player_membership_id, kind),
  drop constraint membership_payments_check2,
  add check (num_nonnulls(tendered, change) = case when kind = 'payment' and method = 'cash' then 2 else 0 end);
alter table membership_payments alter column kind drop default;

create or replace view till_entries as
  select venue_id, shift_id, 'sale' as source, id, purchase_id, kind, method, amount, received_at as at from payments
  union all
  select venue_id, shift_id, 'membership', id, null, kind, method, amount, received_at from membership_payments
  union all
  select venue_id, shift_id, 'movement', id, null, kind, 'cash', amount, at from cash_movements;
