import { sql } from "kysely";
import type { Check } from "../check.ts";

/** The screens refuse to make it so; a hand in the database, or an old backup, may have. */
export const nobodyManagesStaff: Check = {
  name: "nobody_manages_staff",
  severity: "warning",
  reads: "open",
  title: { fr: "Personne ne peut gérer l’équipe", en: "Nobody may manage the staff" },
  meaning: {
    fr: "Aucun administrateur actif n’a le droit de gérer l’équipe : les droits et les mots de passe ne peuvent plus changer.",
    en: "No active administrator may manage the staff: permissions and passwords cannot change any more.",
  },
  remedy: {
    fr: "Sur l’ordinateur du serveur, créez un administrateur : ./gamezone user create NOM --role administrator.",
    en: "On the server’s computer, make an administrator: ./gamezone user create NAME --role administrator.",
  },
  find: (scope) => sql`
    select v.id as venue_id, 'staff' as key, null::bigint as purchase_id, null::bigint as invoice_id,
      null::bigint as session_id, jsonb_build_object('venue', v.name) as facts
    from (select id, id as venue_id, name from venues) v
    where ${sql.lit(scope.whole)} and ${scope.venue("v")}
      and exists (select from users u where u.venue_id = v.id and u.role <> 'player')
      and not exists (select from users u where u.venue_id = v.id and u.role = 'administrator' and u.active
        and not 'manage_staff' = any (u.withheld_permissions))`,
  describe: ({ venue }) => ({ fr: String(venue), en: String(venue) }),
};
