import { sql } from "kysely";
import type { Check } from "../check.ts";

/** Of a sanction that was lifted while somebody pressed "start": longer than any action takes. */
const grace = sql`interval '10 seconds'`;

/** Impossible by the rules of scan, start and resume: only rows written by hand let it happen. */
export const playedWhileBarred: Check = {
  name: "played_while_barred",
  severity: "warning",
  reads: "open",
  title: { fr: "Joueurs sanctionnés qui jouent", en: "Sanctioned players who play" },
  meaning: {
    fr: "Ces sessions ont démarré ou repris alors qu’une suspension ou une exclusion était en vigueur.",
    en: "These sessions started or resumed while a suspension or a ban was in force.",
  },
  remedy: {
    fr: "À décider : arrêter la session, ou lever la sanction. Rien n’est fait sans vous.",
    en: "Decide: stop the session, or lift the sanction. Nothing is done without you.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('startedAt', s.running_since, 'kind', b.kind, 'reason', b.reason) as facts
    from play_sessions s
    cross join lateral (
      select kind, reason from sanctions b
      where b.venue_id = s.venue_id and b.player_id = s.player_id and b.kind <> 'warning'
        and b.given_at < s.running_since and (b.until is null or s.running_since < b.until)
        and (b.lifted_at is null or s.running_since < b.lifted_at - ${grace})
      order by b.kind, b.id limit 1) b
    where s.status = 'active' and ${scope.session("s")}`,
  describe: ({ startedAt, kind, reason }, say) => ({
    fr: `joue depuis le ${say.moment(startedAt)} malgré une ${kind === "ban" ? "exclusion" : "suspension"} : « ${reason} »`,
    en: `playing since ${say.moment(startedAt)} in spite of a ${kind === "ban" ? "ban" : "suspension"}: “${reason}”`,
  }),
};
