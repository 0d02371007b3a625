-- Friends who come together: one payment for all of them, a purchase, an invoice and a session for each.

create table sale_groups (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  method text not null check (method in ('cash', 'mobile_money')),
  amount bigint not null check (amount between 0 and 1000000000000),
  tendered bigint check (tendered >= amount),
  change bigint check (change = tendered - amount),
  paid_at timestamptz(3) not null,
  paid_by bigint references users,
  primary key (venue_id, id)
);
create trigger append_only before update or delete on sale_groups
  for each row execute function refuse_change_of_history();
create trigger append_only_truncate before truncate on sale_groups execute function refuse_change_of_history();

alter table purchases add column group_id bigint,
  add foreign key (venue_id, group_id) references sale_groups;
create index purchases_by_group on purchases (venue_id, group_id, id) where group_id is not null;
