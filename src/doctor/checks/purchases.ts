import { sql } from "kysely";
import { raiseInvoiceCounter } from "../../invoices/actions.ts";
import { type Check, NeedsDecision } from "../check.ts";
import { inOrder } from "../in-order.ts";
import type { Scope } from "../scope.ts";

export const sessionNotPaid: Check = {
  name: "session_not_paid",
  severity: "critical",
  reads: "everything",
  title: { fr: "Sessions sans achat payé", en: "Sessions without a completed purchase" },
  meaning: {
    fr: "Un client joue, ou a joué, sans que l’achat soit payé.",
    en: "A customer plays, or has played, without a paid purchase.",
  },
  remedy: {
    fr: "À décider : encaisser l’achat s’il est encore en attente, ou arrêter la session.",
    en: "Decide: take the payment if the purchase still waits for it, or stop the session.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, p.id as purchase_id, s.invoice_id, s.id as session_id,
      jsonb_build_object('paymentStatus', p.payment_status, 'sessionStatus', s.status) as facts
    from all_sessions s
    join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
    join purchases p on p.venue_id = i.venue_id and p.id = i.purchase_id
    where (p.payment_status not in ('completed', 'refunded')
          -- Open-ended play is paid at its end, or given up as unpaid then.
          and not (p.kind = 'open' and (p.payment_status = 'pending' or s.status not in ('ready', 'active', 'paused')))
        or (p.payment_status = 'refunded' and s.status in ('ready', 'active', 'paused')))
      and ${scope.session("s")}`,
  describe: ({ paymentStatus, sessionStatus }, say) => ({
    fr: `achat ${say.state("purchase", paymentStatus)}, session ${say.state("session", sessionStatus)}`,
    en: `purchase ${say.state("purchase", paymentStatus)}, session ${say.state("session", sessionStatus)}`,
  }),
  acknowledgeable: true,
};

/**
 * Every purchase that may be a mismatch and that no other check names: the overview is worked out for these few and not
 * for all. What is left out is a purchase that is completed, with an invoice that is used and a session, which agree
 * unless the session is open; and one that was paid and has no invoice.
 */
function suspects(scope: Scope) {
  return sql`
    select p.venue_id, p.id from purchases p where p.payment_status <> 'completed' and ${scope.purchase("p")}
    union all
    select i.venue_id, i.purchase_id from invoices i
    where i.status <> 'used' and ${scope.purchase("i", "purchase_id")}
    union all
    select i.venue_id, i.purchase_id from invoices i
    where i.status = 'used' and ${scope.purchase("i", "purchase_id")}
      and not exists (select from play_sessions s where s.venue_id = i.venue_id and s.invoice_id = i.id)
      and not exists (select from archived_sessions s where s.venue_id = i.venue_id and s.invoice_id = i.id)`;
}

/** One case is told once, by the check that says most about it. */
const namedByOthers = sql`coalesce(
  -- paid_without_invoice
  o.invoice_id is null and o.payment_status in ('completed', 'refunded')
  -- session_not_paid
  or o.session_id is not null and (o.payment_status not in ('completed', 'refunded')
      and not (o.kind = 'open'
        and (o.payment_status = 'pending' or o.session_status not in ('ready', 'active', 'paused')))
    or o.payment_status = 'refunded' and o.session_status in ('ready', 'active', 'paused'))
  -- active_without_session
  or o.session_id is null and o.invoice_status = 'active'
  -- closed_session_invoice_open
  or o.session_status in ('completed', 'expired', 'terminated') and o.invoice_status in ('active', 'pending')
  -- open_session_invoice_not_active
  or o.session_status in ('ready', 'active', 'paused') and o.invoice_status <> 'active', false)`;

export const purchaseSessionMismatch: Check = {
  name: "purchase_session_mismatch",
  severity: "critical",
  reads: "everything",
  title: { fr: "Achat, facture et session en désaccord", en: "Purchase, invoice and session disagree" },
  meaning: {
    fr: "Les trois ne racontent pas la même histoire (MISMATCH).",
    en: "The three do not tell the same story (MISMATCH).",
  },
  remedy: {
    fr: "À décider, cas par cas : ce qui a une seule bonne réponse est nommé par les autres contrôles.",
    en: "Decide, case by case: what has one right answer is named by the other checks.",
  },
  find: (scope) => sql`
    select o.venue_id, o.purchase_id::text as key, o.purchase_id, o.invoice_id, o.session_id,
      jsonb_build_object('paymentStatus', o.payment_status, 'invoiceStatus', o.invoice_status,
        'sessionStatus', o.session_status) as facts
    from purchase_session_overview o
    where o.sync_status = 'MISMATCH' and ${scope.purchase("o", "purchase_id")}
      and (o.venue_id, o.purchase_id) in (${suspects(scope)})
      and not ${namedByOthers}`,
  describe: ({ paymentStatus, invoiceStatus, sessionStatus }, say) => {
    const purchase = say.state("purchase", paymentStatus);
    const invoice = say.state("invoice", invoiceStatus);
    const session = say.state("session", sessionStatus);
    return {
      fr: `achat ${purchase}, facture ${invoice}, session ${session}`,
      en: `purchase ${purchase}, invoice ${invoice}, session ${session}`,
    };
  },
  acknowledgeable: true,
};

export const paymentsDoNotAddUp: Check = {
  name: "payments_do_not_add_up",
  severity: "critical",
  reads: "everything",
  title: {
    fr: "Paiements qui ne correspondent pas à l’achat",
    en: "Payments that do not add up to the purchase",
  },
  meaning: {
    fr: "L’argent enregistré n’est pas celui que l’achat demande.",
    en: "The money recorded is not what the purchase asks for.",
  },
  remedy: {
    fr: "À décider avec le tiroir-caisse sous les yeux : corrigez par un remboursement, ou gardez l’écart avec un motif.",
    en: "Decide with the till before you: correct by a refund, or keep the difference with a reason.",
  },
  find: (scope) => sql`
    select p.venue_id, p.id::text as key, p.id as purchase_id, null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('price', p.price, 'currency', p.currency, 'paid', coalesce(m.paid, 0),
        'paidBack', coalesce(m.paid_back, 0), 'paymentStatus', p.payment_status) as facts
    from purchases p
    left join (
      select venue_id, purchase_id, count(*) filter (where kind = 'payment') as payments,
        count(*) filter (where kind = 'refund') as refunds,
        sum(amount) filter (where kind = 'payment') as paid, sum(amount) filter (where kind = 'refund') as paid_back
      from ${inOrder("payments", "purchase_id", scope.purchase("x", "purchase_id"))} x group by venue_id, purchase_id
    ) m on m.venue_id = p.venue_id and m.purchase_id = p.id
    where ${scope.purchase("p")} and not case p.payment_status
      when 'completed' then coalesce(m.payments = 1 and m.refunds = 0 and m.paid = p.price, false)
      when 'refunded' then coalesce(m.payments = 1 and m.refunds = 1 and m.paid = p.price and m.paid_back = p.price, false)
      else m.payments is null end`,
  describe: ({ price, currency, paid, paidBack }, say) => ({
    fr: `prix ${say.money(price, currency)}, encaissé ${say.money(paid, currency)}, remboursé ${say.money(paidBack, currency)}`,
    en: `price ${say.money(price, currency)}, taken ${say.money(paid, currency)}, paid back ${say.money(paidBack, currency)}`,
  }),
  acknowledgeable: true,
};

export const priceLinesDoNotAddUp: Check = {
  name: "price_lines_do_not_add_up",
  severity: "warning",
  reads: "everything",
  title: {
    fr: "Prix qui n’est pas la somme de ses lignes",
    en: "Price that is not the sum of its lines",
  },
  meaning: {
    fr: "Le prix d’un achat a été changé à la main : ses lignes n’expliquent plus ce qui est demandé.",
    en: "A purchase’s price was changed by hand: its lines no longer explain what is asked for.",
  },
  remedy: {
    fr: "À décider : le prix ou ses lignes. Gardez l’écart avec un motif, ou remboursez la différence.",
    en: "Decide between the price and its lines. Keep the difference with a reason, or pay it back.",
  },
  find: (scope) => sql`
    select p.venue_id, p.id::text as key, p.id as purchase_id, null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('price', p.price, 'currency', p.currency, 'lines', sum_of_price_lines(p.price_lines)) as facts
    from purchases p
    where ${scope.purchase("p")} and p.price_lines <> '[]' and sum_of_price_lines(p.price_lines) <> p.price`,
  describe: ({ price, currency, lines }, say) => ({
    fr: `prix ${say.money(price, currency)}, lignes ${say.money(lines, currency)}`,
    en: `price ${say.money(price, currency)}, lines ${say.money(lines, currency)}`,
  }),
  acknowledgeable: true,
};

export const invoiceNumbersWrong: Check = {
  name: "invoice_numbers_wrong",
  severity: "critical",
  reads: "everything",
  title: {
    fr: "Numéros de facture qui ne se suivent pas",
    en: "Invoice numbers that do not follow each other",
  },
  meaning: {
    fr: "Un numéro manque, est double, ou dépasse le compteur : la comptabilité le demandera.",
    en: "A number is missing, is there twice, or is beyond the counter: the accountant will ask.",
  },
  remedy: {
    fr: "Réparer remet un compteur en retard à sa place. Un numéro manquant ou double ne se devine pas : notez-en le motif.",
    en: "Repair puts a counter that lags back in its place. A missing or double number is never guessed: note the reason.",
  },
  find: (scope) => sql`
    with numbered as (
      select i.venue_id, i.year, i.sequence, lag(i.sequence) over w as before,
        lead(i.sequence) over w is null as is_last
      from invoices i where i.year is not null and ${scope.venue("i")} and ${sql.lit(scope.whole)}
      window w as (partition by i.venue_id, i.year order by i.sequence)
    ), noticed as (
      select *, before is null as is_first from numbered
      where before is null or is_last or sequence <> before + 1
    )
    select n.venue_id, n.year || '-' || n.sequence || '-' || f.fault as key, null::bigint as purchase_id,
      null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('fault', f.fault, 'year', n.year, 'from', f.first, 'to', f.last) as facts
    from noticed n
    left join invoice_counters c on c.venue_id = n.venue_id and c.year = n.year
    cross join lateral (values
      ('missing', case when n.is_first then coalesce(c.first_number, 1) else n.before + 1 end, n.sequence - 1),
      ('double', n.sequence, case when n.sequence = n.before then n.sequence end),
      ('counter', coalesce(c.last_number, 0) + 1, case when n.is_last then n.sequence end),
      ('missing_last', n.sequence + 1, case when n.is_last then c.last_number end)
    ) as f (fault, first, last)
    where f.first <= f.last`,
  describe: ({ fault, year, from, to }) => {
    const range = from === to ? `${year}-${from}` : `${year}-${from} … ${year}-${to}`;
    if (fault === "double") return { fr: `${range} existe deux fois`, en: `${range} is there twice` };
    if (fault === "counter") {
      return { fr: `${range} au-delà du compteur`, en: `${range} beyond the counter` };
    }
    return { fr: `manque : ${range}`, en: `missing: ${range}` };
  },
  repair: async (context, { facts }) => {
    if (facts.fault !== "counter") throw new NeedsDecision();
    await raiseInvoiceCounter(context, Number(facts.year));
  },
  acknowledgeable: true,
};
