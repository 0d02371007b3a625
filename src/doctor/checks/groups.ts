import { sql } from "kysely";
import type { Check } from "../check.ts";

export const groupDoesNotAddUp: Check = {
  name: "group_does_not_add_up",
  severity: "critical",
  reads: "everything",
  title: { fr: "Groupes dont les parts sont fausses", en: "Groups whose shares are wrong" },
  meaning: {
    fr: "Ce qu’un groupe a payé n’est pas la somme de ses achats.",
    en: "What a group paid is not the sum of its purchases.",
  },
  remedy: {
    fr: "À décider : comparez avec la caisse, puis gardez la différence avec un motif.",
    en: "Decide: compare with the till, then keep the difference with a reason.",
  },
  find: (scope) => sql`
    select g.venue_id, g.id::text as key, s.purchase_id, null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('group', g.id, 'paid', g.amount, 'shares', coalesce(s.paid, 0), 'currency', v.currency) as facts
    from sale_groups g
    join venues v on v.id = g.venue_id
    cross join lateral (
      select min(p.id) as purchase_id, sum(m.amount) as paid
      from purchases p
      join payments m on m.venue_id = p.venue_id and m.purchase_id = p.id and m.kind = 'payment'
      where p.venue_id = g.venue_id and p.group_id = g.id) s
    where g.amount is distinct from s.paid and ${scope.venue("g")} and ${sql.lit(scope.whole)}`,
  describe: ({ group, paid, shares, currency }, say) => ({
    fr: `groupe ${group} : payé ${say.money(paid, currency)}, parts ${say.money(shares, currency)}`,
    en: `group ${group}: paid ${say.money(paid, currency)}, shares ${say.money(shares, currency)}`,
  }),
  acknowledgeable: true,
};
