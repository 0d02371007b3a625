import { sql } from "kysely";
import { closeDueSession, expireDueSession } from "../../sessions/actions.ts";
import type { Check } from "../check.ts";

const now = sql`(select clock_now())`;
/** The worker needs no longer than this for anything that is due. */
const grace = sql`interval '10 seconds'`;

/** "Sessions at 100 % still active": here only while no server runs, or while one is stuck. */
export const sessionOverdue: Check = {
  name: "session_overdue",
  severity: "critical",
  reads: "open",
  title: { fr: "Sessions dont le temps est écoulé", en: "Sessions whose time is up" },
  meaning: {
    fr: "Ces sessions auraient dû se fermer d’elles-mêmes.",
    en: "These sessions should have closed by themselves.",
  },
  remedy: {
    fr: "Réparer les ferme à l’heure exacte où leur temps s’est écoulé.",
    en: "Repair closes them as of the very instant at which their time ran out.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('endsAt', coalesce(s.ends_at, s.closes_at)) as facts
    from play_sessions s
    where (s.status = 'active' and s.ends_at < ${now} - ${grace}
        or s.status = 'paused' and s.closes_at < ${now} - ${grace}) and ${scope.session("s")}`,
  describe: ({ endsAt }, say) => ({
    fr: `le temps est écoulé depuis le ${say.moment(endsAt)}`,
    en: `the time has been up since ${say.moment(endsAt)}`,
  }),
  repair: (context, { sessionId }) => closeDueSession(context, sessionId as number),
};

export const readySessionOverdue: Check = {
  name: "ready_session_overdue",
  severity: "warning",
  reads: "open",
  title: { fr: "Sessions prêtes depuis trop longtemps", en: "Sessions ready for too long" },
  meaning: {
    fr: "Personne ne les a démarrées à temps, et elles n’ont pas expiré d’elles-mêmes.",
    en: "Nobody started them in time, and they did not expire by themselves.",
  },
  remedy: {
    fr: "Réparer les fait expirer à la date prévue.",
    en: "Repair lets them expire as of the date that was set.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('expiresAt', s.ready_expires_at) as facts
    from play_sessions s
    where s.status = 'ready' and s.ready_expires_at < ${now} - ${grace} and ${scope.session("s")}`,
  describe: ({ expiresAt }, say) => ({
    fr: `devait être démarrée avant le ${say.moment(expiresAt)}`,
    en: `was to be started before ${say.moment(expiresAt)}`,
  }),
  repair: (context, { sessionId }) => expireDueSession(context, sessionId as number),
};

/** A pause longer than the centre lets a session stay ready: somebody forgot it, or the customer never came back. */
export const pausedForLong: Check = {
  name: "paused_for_long",
  severity: "warning",
  reads: "open",
  title: { fr: "Sessions en pause depuis trop longtemps", en: "Sessions paused for too long" },
  meaning: {
    fr: "Le client a encore du temps, mais personne ne l’a repris depuis longtemps.",
    en: "The customer still has time, but nobody has resumed it for long.",
  },
  remedy: {
    fr: "À décider : reprendre la session, l’arrêter, ou forcer sa fin. Rien n’est fait sans vous.",
    en: "Decide: resume the session, stop it, or force its end. Nothing is done without you.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('since', p.since, 'leftMs', s.granted_ms - s.used_ms) as facts
    from play_sessions s
    join venues v on v.id = s.venue_id
    cross join lateral (
      select coalesce(max(case e.type when 'imported' then e.recorded_at else e.at end), s.created_at) as since
      from session_events e
      where e.venue_id = s.venue_id and e.session_id = s.id and e.type in ('paused', 'outage', 'imported')) p
    where s.status = 'paused' and ${scope.session("s")}
      and p.since < ${now} - v.ready_lifetime_ms * interval '1 millisecond'`,
  describe: ({ since, leftMs }, say) => ({
    fr: `en pause depuis le ${say.moment(since)}, il reste ${say.minutes(leftMs)}`,
    en: `paused since ${say.moment(since)}, ${say.minutes(leftMs)} left`,
  }),
  acknowledgeable: true,
};

/** Impossible by constraint: only an index that somebody dropped lets it happen. */
export const stationShared: Check = {
  name: "station_shared",
  severity: "critical",
  reads: "open",
  title: { fr: "Deux sessions sur un même poste", en: "Two sessions on one station" },
  meaning: {
    fr: "Deux clients sont inscrits au même poste en même temps.",
    en: "Two customers are seated at one station at the same time.",
  },
  remedy: {
    fr: "À décider : qui joue vraiment à ce poste ? Mettez l’autre session en pause et reprenez-la ailleurs, ou arrêtez-la.",
    en: "Decide: who really plays there? Pause the other session and resume it elsewhere, or stop it.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('station', t.name, 'others', o.ids) as facts
    from play_sessions s
    join stations t on t.venue_id = s.venue_id and t.id = s.station_id
    cross join lateral (
      select string_agg(o.id::text, ', ' order by o.id) as ids from play_sessions o
      where o.venue_id = s.venue_id and o.station_id = s.station_id and o.id <> s.id
        and o.status in ('active', 'paused')) o
    where s.status in ('active', 'paused') and o.ids is not null and ${scope.session("s")}`,
  describe: ({ station, others }) => ({
    fr: `sur ${station}, comme la session ${others}`,
    en: `on ${station}, as session ${others} is`,
  }),
};
