import { sql } from "kysely";
import type { ActionContext } from "../../db/transaction.ts";
import { rebuildSession } from "../../sessions/actions.ts";
import { type Check, type Finding, NeedsDecision } from "../check.ts";

/**
 * The last event before each that changed the status, as its number times sixteen plus a code of its type: a running
 * maximum tells it in one pass, in the order of the primary key.
 */
const code = sql`case e.type when 'created' then 1 when 'imported' then 2 when 'started' then 3 when 'resumed' then 4
  when 'paused' then 5 when 'outage' then 6 when 'completed' then 7 when 'force_completed' then 8
  when 'terminated' then 9 when 'expired' then 10 end`;

/**
 * A session's row is what its events tell: the same as replayStrictly of the core, for all sessions at once. Starts and
 * stops alternate, so that the time used is the sum of the stops less that of the starts.
 */
export const historyDoesNotReplay: Check = {
  name: "history_does_not_replay",
  severity: "critical",
  reads: "everything",
  title: { fr: "Sessions qui contredisent leur historique", en: "Sessions that contradict their history" },
  meaning: {
    fr: "L’état ou le temps affiché n’est pas celui que racontent les événements : quelqu’un a changé la base à la main.",
    en: "The state or the time shown is not what the events tell: somebody changed the database by hand.",
  },
  remedy: {
    fr: "Réparer récrit la session d’après ses événements. Si des événements manquent, rien n’est deviné : restaurez une sauvegarde, ou gardez la session telle quelle avec un motif.",
    en: "Repair writes the session anew from its events. Where events are missing nothing is guessed: restore a backup, or keep the session as it is with a reason.",
  },
  find: (scope) => sql`
    with told as (
      select e.venue_id, e.session_id, e.number, e.type, e.at, e.duration_ms,
        max(e.number * 16 + ${code}) over (partition by e.venue_id, e.session_id order by e.number
          rows between unbounded preceding and 1 preceding) & 15 as before
      from session_events e where ${scope.session("e", "session_id")}
    ), replayed as (
      select venue_id, session_id, count(*) as events, max(number) as last_number,
        bool_and(case type
          when 'created' then number = 1 and before is null
          when 'imported' then before = 1
          when 'started' then before = 1
          when 'resumed' then before in (2, 5, 6)
          when 'paused' then before in (3, 4)
          when 'outage' then before in (3, 4)
          when 'low_time' then before in (3, 4)
          when 'extended' then before <= 6
          when 'completed' then before in (2, 3, 4)
          when 'force_completed' then before between 2 and 6
          when 'terminated' then before <= 6
          when 'expired' then before = 1 end is true) as possible,
        sum(duration_ms) filter (where type in ('created', 'extended')) as granted_ms,
        coalesce(sum(duration_ms) filter (where type in ('imported', 'force_completed')), 0) as counted_ms,
        coalesce(sum(duration_ms) filter (where type = 'force_completed'), 0) as written_off_ms,
        coalesce(sum(milliseconds_between('epoch', at)) filter (where type in ('paused', 'outage')
          or (type in ('completed', 'force_completed', 'terminated') and before in (3, 4))), 0) as stopped_ms,
        coalesce(sum(milliseconds_between('epoch', at)) filter (where type in ('started', 'resumed')), 0) as ran_ms,
        count(*) filter (where type in ('started', 'resumed')) as starts,
        count(*) filter (where type in ('paused', 'outage')) as stops,
        max(at) filter (where type in ('started', 'resumed')) as running_since,
        max(at) filter (where type in ('started', 'imported')) as started_at,
        count(*) filter (where type = 'imported') as imported,
        max(at) filter (where type in ('completed', 'force_completed', 'terminated', 'expired')) as ended_at,
        max(case type when 'completed' then 'completed' when 'force_completed' then 'completed'
          when 'terminated' then 'terminated' when 'expired' then 'expired' end) as end_status
      from told group by venue_id, session_id
    ), replay as (
      select *, coalesce(end_status, case when starts > stops then 'active' when starts + imported = 0 then 'ready'
        else 'paused' end) as status from replayed
    ), replay_used as (
      select *, counted_ms + stopped_ms - ran_ms
        + case when status = 'active' then milliseconds_between('epoch', running_since) else 0 end as used_ms from replay
    )
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('possible', coalesce(r.possible and r.events = r.last_number, false), 'rowStatus', s.status,
        'toldStatus', r.status, 'rowUsedMs', s.used_ms, 'toldUsedMs', r.used_ms) as facts
    from play_sessions s
    left join replay_used r on r.venue_id = s.venue_id and r.session_id = s.id
    where ${scope.session("s")} and not coalesce(r.possible and r.events = r.last_number
      and s.last_event = r.last_number and s.status = r.status and s.granted_ms = r.granted_ms
      and s.used_ms = r.used_ms and s.written_off_ms = r.written_off_ms
      and s.started_at is not distinct from r.started_at and s.completed_at is not distinct from r.ended_at
      and s.running_since is not distinct from case when r.status = 'active' then r.running_since end, false)`,
  describe: ({ possible, rowStatus, toldStatus, rowUsedMs, toldUsedMs }, say) => {
    if (possible !== true) {
      return {
        fr: "il manque des événements, ou leur suite est impossible",
        en: "events are missing, or impossible",
      };
    }
    return {
      fr: `la base dit « ${rowStatus} », ${say.minutes(rowUsedMs)} ; l’historique dit « ${toldStatus} », ${say.minutes(toldUsedMs)}`,
      en: `the row says “${rowStatus}”, ${say.minutes(rowUsedMs)}; the history says “${toldStatus}”, ${say.minutes(toldUsedMs)}`,
    };
  },
  repair: rebuild,
  acknowledgeable: true,
};

export const sessionUsesTooMuch: Check = {
  name: "session_uses_too_much",
  severity: "critical",
  reads: "everything",
  title: { fr: "Sessions au-delà de leur temps", en: "Sessions beyond their time" },
  meaning: {
    fr: "Le temps compté dépasse le temps accordé.",
    en: "More time is counted than was granted.",
  },
  remedy: {
    fr: "Réparer recompte le temps d’après l’historique.",
    en: "Repair counts the time anew from the history.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('grantedMs', s.granted_ms, 'usedMs', s.used_ms) as facts
    from all_sessions s
    where (s.used_ms > s.granted_ms or s.used_ms < 0 or s.written_off_ms not between 0 and s.used_ms)
      and ${scope.session("s")}`,
  describe: ({ grantedMs, usedMs }, say) => ({
    fr: `${say.minutes(usedMs)} comptées pour ${say.minutes(grantedMs)} accordées`,
    en: `${say.minutes(usedMs)} counted of ${say.minutes(grantedMs)} granted`,
  }),
  repair: rebuild,
  acknowledgeable: true,
};

export const sessionSumsWrong: Check = {
  name: "session_sums_wrong",
  severity: "critical",
  reads: "everything",
  title: { fr: "Sessions dont les sommes sont fausses", en: "Sessions whose sums are wrong" },
  meaning: {
    fr: "Les périodes de jeu ou les temps accordés ne donnent pas le total de la session.",
    en: "The runs or the grants do not add up to the session’s totals.",
  },
  remedy: {
    fr: "Réparer récrit les périodes et les temps accordés d’après l’historique.",
    en: "Repair writes runs and grants anew from the history.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('usedMs', s.used_ms, 'runsMs', coalesce(r.ran_ms, 0) + s.written_off_ms,
        'grantedMs', s.granted_ms, 'grantsMs', coalesce(g.granted_ms, 0), 'openRuns', coalesce(r.open_runs, 0)) as facts
    from play_sessions s
    left join (
      select venue_id, session_id, sum(milliseconds_between(started_at, ended_at)) as ran_ms,
        count(*) filter (where ended_at is null) as open_runs,
        max(started_at) filter (where ended_at is null) as running_since
      from session_runs x where ${scope.session("x", "session_id")} group by venue_id, session_id
    ) r on r.venue_id = s.venue_id and r.session_id = s.id
    left join (
      select venue_id, session_id, sum(granted_ms) as granted_ms
      from session_grants x where ${scope.session("x", "session_id")} group by venue_id, session_id
    ) g on g.venue_id = s.venue_id and g.session_id = s.id
    where ${scope.session("s")} and not (s.used_ms = coalesce(r.ran_ms, 0) + s.written_off_ms
      and s.granted_ms = coalesce(g.granted_ms, 0)
      and coalesce(r.open_runs, 0) = (s.status = 'active')::int
      and r.running_since is not distinct from s.running_since)`,
  describe: ({ usedMs, runsMs, grantedMs, grantsMs }, say) => ({
    fr: `joué ${say.minutes(usedMs)}, périodes ${say.minutes(runsMs)} ; accordé ${say.minutes(grantedMs)}, détail ${say.minutes(grantsMs)}`,
    en: `played ${say.minutes(usedMs)}, runs ${say.minutes(runsMs)}; granted ${say.minutes(grantedMs)}, in detail ${say.minutes(grantsMs)}`,
  }),
  repair: rebuild,
  acknowledgeable: true,
};

export const auditChainBroken: Check = {
  name: "audit_chain_broken",
  severity: "critical",
  reads: "everything",
  title: { fr: "Journal d’audit modifié", en: "Audit log tampered with" },
  meaning: {
    fr: "Une entrée du journal a été modifiée, retirée ou ajoutée en dehors du logiciel.",
    en: "An entry of the log was edited, removed or added outside the product.",
  },
  remedy: {
    fr: "Personne ne peut le réparer, et c’est voulu. Comparez avec une sauvegarde, cherchez qui a accès à la base, et notez le motif.",
    en: "Nobody can mend this, on purpose. Compare with a backup, find out who has access to the database, and note the reason.",
  },
  find: (scope) => sql`
    select f.venue_id, f.fault || ' ' || f.audit_entry_id as key, null::bigint as purchase_id,
      null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('fault', f.fault, 'entry', f.audit_entry_id) as facts
    from audit_faults f where ${scope.venue("f")} and ${sql.lit(scope.whole)}`,
  describe: ({ fault, entry }) => ({
    fr: `entrée ${entry} : ${faults[String(fault)]?.fr ?? fault}`,
    en: `entry ${entry}: ${faults[String(fault)]?.en ?? fault}`,
  }),
  acknowledgeable: true,
};

const faults: Readonly<Record<string, { fr: string; en: string }>> = {
  edited: { fr: "modifiée", en: "edited" },
  removed: { fr: "retirée", en: "removed" },
  inserted: { fr: "ajoutée en dehors du logiciel", en: "added outside the product" },
  "seal missing": { fr: "sceau précédent retiré", en: "the seal before it was removed" },
};

async function rebuild(context: ActionContext, { sessionId }: Finding): Promise<void> {
  if (!(await rebuildSession(context, sessionId as number))) throw new NeedsDecision();
}
