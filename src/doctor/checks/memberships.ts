import { sql } from "kysely";
import type { Check } from "../check.ts";

export const membershipRefundDoesNotMatch: Check = {
  name: "membership_refund_does_not_match",
  severity: "critical",
  reads: "everything",
  title: { fr: "Abonnements mal remboursés", en: "Memberships paid back wrongly" },
  meaning: {
    fr: "Un abonnement compte comme remboursé sans que sa cotisation soit sortie de la caisse, ou l’inverse, ou le montant diffère.",
    en: "A membership counts as paid back while its fee never left the till, or the other way round, or the amount differs.",
  },
  remedy: {
    fr: "À décider : voyez au journal si l’argent fut rendu, et notez-en le motif.",
    en: "Decide: see in the audit whether the money was given back, and note the reason.",
  },
  find: (scope) => sql`
    select m.venue_id, m.id::text as key, null::bigint as purchase_id, null::bigint as invoice_id,
      null::bigint as session_id,
      jsonb_build_object('name', m.name, 'player', u.name, 'paid', m.paid, 'back', m.back, 'currency', v.currency) as facts
    from (
      select m.venue_id, m.id, m.name, m.player_id, m.refunded_at,
        coalesce(sum(p.amount) filter (where p.kind = 'payment'), 0) as paid,
        coalesce(sum(p.amount) filter (where p.kind = 'refund'), 0) as back
      from player_memberships m
      left join membership_payments p on p.venue_id = m.venue_id and p.player_membership_id = m.id
      where ${scope.venue("m")} and ${sql.lit(scope.whole)}
      group by m.venue_id, m.id
    ) m
    join users u on u.id = m.player_id
    join venues v on v.id = m.venue_id
    where m.back <> case when m.refunded_at is null then 0 else m.paid end`,
  describe: ({ name, player, paid, back, currency }, say) => ({
    fr: `${name}, ${player} : ${say.money(paid, currency)} payés, ${say.money(back, currency)} rendus`,
    en: `${name}, ${player}: ${say.money(paid, currency)} paid, ${say.money(back, currency)} given back`,
  }),
  acknowledgeable: true,
};
