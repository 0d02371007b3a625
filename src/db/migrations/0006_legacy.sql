-- The old system's names, for people and scripts that ask by hand: `set search_path = legacy`, and the old guide's own
-- statements run. Everything here is a view of our tables. What may be written goes through the rules, what may not is
-- refused with the command that does it. Messages are French, their hints English.

create schema legacy;

-- ── The forced completion, for those who have SQL only ──────────────────────────────────────────────────────

-- Refuses a statement, in both languages.
create procedure legacy.refuse(french text, english text, sqlstate_of text default '23001') language plpgsql as $$
begin
  raise exception using message = french, hint = english, errcode = sqlstate_of;
end $$;

-- The end of a session uses its invoice up: the row, and the line of its history.
create function legacy.use_up(invoice public.invoices, at timestamptz) returns void
language plpgsql set search_path = public as $$
begin
  update invoices set status = 'used', used_at = use_up.at where venue_id = invoice.venue_id and id = invoice.id;
  insert into invoice_audit_log (venue_id, invoice_id, from_status, to_status, trigger, at)
    values (invoice.venue_id, invoice.id, invoice.status, 'used', 'session_end', use_up.at);
end $$;

-- The same as forceCompleteSession of src/sessions/actions.ts, written out because the views below must do it inside
-- the database; a test compares the two. Answers the event that it recorded.
create function force_complete_session(of_venue bigint, session bigint, reason text) returns session_events
language plpgsql set search_path = public as $$
declare
  invoice invoices;
  before play_sessions;
  event session_events;
  seen_at timestamptz(3);
  instant timestamptz(3);
begin
  if reason is null or length(trim(reason)) not between 3 and 300 then
    call legacy.refuse('Un motif de 3 à 300 caractères est demandé. Rien n’a changé.',
      'A reason of 3 to 300 characters is needed. Nothing changed.', '22023');
  end if;
  select i.* into invoice from invoices i join play_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id
    where s.venue_id = of_venue and s.id = session for update of i;
  select * into before from play_sessions where venue_id = of_venue and id = session for update;
  if not found then
    call legacy.refuse(format('Il n’y a pas de session n° %s en cours ou en attente.', session),
      format('There is no session no. %s that runs or waits.', session), 'P0002');
  end if;
  if heartbeat_is_overdue() then
    call legacy.refuse(
      format('Le serveur ne tourne pas, ou reprend après une interruption. Rien n’a changé. Recommencez dans quelques '
        'secondes, ou sans serveur : gamezone session force-complete %s --reason "…"', session),
      format('The server is not running, or is coming back after an interruption. Nothing changed. Try again in a few '
        'seconds, or without a server: gamezone session force-complete %s --reason "…"', session), '55000');
  end if;
  if before.status = 'ready' then
    call legacy.refuse(
      format('La session n° %1$s n’a pas commencé : on peut l’arrêter, non la terminer. Rien n’a changé. '
        'gamezone session terminate %1$s --reason "…"', session),
      format('Session no. %1$s has not begun: it can be stopped, not completed. Nothing changed. '
        'gamezone session terminate %1$s --reason "…"', session));
  elsif before.status not in ('active', 'paused') then
    call legacy.refuse(
      format('La session n° %s est déjà close (%s, %s). Rien n’a changé.', session, before.status, before.completed_at),
      format('Session no. %s is already closed (%s, %s). Nothing changed.', session, before.status, before.completed_at));
  end if;

  -- The clock is read once the locks are held. Time that is over ended at its deadline; else the rest is written off.
  seen_at := clock_now();
  instant := greatest(seen_at, before.running_since);
  event.venue_id := of_venue;
  event.session_id := session;
  event.number := before.last_event + 1;
  event.recorded_at := seen_at;
  event.reason := force_complete_session.reason;
  if before.ends_at <= instant then
    event.type := 'completed';
    event.at := before.ends_at;
  else
    event.type := 'force_completed';
    event.at := instant;
    event.duration_ms := before.granted_ms - before.used_ms
      - coalesce(milliseconds_between(before.running_since, instant), 0);
  end if;
  update play_sessions set status = 'completed', used_ms = granted_ms,
    written_off_ms = coalesce(event.duration_ms, written_off_ms), running_since = null, ends_at = null,
    low_time_at = null, completed_at = event.at, outage_at = null, last_event = event.number
    where venue_id = of_venue and id = session;
  insert into session_events values (event.*);
  update session_runs set ended_at = event.at
    where venue_id = of_venue and session_id = session and ended_at is null;
  perform pg_notify('gamezone_changes', json_build_object('venueId', of_venue, 'kind', 'session', 'id', session)::text);
  insert into audit_entries (venue_id, at, action, subject, subject_id, details)
    values (of_venue, clock_now(), 'session.force_complete', 'session', session,
      jsonb_build_object('reason', force_complete_session.reason, 'via', 'sql', 'databaseUser', session_user));
  -- An invoice that somebody changed by hand is no reason to keep a customer's session open: it stays as it is.
  if invoice.status = 'active' then perform legacy.use_up(invoice, event.at); end if;
  return event;
end $$;

-- ── How the old system said it ──────────────────────────────────────────────────────────────────────────────

-- "Now", also where the search path names none of our tables.
create function legacy.now_of_gamezone() returns timestamptz
  language sql volatile set search_path = public as $$ select clock_now() $$;

-- A code as it is printed: ours in four groups, an old one as it is.
create function legacy.printed_code(code text) returns text
  language sql immutable as $$
    select case when code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'
      then substr(code, 1, 4) || '-' || substr(code, 5, 4) || '-' || substr(code, 9, 4) || '-' || substr(code, 13)
      else code end $$;

create function legacy.event_type(type text) returns text
  language sql immutable as $$
    select case type
      when 'created' then 'ready' when 'started' then 'start' when 'paused' then 'pause' when 'outage' then 'pause'
      when 'resumed' then 'resume' when 'completed' then 'complete' when 'force_completed' then 'complete'
      when 'expired' then 'expire' when 'terminated' then 'terminate' when 'low_time' then 'warning_low_time'
      else 'admin_action' end $$;

create function legacy.scan_result(outcome text) returns text
  language sql immutable as $$
    select case outcome
      when 'activated' then 'success' when 'already_active' then 'already_used' when 'already_used' then 'already_used'
      when 'cancelled' then 'cancelled' when 'refunded' then 'cancelled' when 'invalid_code' then 'invalid_code'
      when 'expired' then 'expired' else 'error' end $$;

-- ── The views ───────────────────────────────────────────────────────────────────────────────────────────────
-- Keys carry the venue and the old statements name an id alone: going through the venues lets every look-up by id use
-- the index of each of them.

create view legacy.users as
  select u.id, u.username, u.name, u.phone, u.role, u.active, u.created_at, u.updated_at, u.venue_id
  from public.users u;

create view legacy.purchases as
  select p.id, p.player_id as user_id, p.package_id, p.game_name, p.package_name, p.minutes as duration_minutes, p.price,
    p.currency, p.payment_status, coalesce(s.status, 'pending') as session_status, i.id as invoice_id,
    s.id as session_id, p.created_at, p.completed_at as paid_at, p.refunded_at, p.venue_id
  from public.venues v
  join public.purchases p on p.venue_id = v.id
  left join public.invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
  left join public.all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id;

create view legacy.invoices as
  select i.id, i.number as invoice_number, legacy.printed_code(i.validation_code) as validation_code, i.status,
    i.issued_at, i.activated_at, i.used_at, i.expires_at, i.purchase_id, p.player_id as user_id, p.game_name,
    p.package_name, p.minutes as duration_minutes, p.price as amount, p.currency, i.venue_id
  from public.venues v
  join public.invoices i on i.venue_id = v.id
  join public.purchases p on p.venue_id = i.venue_id and p.id = i.purchase_id;

-- Minutes are whole, as they were there; a session is at its total only when its time is over to the millisecond.
create view legacy.active_game_sessions_v2 as
  select s.id, s.invoice_id, p.id as purchase_id, s.player_id as user_id, p.game_name, t.name as station_name, s.status,
    s.total_minutes, m.used_minutes, s.total_minutes - m.used_minutes as remaining_minutes, s.created_at, s.started_at,
    s.completed_at, s.expires_at, s.archived, s.venue_id
  from public.venues v
  join (
    select venue_id, id, invoice_id, player_id, station_id, status, ceil(granted_ms / 60000.0)::integer as total_minutes,
      granted_ms, used_ms, running_since, ends_at, created_at, started_at, completed_at,
      coalesce(ends_at, ready_expires_at) as expires_at, false as archived
    from public.play_sessions
    union all
    select venue_id, id, invoice_id, player_id, station_id, status, ceil(granted_ms / 60000.0)::integer, granted_ms,
      used_ms, null, null, created_at, started_at, completed_at, null, true
    from public.archived_sessions
  ) s on s.venue_id = v.id
  join public.invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
  join public.purchases p on p.venue_id = i.venue_id and p.id = i.purchase_id
  left join public.stations t on t.venue_id = s.venue_id and t.id = s.station_id
  cross join lateral (select case
    when s.status = 'active' and (select legacy.now_of_gamezone()) >= s.ends_at or s.used_ms = s.granted_ms
      then s.total_minutes
    else ((s.used_ms + greatest(0, coalesce(
      public.milliseconds_between(s.running_since, (select legacy.now_of_gamezone())), 0))) / 60000)::integer
    end as used_minutes) m;

create view legacy.session_events as
  select e.number::bigint as id, e.session_id, legacy.event_type(e.type) as event_type, e.reason as event_message,
    e.duration_ms / 60000.0 as minutes, e.actor_id as user_id, e.at as created_at, e.recorded_at, e.type, '{}'::jsonb as details,
    null as source, e.venue_id
  from public.venues v
  join public.session_events e on e.venue_id = v.id
  union all
  select e.number, a.id, legacy.event_type(e.type), e.reason, e.duration_ms / 60000.0, e.actor_id, e.at, e.recorded_at,
    e.type, '{}', 'archive', a.venue_id
  from public.venues v
  join public.archived_sessions a on a.venue_id = v.id
  cross join lateral jsonb_to_recordset(a.history -> 'events') as e
    (number bigint, type text, at timestamptz, recorded_at timestamptz, duration_ms bigint, reason text, actor_id bigint)
  union all
  select h.old_id, h.session_id, h.type, h.message, null, null, h.at, h.at, h.type, h.details, h.source, h.venue_id
  from public.venues v
  join public.imported_history h on h.venue_id = v.id
  where h.kind = 'session_event';

create view legacy.invoice_scans as
  select c.id, c.invoice_id, coalesce(legacy.printed_code(i.validation_code), c.entered) as validation_code,
    legacy.scan_result(c.outcome) as scan_result, c.scanned_at, c.scanned_by, c.address as ip_address,
    c.station_id, c.outcome, '{}'::jsonb as details, null as source, c.venue_id
  from public.venues v
  join public.invoice_scans c on c.venue_id = v.id
  left join public.invoices i on i.venue_id = c.venue_id and i.id = c.invoice_id
  union all
  select h.old_id, h.invoice_id, coalesce(legacy.printed_code(i.validation_code), h.details ->> 'validation_code'), h.type,
    h.at, null, h.details ->> 'ip_address', null, h.type, h.details, h.source, h.venue_id
  from public.venues v
  join public.imported_history h on h.venue_id = v.id
  left join public.invoices i on i.venue_id = h.venue_id and i.id = h.invoice_id
  where h.kind = 'invoice_scan';

create view legacy.invoice_audit_log as
  select l.id, l.invoice_id, l.trigger as action, l.from_status as old_status, l.to_status as new_status,
    l.actor_id as user_id, l.at as created_at, null as message, '{}'::jsonb as details, null as source, l.venue_id
  from public.venues v
  join public.invoice_audit_log l on l.venue_id = v.id
  union all
  select h.old_id, h.invoice_id, h.type, h.details ->> 'old_status', h.details ->> 'new_status', null, h.at, h.message,
    h.details, h.source, h.venue_id
  from public.venues v
  join public.imported_history h on h.venue_id = v.id
  where h.kind = 'invoice_audit';

create view legacy.purchase_session_overview as
  select o.purchase_id, o.player_id as user_id, u.username, o.payment_status,
    coalesce(o.session_status, 'pending') as purchase_session_status, o.invoice_id, o.invoice_number, o.invoice_status,
    o.session_id, o.session_status as actual_session_status, o.sync_status, o.created_at, o.venue_id
  from public.venues v
  join public.purchase_session_overview o on o.venue_id = v.id
  join public.users u on u.id = o.player_id;

create view legacy.session_summary as
  select s.id, s.invoice_id, i.number as invoice_number, s.purchase_id, s.user_id, u.username, s.game_name, s.status,
    s.total_minutes, s.used_minutes, s.remaining_minutes,
    round(100.0 * s.used_minutes / s.total_minutes, 1) as progress_percent, s.started_at, s.completed_at, s.venue_id
  from legacy.active_game_sessions_v2 s
  join public.invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
  join public.users u on u.id = s.user_id;

create view legacy.active_invoices as
  select i.*, u.username from legacy.invoices i join public.users u on u.id = i.user_id
  where i.status in ('pending', 'active');

-- ── What may be written ─────────────────────────────────────────────────────────────────────────────────────

-- Completing a session by hand is a forced completion; every other change of a session has its own command.
create function legacy.update_session() returns trigger language plpgsql set search_path = public as $$
declare
  consequences constant text[] := array['status', 'used_minutes', 'remaining_minutes', 'completed_at'];
  command constant text := format('gamezone session %s %s --reason "…"',
    case when new.status = 'completed' and old.status <> 'ready' then 'force-complete' else 'terminate' end, old.id);
  event session_events;
begin
  if to_jsonb(new) = to_jsonb(old) then return new; end if;
  if old.status in ('completed', 'terminated', 'expired') then
    if new.status = old.status and to_jsonb(new) - 'completed_at' = to_jsonb(old) - 'completed_at' then
      raise notice using message = format('La session n° %s est déjà close depuis le %s : rien n’a changé.',
          old.id, old.completed_at),
        hint = format('Session no. %s has been closed since %s: nothing changed.', old.id, old.completed_at);
      return old;
    end if;
    call legacy.refuse(
      format('La session n° %s est close (%s) et son histoire ne se change pas. Pour la comprendre : gamezone explain '
        'session:%s', old.id, old.status, old.id),
      format('Session no. %s is closed (%s) and its history does not change. To understand it: gamezone explain '
        'session:%s', old.id, old.status, old.id));
  end if;
  if new.status = 'completed' and new.used_minutes in (old.used_minutes, old.total_minutes)
    and to_jsonb(new) - consequences = to_jsonb(old) - consequences
  then
    event := force_complete_session(old.venue_id, old.id, 'SQL : schéma legacy');
    select * into new from legacy.active_game_sessions_v2 where venue_id = old.venue_id and id = old.id;
    raise notice using
      message = format('Session n° %s terminée à %s ; %s min non jouées sont perdues. La facture suit.',
        old.id, event.at, round(coalesce(event.duration_ms, 0) / 60000.0, 1)),
      hint = format('Session no. %s completed at %s; %s min were not played and are lost. The invoice follows.',
        old.id, event.at, round(coalesce(event.duration_ms, 0) / 60000.0, 1));
    return new;
  end if;
  if new.status in ('completed', 'terminated') then
    call legacy.refuse(format('Une session se clôt par les règles. Rien n’a changé. %s', command),
      format('A session is closed by the rules. Nothing changed. %s', command));
  elsif new.status is distinct from old.status then
    call legacy.refuse(
      'Une session démarre, se met en pause et reprend à l’écran de la caisse. Rien n’a changé. Ce qui l’en empêche : '
        || format('gamezone explain session:%s', old.id),
      'A session is started, paused and resumed on the counter’s screen. Nothing changed. What keeps it from that: '
        || format('gamezone explain session:%s', old.id));
  end if;
  call legacy.refuse(
    'Le temps d’une session est calculé, il ne s’écrit pas. Rien n’a changé. Pour donner du temps : « Prolonger » à '
      'l’écran de la caisse. Pour réparer une incohérence : gamezone repair',
    'A session’s time is derived, it cannot be written. Nothing changed. To give time: “Extend” on the counter’s screen. '
      'To repair an inconsistency: gamezone repair');
end $$;
create trigger through_the_rules instead of update on legacy.active_game_sessions_v2
  for each row execute function legacy.update_session();

-- An invoice is used up by the end of its session, and by nothing else.
create function legacy.update_invoice() returns trigger language plpgsql set search_path = public as $$
declare
  consequences constant text[] := array['status', 'used_at'];
  invoice invoices;
  session all_sessions;
begin
  if to_jsonb(new) = to_jsonb(old) then return new; end if;
  if new.status = 'used' and to_jsonb(new) - consequences = to_jsonb(old) - consequences then
    select * into invoice from invoices where venue_id = old.venue_id and id = old.id for update;
    perform from play_sessions where venue_id = old.venue_id and invoice_id = old.id for update;
    select * into session from all_sessions where venue_id = old.venue_id and invoice_id = old.id;
    if invoice.status = 'used' then
      raise notice using
        message = format('La facture %s est déjà utilisée depuis le %s : rien n’a changé.', invoice.number, invoice.used_at),
        hint = format('Invoice %s has been used since %s: nothing changed.', invoice.number, invoice.used_at);
      return old;
    elsif invoice.status = 'active' and session.status in ('ready', 'active', 'paused') then
      call legacy.refuse(
        format('La session n° %s de la facture %s n’est pas close : la facture sera utilisée avec elle. Rien n’a changé. '
          'gamezone session %s %s --reason "…"', session.id, invoice.number,
          case session.status when 'ready' then 'terminate' else 'force-complete' end, session.id),
        format('Session no. %s of invoice %s is not closed: the invoice is used up with it. Nothing changed. '
          'gamezone session %s %s --reason "…"', session.id, invoice.number,
          case session.status when 'ready' then 'terminate' else 'force-complete' end, session.id));
    elsif invoice.status = 'active' and session.id is not null
      and exists (select from purchases p where p.venue_id = invoice.venue_id and p.id = invoice.purchase_id
        and p.payment_status = 'completed')
    then
      perform legacy.use_up(invoice, session.completed_at);
      insert into audit_entries (venue_id, at, action, subject, subject_id, details)
        values (invoice.venue_id, clock_now(), 'invoice.use', 'invoice', invoice.id, jsonb_build_object(
          'reason', 'SQL : schéma legacy', 'sessionId', session.id, 'via', 'sql', 'databaseUser', session_user));
      perform pg_notify('gamezone_changes',
        json_build_object('venueId', invoice.venue_id, 'kind', 'purchase', 'id', invoice.purchase_id)::text);
      select * into new from legacy.invoices where venue_id = old.venue_id and id = old.id;
      return new;
    end if;
  end if;
  call legacy.refuse(
    'Une facture se paie, se scanne, s’annule et se rembourse à l’écran ; une incohérence se répare par : gamezone repair. '
      'Rien n’a changé.',
    'An invoice is paid, scanned, cancelled and refunded on the screen; an inconsistency is repaired by: gamezone repair. '
      'Nothing changed.');
end $$;
create trigger through_the_rules instead of update on legacy.invoices
  for each row execute function legacy.update_invoice();

-- Deleting old closed sessions moves them to the archive; those already there are left alone and not counted.
create function legacy.delete_session() returns trigger language plpgsql set search_path = public as $$
declare
  counter constant text := format('gamezone.archived_by_hand_%s', old.venue_id);
begin
  if old.archived then return null; end if;
  if old.completed_at is null then
    call legacy.refuse(
      format('La session n° %s n’est pas close (%s). Rien n’a été supprimé. Les sessions closes passent à l’archive par : '
        'gamezone purge', old.id, old.status),
      format('Session no. %s is not closed (%s). Nothing was deleted. Closed sessions move to the archive by: '
        'gamezone purge', old.id, old.status));
  elsif old.completed_at >= clock_now() - interval '7 days' then
    call legacy.refuse(
      format('La session n° %s est close depuis moins de 7 jours (%s). Rien n’a été supprimé. Les sessions anciennes '
        'passent à l’archive par : gamezone purge', old.id, old.completed_at),
      format('Session no. %s was closed less than 7 days ago (%s). Nothing was deleted. Old sessions move to the archive '
        'by: gamezone purge', old.id, old.completed_at));
  end if;
  perform from play_sessions where venue_id = old.venue_id and id = old.id for update;
  if not found then return null; end if;
  if not (select may_be_archived(old.status, i.status) from invoices i
      where i.venue_id = old.venue_id and i.id = old.invoice_id) then
    raise notice 'Session n° % : elle contredit sa facture et reste. / It contradicts its invoice and stays: gamezone repair',
      old.id;
    return null;
  end if;
  perform archive_sessions(old.venue_id, array[old.id]);
  perform set_config(counter, (coalesce(nullif(current_setting(counter, true), ''), '0')::bigint + 1)::text, true);
  return old;
end $$;
create trigger to_the_archive instead of delete on legacy.active_game_sessions_v2
  for each row execute function legacy.delete_session();

-- One audit entry a statement and venue, with how many.
create function legacy.note_deletion() returns trigger language plpgsql set search_path = public as $$
declare
  venue bigint;
  counter text;
  archived bigint;
begin
  for venue in select id from venues order by id loop
    counter := format('gamezone.archived_by_hand_%s', venue);
    archived := coalesce(nullif(current_setting(counter, true), ''), '0');
    continue when archived = 0;
    insert into audit_entries (venue_id, at, action, subject, subject_id, details)
      values (venue, clock_now(), 'session.archive', 'venue', venue,
        jsonb_build_object('sessions', archived, 'via', 'sql', 'databaseUser', session_user));
    perform set_config(counter, '', true);
    raise notice using message = format('%s session(s) passée(s) à l’archive, avec leur histoire.', archived),
      hint = format('%s session(s) moved to the archive, with their history.', archived);
  end loop;
  return null;
end $$;
create trigger note_deletion after delete on legacy.active_game_sessions_v2
  for each statement execute function legacy.note_deletion();

-- Everything else is refused, and says where it is done: the French sentence, then the English one.
create function legacy.refuse_write() returns trigger language plpgsql as $$
begin
  call legacy.refuse(tg_argv[0] || ' Rien n’a changé.', tg_argv[1] || ' Nothing changed.');
end $$;
create trigger refused instead of insert on legacy.active_game_sessions_v2 for each row execute function
  legacy.refuse_write('Une session naît du scan de sa facture, à la caisse.',
    'A session comes from the scan of its invoice, at the counter.');
create trigger refused instead of insert or delete on legacy.invoices for each row execute function
  legacy.refuse_write('Une facture naît du paiement de son achat et ne se supprime pas ; elle s’annule à l’écran.',
    'An invoice comes from the payment of its purchase and is never deleted; it is cancelled on the screen.');
create trigger refused instead of insert or update or delete on legacy.users for each row execute function
  legacy.refuse_write('Les comptes se gèrent à l’écran, ou par : gamezone user create, gamezone user reset-password',
    'Accounts are managed on the screen, or by: gamezone user create, gamezone user reset-password');
create trigger refused instead of insert or update or delete on legacy.purchases for each row execute function
  legacy.refuse_write('Un achat se vend, s’encaisse et se rembourse à l’écran ; session_status suit la session de lui-même. '
      'Une incohérence se répare par : gamezone repair',
    'A purchase is sold, paid and refunded on the screen; session_status follows the session by itself. '
      'An inconsistency is repaired by: gamezone repair');
create trigger refused instead of insert or update or delete on legacy.session_events for each row execute function
  legacy.refuse_write('L’histoire ne se change pas. Ce qui est ancien passe à l’archive par : gamezone purge',
    'History does not change. What is old moves to the archive by: gamezone purge');
create trigger refused instead of insert or update or delete on legacy.invoice_scans for each row execute function
  legacy.refuse_write('L’histoire des scans ne se change pas. Pour la lire : gamezone explain',
    'The history of scans does not change. To read it: gamezone explain');
create trigger refused instead of insert or update or delete on legacy.invoice_audit_log for each row execute function
  legacy.refuse_write('L’histoire des factures ne se change pas. Pour la lire : gamezone explain',
    'The history of invoices does not change. To read it: gamezone explain');
create trigger refused instead of insert or update or delete on legacy.purchase_session_overview for each row execute
  function legacy.refuse_write('Cette vue se calcule. Une incohérence se répare par : gamezone repair',
    'This view is derived. An inconsistency is repaired by: gamezone repair');
create trigger refused instead of insert or update or delete on legacy.session_summary for each row execute function
  legacy.refuse_write('Cette vue se calcule. Pour forcer la fin d’une session : gamezone session force-complete',
    'This view is derived. To force the end of a session: gamezone session force-complete');
create trigger refused instead of insert or update or delete on legacy.active_invoices for each row execute function
  legacy.refuse_write('Cette vue se calcule. Une incohérence se répare par : gamezone repair',
    'This view is derived. An inconsistency is repaired by: gamezone repair');

-- ── The procedures: nothing needs them any more, and they say so ────────────────────────────────────────────

-- Time is derived and the worker closes what is due: this wakes it and says how much waits for it.
create procedure legacy.countdown_active_sessions() language plpgsql set search_path = public as $$
declare
  due bigint;
begin
  select count(*) into due from play_sessions where status = 'active' and ends_at <= clock_now();
  perform pg_notify('gamezone_deadline', '');
  if due = 0 then
    raise notice using
      message = 'Rien à décompter : le temps se calcule de lui-même. Aucune session n’a dépassé sa fin.',
      hint = 'Nothing to count down: time is derived. No session is past its end.';
  else
    raise notice using
      message = format('%s session(s) ont dépassé leur fin. Le serveur, s’il tourne, les clôt à l’instant même, à '
        'l’heure de leur fin ; sinon : gamezone repair', due),
      hint = format('%s session(s) are past their end. The server, if it runs, closes them right now, as of their end; '
        'otherwise: gamezone repair', due);
  end if;
end $$;

-- A purchase's session status is the session's own: there is nothing to copy. What does not fit is counted.
create procedure legacy.sync_purchase_session_status() language plpgsql set search_path = public as $$
declare
  mismatched bigint;
begin
  select count(*) into mismatched from purchase_session_overview where sync_status = 'MISMATCH';
  perform pg_notify('gamezone_deadline', '');
  if mismatched = 0 then
    raise notice using
      message = 'Rien à synchroniser : un achat montre l’état de sa session même. Aucune incohérence.',
      hint = 'Nothing to synchronize: a purchase shows its session’s own status. No mismatch.';
  else
    raise notice using
      message = format('%s achat(s) en désaccord avec leur facture ou leur session. Pour voir : gamezone doctor. '
        'Pour réparer : gamezone repair', mismatched),
      hint = format('%s purchase(s) disagree with their invoice or session. To look: gamezone doctor. '
        'To repair: gamezone repair', mismatched);
  end if;
end $$;

comment on schema legacy is 'Les noms de l’ancien système. The old system’s names. set search_path = legacy;';
