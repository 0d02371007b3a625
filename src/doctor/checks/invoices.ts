import { sql } from "kysely";
import { activateForOpenSession, expireDueInvoice, finishInvoice } from "../../invoices/actions.ts";
import { issueMissingInvoice } from "../../purchases/actions.ts";
import { createMissingSession } from "../../scans/actions.ts";
import { type Check, NeedsDecision } from "../check.ts";

const now = sql`(select clock_now())`;

export const paidWithoutInvoice: Check = {
  name: "paid_without_invoice",
  severity: "critical",
  reads: "everything",
  title: { fr: "Achats payés sans facture", en: "Paid purchases without an invoice" },
  meaning: {
    fr: "Le client a payé et n’a rien à montrer au comptoir.",
    en: "The customer has paid and has nothing to show at the counter.",
  },
  remedy: {
    fr: "Réparer émet la facture, avec son QR. Sans paiement enregistré, c’est à vous de décider.",
    en: "Repair issues the invoice, with its QR. Where no payment was recorded, you decide.",
  },
  find: (scope) => sql`
    select p.venue_id, p.id::text as key, p.id as purchase_id, null::bigint as invoice_id, null::bigint as session_id,
      jsonb_build_object('paidAt', p.completed_at, 'price', p.price, 'currency', p.currency) as facts
    from purchases p
    where p.payment_status in ('completed', 'refunded') and ${scope.purchase("p")}
      and not exists (select from invoices i where i.venue_id = p.venue_id and i.purchase_id = p.id)`,
  describe: ({ paidAt, price, currency }, say) => ({
    fr: `${say.money(price, currency)} payés le ${say.moment(paidAt)}`,
    en: `${say.money(price, currency)} paid on ${say.moment(paidAt)}`,
  }),
  repair: async (context, { purchaseId }) => {
    const issued = await issueMissingInvoice(context, purchaseId as number);
    if (!issued) throw new NeedsDecision();
  },
};

export const activeWithoutSession: Check = {
  name: "active_without_session",
  severity: "critical",
  reads: "open",
  title: { fr: "Factures activées sans session", en: "Activated invoices without a session" },
  meaning: {
    fr: "La facture a été scannée, mais le client ne peut pas jouer : sa session manque.",
    en: "The invoice was scanned, but the customer cannot play: the session is missing.",
  },
  remedy: {
    fr: "Réparer crée la session, prête à démarrer.",
    en: "Repair makes the session, ready to start.",
  },
  find: (scope) => sql`
    select i.venue_id, i.id::text as key, i.purchase_id, i.id as invoice_id, null::bigint as session_id,
      jsonb_build_object('activatedAt', i.activated_at) as facts
    from invoices i
    where i.status = 'active' and ${scope.invoice("i")}
      and not exists (select from all_sessions s where s.venue_id = i.venue_id and s.invoice_id = i.id)`,
  describe: ({ activatedAt }, say) => ({
    fr: `activée le ${say.moment(activatedAt)}, sans session`,
    en: `activated on ${say.moment(activatedAt)}, without a session`,
  }),
  repair: async (context, { invoiceId }) => {
    if (!(await createMissingSession(context, invoiceId as number))) throw new NeedsDecision();
  },
};

export const closedSessionInvoiceOpen: Check = {
  name: "closed_session_invoice_open",
  severity: "critical",
  reads: "open",
  title: { fr: "Sessions terminées, factures encore ouvertes", en: "Sessions ended, invoices still open" },
  meaning: {
    fr: "La session est finie, mais sa facture n’est pas marquée comme utilisée.",
    en: "The session is over, but its invoice is not marked as used.",
  },
  remedy: {
    fr: "Réparer marque la facture comme utilisée, à l’heure où la session a fini.",
    en: "Repair marks the invoice as used, as of the end of the session.",
  },
  find: (scope) => sql`
    select i.venue_id, i.id::text as key, i.purchase_id, i.id as invoice_id, s.id as session_id,
      jsonb_build_object('invoiceStatus', i.status, 'endedAt', s.completed_at) as facts
    from invoices i
    join all_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id
    where i.status in ('active', 'pending') and s.status in ('completed', 'expired', 'terminated')
      and ${scope.invoice("i")}`,
  describe: ({ endedAt }, say) => ({
    fr: `finie le ${say.moment(endedAt)}, facture toujours ouverte`,
    en: `ended on ${say.moment(endedAt)}, invoice still open`,
  }),
  repair: (context, { invoiceId, facts }) =>
    finishInvoice(context, invoiceId as number, new Date(String(facts.endedAt))),
};

export const openSessionInvoiceNotActive: Check = {
  name: "open_session_invoice_not_active",
  severity: "critical",
  reads: "open",
  title: { fr: "Sessions ouvertes, factures non actives", en: "Open sessions, invoices not active" },
  meaning: {
    fr: "Une session est ouverte alors que sa facture dit autre chose.",
    en: "A session is open while its invoice says otherwise.",
  },
  remedy: {
    fr: "Réparer active la facture qui attend encore. Si elle est utilisée, annulée ou remboursée, décidez : laisser jouer, ou arrêter la session.",
    en: "Repair activates an invoice that still waits. If it is used, cancelled or refunded, decide: let them play, or stop the session.",
  },
  find: (scope) => sql`
    select s.venue_id, s.id::text as key, i.purchase_id, i.id as invoice_id, s.id as session_id,
      jsonb_build_object('invoiceStatus', i.status, 'sessionStatus', s.status, 'createdAt', s.created_at) as facts
    from play_sessions s
    join invoices i on i.venue_id = s.venue_id and i.id = s.invoice_id
    where s.status in ('ready', 'active', 'paused') and i.status <> 'active' and ${scope.session("s")}`,
  describe: ({ invoiceStatus, sessionStatus }, say) => ({
    fr: `session ${say.state("session", sessionStatus)}, facture ${say.state("invoice", invoiceStatus)}`,
    en: `session ${say.state("session", sessionStatus)}, invoice ${say.state("invoice", invoiceStatus)}`,
  }),
  repair: async (context, { invoiceId, facts }) => {
    if (facts.invoiceStatus !== "pending") throw new NeedsDecision();
    await activateForOpenSession(context, invoiceId as number, new Date(String(facts.createdAt)));
  },
};

export const invoiceOverdue: Check = {
  name: "invoice_overdue",
  severity: "warning",
  reads: "open",
  title: { fr: "Factures dont la date est passée", en: "Invoices past their date" },
  meaning: {
    fr: "Ces factures auraient dû expirer d’elles-mêmes.",
    en: "These invoices should have expired by themselves.",
  },
  remedy: {
    fr: "Réparer les fait expirer à la date prévue.",
    en: "Repair lets them expire as of the date that was set.",
  },
  find: (scope) => sql`
    select i.venue_id, i.id::text as key, i.purchase_id, i.id as invoice_id, null::bigint as session_id,
      jsonb_build_object('expiresAt', i.expires_at) as facts
    from invoices i
    where i.status = 'pending' and i.expires_at < ${now} - interval '10 seconds' and ${scope.invoice("i")}
      and not exists (select from all_sessions s where s.venue_id = i.venue_id and s.invoice_id = i.id)`,
  describe: ({ expiresAt }, say) => ({
    fr: `valable jusqu’au ${say.moment(expiresAt)}`,
    en: `valid until ${say.moment(expiresAt)}`,
  }),
  repair: (context, { invoiceId }) => expireDueInvoice(context, invoiceId as number),
};

/** The old guide's list of pending invoices: nothing is wrong with them, somebody only has to come and play. */
export const invoiceWaiting: Check = {
  name: "invoice_waiting",
  severity: "notice",
  reads: "open",
  title: { fr: "Factures en attente", en: "Invoices waiting" },
  meaning: {
    fr: "Payées, pas encore scannées : ces clients peuvent venir jouer.",
    en: "Paid, not scanned yet: these customers may come and play.",
  },
  remedy: {
    fr: "Rien à réparer : scannez la facture quand le client vient.",
    en: "Nothing to mend: scan the invoice when the customer comes.",
  },
  find: (scope) => sql`
    select i.venue_id, i.id::text as key, i.purchase_id, i.id as invoice_id, null::bigint as session_id,
      jsonb_build_object('issuedAt', i.issued_at, 'code', i.validation_code) as facts
    from invoices i where i.status = 'pending' and ${scope.invoice("i")}`,
  describe: ({ issuedAt, code }, say) => ({
    fr: `code ${say.code(code)}, depuis le ${say.moment(issuedAt)}`,
    en: `code ${say.code(code)}, since ${say.moment(issuedAt)}`,
  }),
};
