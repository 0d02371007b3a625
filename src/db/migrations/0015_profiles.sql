-- Who a player is beyond the account: what they agreed that the venue keeps, and what they did there.

alter table venues
  add column minor_age smallint not null default 18 check (minor_age between 5 and 25),
  add column minors_from time(0),
  add column minors_until time(0),
  add constraint minors_hours_are_whole check ((minors_from is null) = (minors_until is null)),
  add constraint minors_hours_are_some check (minors_from <> minors_until);

-- Photo and date of birth are kept with the player's consent only.
create table player_profiles (
  venue_id bigint not null references venues,
  player_id bigint not null,
  birth_date date check (birth_date between '1900-01-01' and '2199-12-31'),
  consented_at timestamptz(3),
  consented_by bigint references users,
  notes text not null default '' check (length(notes) <= 1000),
  guardian_phone text check (guardian_phone ~ '^\+?[0-9 ]{4,24}$'),
  primary key (venue_id, player_id),
  -- What a photo refers to: it cannot outlive the consent.
  unique (venue_id, player_id, consented_at),
  foreign key (venue_id, player_id) references users (venue_id, id),
  constraint birth_date_by_consent check (birth_date is null or consented_at is not null),
  constraint consent_was_noted_by_somebody check (consented_by is null or consented_at is not null)
);

create table player_photos (
  venue_id bigint not null references venues,
  player_id bigint not null,
  consented_at timestamptz(3) not null,
  image bytea not null check (length(image) between 1 and 200 * 1024),
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  updated_at timestamptz(3) not null default clock_now(),
  primary key (venue_id, player_id),
  foreign key (venue_id, player_id, consented_at) references player_profiles (venue_id, player_id, consented_at)
);

-- A warning and a ban stand until somebody lifts them; a suspension also ends by itself, and nothing ticks for it.
create table sanctions (
  id bigint generated always as identity,
  venue_id bigint not null references venues,
  player_id bigint not null,
  kind text not null check (kind in ('warning', 'suspension', 'ban')),
  reason text not null check (length(reason) between 3 and 300),
  given_at timestamptz(3) not null,
  given_by bigint references users,
  until timestamptz(3) check (until > given_at and until <= given_at + interval '10 years'),
  lifted_at timestamptz(3) check (lifted_at >= given_at),
  lifted_by bigint references users,
  lift_reason text check (length(lift_reason) between 3 and 300),
  primary key (venue_id, id),
  foreign key (venue_id, player_id) references users (venue_id, id),
  constraint only_a_suspension_ends check ((kind = 'suspension') = (until is not null)),
  constraint lifting_is_whole check ((lifted_at is null) = (lift_reason is null)
    and (lifted_by is null or lifted_at is not null))
);
create unique index one_ban_in_force on sanctions (venue_id, player_id) where kind = 'ban' and lifted_at is null;
create index sanctions_by_player on sanctions (venue_id, player_id, id);

-- What was done to somebody stays: a sanction is lifted once, and otherwise never changed.
create function refuse_sanction_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.lifted_at is not null
    or (old.venue_id, old.id, old.player_id, old.kind, old.reason, old.given_at, old.given_by, old.until)
      is distinct from (new.venue_id, new.id, new.player_id, new.kind, new.reason, new.given_at, new.given_by, new.until)
  then
    raise exception 'A sanction can only be lifted, once.';
  end if;
  return new;
end $$;
create trigger sanctions_stay before update or delete on sanctions
  for each row execute function refuse_sanction_change();

-- What decides whether a player may play, as the core reads it.
create function player_standing(of_venue bigint, of_player bigint) returns jsonb
  language sql stable as $$
    select jsonb_build_object(
      'sanctions', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'reason', s.reason,
          'givenAt', s.given_at, 'until', s.until) order by s.id)
        from sanctions s
        where s.venue_id = of_venue and s.player_id = of_player and s.lifted_at is null), '[]'),
      'birthDate', (select birth_date from player_profiles where venue_id = of_venue and player_id = of_player),
      'minorAge', v.minor_age, 'minorsFrom', to_char(v.minors_from, 'HH24:MI'),
      'minorsUntil', to_char(v.minors_until, 'HH24:MI'), 'timeZone', v.time_zone)
    from venues v where v.id = of_venue $$;

-- The same for what lets somebody play: whoever sanctions a player holds the row FOR UPDATE, so that one of the two is
-- first. Volatile, so that what is read after the wait is as of then and not as of the statement's beginning.
create function hold_player_standing(of_venue bigint, of_player bigint) returns jsonb
  language plpgsql volatile as $$
begin
  perform from users where venue_id = of_venue and id = of_player for key share;
  return player_standing(of_venue, of_player);
end $$;

alter table invoice_scans
  drop constraint invoice_scans_outcome_check,
  add constraint invoice_scans_outcome_check check (outcome in ('activated', 'invalid_code', 'already_active',
    'already_used', 'expired', 'cancelled', 'refunded', 'rate_limited', 'pass_not_yet',
    'player_suspended', 'player_banned'));
