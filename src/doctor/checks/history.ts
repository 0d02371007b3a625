import { sql } from "kysely";
import type { ActionContext } from "../../db/transaction.ts";
import { rebuildSession } from "../../sessions/actions.ts";
import { type Check, type Finding, NeedsDecision } from "../check.ts";
import { inOrder } from "../in-order.ts";

/**
 * An event as one letter (PostgreSQL's one-byte type), so that a session's whole history is a word. What closes a
 * session is in capitals, what starts time comes last in the alphabet and what stops it right before: a class of events
 * is then one comparison, and five million of them are quickly told apart.
 */
const letter = sql`(case e.type when 'created' then 'c' when 'started' then 's' when 'completed' then 'F'
  when 'low_time' then 'l' when 'paused' then 'p' when 'resumed' then 'r' when 'extended' then 'e'
  when 'moved' then 'm' when 'cut' then 'k'
  when 'outage' then 'o' when 'terminated' then 'T' when 'expired' then 'Z' when 'force_completed' then 'X'
  when 'imported' then 'i' end)::"char"`;
const closes = sql`letter < 'a'`;
const starts = sql`letter >= 'r'`;
const stops = sql`letter >= 'o' and letter < 'r'`;
const grants = sql`letter = 'c' or letter = 'e' or letter = 'k'`;

/** The words that a session may write: the session machine as a grammar, the same as replayStrictly of the core. */
const running = "[elm]*";
const paused = `(i|k?s${running}[po])[em]*(k?r${running}[po][em]*)*`;
const grammar = `^c[em]*(Z|T|iF|k?s${running}[FXT]?|${paused}([XT]|k?r${running}[FXT]?)?)?$`;

export const historyDoesNotReplay: Check = {
  name: "history_does_not_replay",
  severity: "critical",
  reads: "everything",
  isLong: true,
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
      select e.venue_id, e.session_id, e.number, e.at, e.duration_ms, ${letter} as letter
      from session_events e where ${scope.session("e", "session_id")}
      order by e.venue_id, e.session_id, e.number offset 0
    ), replayed as (
      select venue_id, session_id, max(number) as last_number, count(*) = max(number) as whole,
        string_agg(letter::text, '' order by number) as history,
        sum(case letter when 'k' then - duration_ms else duration_ms end) filter (where ${grants}) as granted_ms,
        coalesce(sum(duration_ms) filter (where letter = 'i' or letter = 'X'), 0) as counted_ms,
        coalesce(sum(duration_ms) filter (where letter = 'X'), 0) as written_off_ms,
        sum(case when ${starts} then - date_part('epoch', at) when ${stops} then date_part('epoch', at) end) as played_seconds,
        max(number) filter (where ${starts}) as run_number,
        max(at) filter (where letter = 's' or letter = 'i') as started_at,
        max(at) filter (where ${closes}) as ended_at
      from told group by venue_id, session_id
    ), judged as (
      select *, whole and history ~ ${grammar} as possible,
        case right(rtrim(history, 'elm'), 1) when 'c' then 'ready' when 's' then 'active' when 'r' then 'active'
          when 'i' then 'paused' when 'p' then 'paused' when 'o' then 'paused' when 'F' then 'completed'
          when 'X' then 'completed' when 'T' then 'terminated' when 'Z' then 'expired' end as status,
        right(rtrim(history, 'elmFXT'), 1) in ('s', 'r') as ends_running,
        -- The last, which is not the latest after a clock that went back was acknowledged. Few sessions run.
        case when ended_at is null and right(rtrim(history, 'elm'), 1) in ('s', 'r') then (select e.at from session_events e
          where e.venue_id = r.venue_id and e.session_id = r.session_id and e.number = r.run_number) end as running_since
      from replayed r
    ), replay as (
      select *, counted_ms + round(1000 * coalesce(played_seconds
        + case when ends_running then date_part('epoch', coalesce(ended_at, running_since)) else 0 end, 0))::bigint
        as used_ms
      from judged
    ), windows as (
      select c.venue_id, c.session_id, c.closes_at + interval '1 millisecond' * coalesce((select sum(e.duration_ms)
        from session_events e where e.venue_id = c.venue_id and e.session_id = c.session_id and e.type = 'extended'), 0)
        as closes_at
      from session_events c where c.closes_at is not null and ${scope.session("c", "session_id")}
    )
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('possible', coalesce(r.possible, false), 'rowStatus', s.status,
        'toldStatus', r.status, 'rowUsedMs', s.used_ms, 'toldUsedMs', r.used_ms) as facts
    from play_sessions s
    left join replay r on r.venue_id = s.venue_id and r.session_id = s.id
    left join windows w on w.venue_id = s.venue_id and w.session_id = s.id
    where ${scope.session("s")} and not coalesce(r.possible and s.last_event = r.last_number and s.status = r.status and s.granted_ms = r.granted_ms
      and s.used_ms = r.used_ms and s.written_off_ms = r.written_off_ms
      and s.started_at is not distinct from r.started_at and s.completed_at is not distinct from r.ended_at
      and s.closes_at is not distinct from w.closes_at
      and s.running_since is not distinct from case when s.status = 'active' then r.running_since end, false)`,
  describe: ({ possible, rowStatus, toldStatus, rowUsedMs, toldUsedMs }, say) => {
    if (possible !== true) {
      return {
        fr: "il manque des événements, ou leur suite est impossible",
        en: "events are missing, or impossible",
      };
    }
    return {
      fr: `la base dit « ${say.state("session", rowStatus)} », ${say.minutes(rowUsedMs)} jouées ; l’historique dit « ${say.state("session", toldStatus)} », ${say.minutes(toldUsedMs)}`,
      en: `the row says “${say.state("session", rowStatus)}”, ${say.minutes(rowUsedMs)} played; the history says “${say.state("session", toldStatus)}”, ${say.minutes(toldUsedMs)}`,
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
      select venue_id, session_id, milliseconds_between('epoch', 'epoch'::timestamptz + sum(ended_at - started_at)) as ran_ms,
        count(*) filter (where ended_at is null) as open_runs,
        max(started_at) filter (where ended_at is null) as running_since
      from ${inOrder("session_runs", "session_id", scope.session("x", "session_id"))} x group by venue_id, session_id
    ) r on r.venue_id = s.venue_id and r.session_id = s.id
    left join (
      select venue_id, session_id, sum(granted_ms) as granted_ms
      from ${inOrder("session_grants", "session_id", scope.session("x", "session_id"))} x group by venue_id, session_id
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
  isLong: true,
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
