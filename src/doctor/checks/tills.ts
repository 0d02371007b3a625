import { sql } from "kysely";
import type { Check } from "../check.ts";
import { inOrder } from "../in-order.ts";

/** A clerk counts at the end of the day; a shift that is a day old was forgotten. */
const LONGEST_SHIFT = sql`interval '24 hours'`;

export const shiftDoesNotAddUp: Check = {
  name: "shift_does_not_add_up",
  severity: "critical",
  reads: "everything",
  title: { fr: "Clôtures de caisse faussées", en: "Shifts that do not add up" },
  meaning: {
    fr: "La somme attendue à la clôture n’est pas celle des paiements et des mouvements de ce service.",
    en: "The cash expected at the closing is not that of the shift’s payments and movements.",
  },
  remedy: {
    fr: "À décider : un rapport Z ne change plus. Voyez ce qui fut ajouté ou changé après la clôture, et notez-en le motif.",
    en: "Decide: a Z report no longer changes. See what was added or changed after the closing, and note the reason.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, null::bigint as invoice_id,
      null::bigint as session_id, jsonb_build_object('till', t.name, 'closedAt', s.closed_at,
        'expected', s.expected_cash, 'ledger', l.cash, 'currency', v.currency) as facts
    from shifts s
    join tills t on t.venue_id = s.venue_id and t.id = s.till_id
    join venues v on v.id = s.venue_id
    left join (
      select venue_id, shift_id, sum(case kind when 'payment' then amount else -amount end) as cash
      from ${inOrder("payments", "shift_id", scope.venue("x"))} x where method = 'cash' group by venue_id, shift_id
    ) p on p.venue_id = s.venue_id and p.shift_id = s.id
    left join (
      select venue_id, shift_id, sum(case when kind in ('out', 'refund') then -amount else amount end) as cash
      from till_entries m where source <> 'sale' and method = 'cash' and ${scope.venue("m")}
      group by venue_id, shift_id
    ) m on m.venue_id = s.venue_id and m.shift_id = s.id
    cross join lateral (select s.opening_cash + coalesce(p.cash, 0) + coalesce(m.cash, 0) as cash) l
    where s.origin = 'counter' and s.closed_at is not null and s.expected_cash <> l.cash
      and ${scope.venue("s")} and ${sql.lit(scope.whole)}`,
  describe: ({ till, closedAt, expected, ledger, currency }, say) => ({
    fr: `${till}, fermée le ${say.moment(closedAt)} : attendu ${say.money(expected, currency)}, les écritures font ${say.money(ledger, currency)}`,
    en: `${till}, closed ${say.moment(closedAt)}: expected ${say.money(expected, currency)}, the entries make ${say.money(ledger, currency)}`,
  }),
  acknowledgeable: true,
};

export const paymentOutsideShift: Check = {
  name: "payment_outside_shift",
  severity: "warning",
  reads: "everything",
  title: { fr: "Argent hors de son service", en: "Money outside its shift" },
  meaning: {
    fr: "L’heure d’un paiement ou d’un mouvement de caisse n’est pas dans le service auquel il appartient.",
    en: "The time of a payment or a cash movement does not lie within the shift that it belongs to.",
  },
  remedy: {
    fr: "À décider : voyez à quel service l’argent fut pris, et gardez l’écart avec un motif.",
    en: "Decide: see in which shift the money was taken, and keep the difference with a reason.",
  },
  find: (scope) => sql`
    select e.venue_id, case source when 'sale' then e.id::text else source || ' ' || e.id end as key, e.purchase_id,
      null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('at', e.at, 'amount', e.amount, 'currency', v.currency, 'openedAt', s.opened_at,
        'closedAt', s.closed_at) as facts
    from till_entries e
    join shifts s on s.venue_id = e.venue_id and s.id = e.shift_id
    join venues v on v.id = e.venue_id
    where s.origin = 'counter' and (e.at < s.opened_at or e.at > s.closed_at)
      and ${scope.purchase("e", "purchase_id")}`,
  describe: ({ at, amount, currency, openedAt, closedAt }, say) => ({
    fr: `${say.money(amount, currency)} le ${say.moment(at)}, service du ${say.moment(openedAt)} au ${say.moment(closedAt)}`,
    en: `${say.money(amount, currency)} at ${say.moment(at)}, shift from ${say.moment(openedAt)} to ${say.moment(closedAt)}`,
  }),
  acknowledgeable: true,
};

export const shiftOpenForLong: Check = {
  name: "shift_open_for_long",
  severity: "warning",
  reads: "open",
  title: { fr: "Caisses ouvertes depuis plus d’un jour", en: "Tills open for more than a day" },
  meaning: {
    fr: "Personne n’a compté la caisse depuis hier : un écart ne dira plus qui le doit.",
    en: "Nobody has counted the till since yesterday: a difference will no longer say whose it is.",
  },
  remedy: {
    fr: "Comptez la caisse, puis fermez le service dans « Caisse ».",
    en: "Count the till, then close the shift in “Till”.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, null::bigint as purchase_id, null::bigint as invoice_id,
      null::bigint as session_id,
      jsonb_build_object('till', t.name, 'since', s.opened_at, 'by', u.name) as facts
    from shifts s
    join tills t on t.venue_id = s.venue_id and t.id = s.till_id
    left join users u on u.id = s.opened_by
    where s.closed_at is null and s.opened_at < (select clock_now()) - ${LONGEST_SHIFT}
      and ${scope.venue("s")} and ${sql.lit(scope.whole)}`,
  describe: ({ till, since, by }, say) => ({
    fr: `${till}, ouverte le ${say.moment(since)}${by ? ` par ${by}` : ""}`,
    en: `${till}, opened ${say.moment(since)}${by ? ` by ${by}` : ""}`,
  }),
};
