-- Settings in the product: what an invoice says of the centre, when it is open, and what each person may do.

alter table venues
  add column phone text not null default '' check (length(phone) <= 60),
  -- In the West African franc zone: IFU or NCC, and RCCM.
  add column tax_number text not null default '' check (length(tax_number) <= 40),
  add column trade_register text not null default '' check (length(trade_register) <= 40),
  -- Counts the changes of the settings: whoever saves says which state they had read.
  add column version integer not null default 1 check (version >= 1),
  -- When its owner ended the first steps; until then they are shown.
  add column set_up_at timestamptz(3),
  add constraint venues_currency_key unique (id, currency);

-- A centre that worked before there were first steps needs none.
update venues set set_up_at = clock_now()
  where exists (select from packages p where p.venue_id = venues.id)
    and exists (select from stations s where s.venue_id = venues.id);

-- All sales of a venue are in its currency: neither can a sale be in another, nor can it change after the first.
-- (Not asked of what was sold before: a database that somebody altered by hand must still start.)
alter table purchases
  drop constraint purchases_venue_id_fkey,
  add constraint purchases_in_currency_of_venue foreign key (venue_id, currency) references venues (id, currency)
    not valid;

create table venue_logos (
  venue_id bigint primary key references venues,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  image bytea not null check (length(image) between 1 and 200000)
);

-- Days as in ISO 8601: 1 is Monday. What closes before it opens closes on the next day.
create table opening_hours (
  venue_id bigint not null references venues,
  day smallint not null check (day between 1 and 7),
  opens time(0) not null check (opens < '24:00'),
  closes time(0) not null,
  primary key (venue_id, day, opens),
  check (opens <> closes),
  constraint opening_hours_apart exclude using gist (
    int8range(venue_id, venue_id, '[]') with &&,
    int4range(
      (day * 86400 + extract(epoch from opens))::integer,
      (day * 86400 + extract(epoch from closes) + case when closes < opens then 86400 else 0 end)::integer
    ) with &&)
);

-- Only where a person differs from their role.
create function are_permissions(names text[]) returns boolean language sql immutable as $$
  select names <@ array['refund', 'cancel_purchase', 'extend_for_free', 'terminate', 'force_complete', 'record_cash',
    'manage_players', 'sanction_players', 'use_doctor', 'see_reports', 'see_audit', 'manage_catalogue',
    'manage_stations', 'change_settings', 'manage_staff']
$$;
alter table users
  add column granted_permissions text[] not null default '{}' check (are_permissions(granted_permissions)),
  add column withheld_permissions text[] not null default '{}' check (are_permissions(withheld_permissions)),
  add constraint permission_is_granted_or_withheld check (not granted_permissions && withheld_permissions),
  add constraint permissions_are_of_staff
    check (role <> 'player' or (granted_permissions = '{}' and withheld_permissions = '{}'));
