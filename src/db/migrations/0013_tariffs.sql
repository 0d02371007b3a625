-- Tariffs: packages of three kinds, prices by the calendar, surcharges, memberships; and on every sale what it was
-- priced by, so that a price that changes later never changes what was sold.
-- A window is the hours from window_from until window_until of the venue's clock, past midnight where it ends no later
-- than it begins (the same time twice: 24 hours); its days are those on which it begins, 1 Monday to 7 Sunday (ISO 8601).

create function is_window(starts time, ends time, days smallint[], on_holidays text) returns boolean
  language sql immutable as $$
    select starts is not null and ends is not null and days is not null and on_holidays is not null
      and date_trunc('minute', starts::interval) = starts::interval and starts < time '24:00'
      and date_trunc('minute', ends::interval) = ends::interval and ends < time '24:00'
      and cardinality(days) between 1 and 7 and days <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]
      and on_holidays in ('as_usual', 'also', 'never') $$;

-- ── What a place costs more ─────────────────────────────────────────────────────────────────────────────────

alter table zones add column surcharge_per_hour bigint not null default 0
  check (surcharge_per_hour between 0 and 1000000000);
-- For each controller after the first, which is included.
alter table venues add column controller_surcharge_per_hour bigint not null default 0
  check (controller_surcharge_per_hour between 0 and 1000000000);

-- ── Packages ────────────────────────────────────────────────────────────────────────────────────────────────

-- fixed: so many minutes at a price. pass: play until a window ends, whose length the minutes are. open: played first
-- and paid after, at a price an hour, for every step begun, within a minimum and a ceiling; it closes after the minutes.
alter table packages
  add column kind text not null default 'fixed' check (kind in ('fixed', 'pass', 'open')),
  add column window_from time,
  add column window_until time,
  add column window_days smallint[],
  add column window_on_holidays text,
  add column step_minutes smallint,
  add column minimum_price bigint,
  add column ceiling_price bigint,
  add constraint pass_has_a_window check (
    case when kind = 'pass' then is_window(window_from, window_until, window_days, window_on_holidays)
      else num_nonnulls(window_from, window_until, window_days, window_on_holidays) = 0 end),
  add constraint minutes_of_a_pass_are_its_window check (
    kind <> 'pass' or minutes =
      extract(epoch from window_until - window_from) / 60 + case when window_until > window_from then 0 else 1440 end),
  add constraint open_play_has_a_rule check (
    case when kind = 'open' then num_nonnulls(step_minutes, minimum_price) = 2 and step_minutes between 1 and 60
        and minimum_price between 0 and 1000000000
        and (ceiling_price is null or ceiling_price between minimum_price and 1000000000)
      else num_nonnulls(step_minutes, minimum_price, ceiling_price) = 0 end);

-- ── The calendar ────────────────────────────────────────────────────────────────────────────────────────────

create table public_holidays (
  venue_id bigint not null references venues,
  day date not null,
  name text not null check (length(name) between 1 and 80),
  primary key (venue_id, day)
);

-- In its window the price of every package, or of one, is so many percent lower or higher, or another one.
create table calendar_prices (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 60),
  package_id bigint,
  window_from time not null,
  window_until time not null,
  window_days smallint[] not null,
  window_on_holidays text not null,
  date_from date,
  date_until date,
  percent smallint check (percent between -90 and 200 and percent <> 0),
  price bigint check (price between 0 and 1000000000),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id),
  foreign key (venue_id, package_id) references packages,
  check (is_window(window_from, window_until, window_days, window_on_holidays)),
  check (date_from <= date_until),
  check (num_nonnulls(percent, price) = 1),
  -- One price for packages of one minute and of five hours is nothing that anybody means.
  check (price is null or package_id is not null)
);
create unique index calendar_prices_by_name on calendar_prices (venue_id, lower(name));
create index calendar_prices_of_package on calendar_prices (venue_id, package_id);

-- ── Memberships ─────────────────────────────────────────────────────────────────────────────────────────────

create table memberships (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  name text not null check (length(name) between 1 and 60),
  -- Of a month.
  price bigint not null check (price between 0 and 1000000000),
  discount_percent smallint not null check (discount_percent between 0 and 100),
  minutes_a_month integer not null check (minutes_a_month between 0 and 44640),
  active boolean not null default true,
  created_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, id)
);
create unique index memberships_by_name on memberships (venue_id, lower(name));

-- What a member was promised is copied here: a later change of the membership counts for those who join after it.
-- A player has one at a time. (Ranges of one number each make GiST compare ids without another extension.)
create table player_memberships (
  id bigint generated always as identity,
  venue_id bigint not null,
  player_id bigint not null,
  membership_id bigint not null,
  name text not null,
  price bigint not null check (price between 0 and 1000000000),
  discount_percent smallint not null check (discount_percent between 0 and 100),
  minutes_a_month integer not null check (minutes_a_month between 0 and 44640),
  from_day date not null,
  until_day date not null,
  created_at timestamptz(3) not null default clock_now(),
  created_by bigint references users,
  primary key (venue_id, id),
  foreign key (venue_id, player_id) references users (venue_id, id),
  foreign key (venue_id, membership_id) references memberships,
  check (from_day <= until_day),
  constraint one_membership_at_a_time exclude using gist (
    int8range(venue_id, venue_id, '[]') with &&,
    int8range(player_id, player_id, '[]') with &&,
    daterange(from_day, until_day, '[]') with &&)
);
create index player_memberships_by_player on player_memberships (venue_id, player_id, until_day);

-- ── What was sold ───────────────────────────────────────────────────────────────────────────────────────────

create function sum_of_price_lines(lines jsonb) returns bigint
  language sql immutable as $$
    select coalesce(sum((line ->> 'amount')::bigint), 0)::bigint from jsonb_array_elements(lines) as line $$;

-- terms: the tariff as it was when it was sold, with everything that its price needs (src/core/pricing.ts); null, as
-- the lines are none, for what was sold before there were tariffs. A pass is sold for one window, the running one or the
-- next.
alter table purchases
  add column kind text not null default 'fixed' check (kind in ('fixed', 'pass', 'open')),
  add column terms jsonb check (jsonb_typeof(terms) = 'object'),
  add column price_lines jsonb not null default '[]' check (jsonb_typeof(price_lines) = 'array'),
  add column zone_id bigint,
  add column controllers smallint not null default 1 check (controllers between 1 and 8),
  add column pass_from timestamptz(3),
  add column pass_until timestamptz(3),
  add column player_membership_id bigint,
  -- Of the membership's minutes of the month, so many were played for.
  add column membership_minutes integer not null default 0 check (membership_minutes between 0 and 1440),
  -- The terms keep the name of a zone that is no more.
  add foreign key (venue_id, zone_id) references zones on delete set null (zone_id),
  add foreign key (venue_id, player_membership_id) references player_memberships,
  add constraint pass_is_for_a_window check (
    num_nonnulls(pass_from, pass_until) = case when kind = 'pass' then 2 else 0 end
      and pass_from < pass_until and pass_until <= pass_from + interval '24 hours'),
  add constraint membership_is_named check (membership_minutes = 0 or player_membership_id is not null),
  add constraint price_lines_add_up check (price_lines = '[]' or sum_of_price_lines(price_lines) = price);
create index purchases_of_membership on purchases (venue_id, player_membership_id, created_at)
  where player_membership_id is not null;
