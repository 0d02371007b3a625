import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";
import type { InconsistencyKind, RefusalReason } from "../import/notebook.ts";

/** What was wrong, and what was done about it. */
interface Resolution {
  readonly what: string;
  readonly how: string;
}

const frKinds: Readonly<Record<InconsistencyKind, Resolution>> = {
  double_encoded: { what: "accents encodés deux fois", how: "remis comme ils étaient voulus" },
  wrong_encoding: { what: "textes qui ne sont pas dans l’encodage annoncé", how: "lus comme Windows-1252" },
  text_cut: { what: "texte trop long", how: "coupé" },
  zero_date: {
    what: "date vide (0000-00-00)",
    how: "remplacée par la date connue la plus proche, ou laissée vide",
  },
  unreadable_date: {
    what: "date illisible",
    how: "remplacée par la date connue la plus proche, ou laissée vide",
  },
  future_date: {
    what: "date dans l’avenir",
    how: "remplacée par la date connue la plus proche, ou laissée vide",
  },
  rounded_amount: {
    what: "montant avec plus de décimales que la monnaie",
    how: "arrondi à l’unité la plus proche",
  },
  role_unknown: { what: "rôle inconnu", how: "joueur" },
  username_changed: {
    what: "nom d’utilisateur impossible ou déjà pris",
    how: "changé : la personne se connecte avec le nouveau",
  },
  email_dropped: { what: "adresse e-mail illisible ou déjà prise", how: "laissée de côté" },
  phone_dropped: { what: "numéro de téléphone illisible", how: "laissé de côté" },
  password_not_kept: {
    what: "mot de passe d’un format inconnu",
    how: "aucun mot de passe : un administrateur en donne un nouveau",
  },
  user_missing: { what: "achat d’un compte effacé", how: "rattaché à un compte désactivé fait pour lui" },
  package_missing: { what: "forfait effacé", how: "recréé, hors vente" },
  package_renamed: { what: "forfait du même nom qu’un autre", how: "renommé" },
  price_unreadable: { what: "achat sans prix lisible", how: "le montant de la facture compte" },
  payment_status_unknown: { what: "statut de paiement inconnu", how: "en attente" },
  payment_processing: { what: "paiement en cours", how: "en attente" },
  paid_at_but_unpaid: { what: "date de paiement, mais statut impayé", how: "payé à cette date" },
  purchase_out_of_step: {
    what: "statut de session de l’achat en retard sur la session",
    how: "la session compte",
  },
  owner_differs: { what: "facture ou session d’un autre compte que l’achat", how: "l’acheteur compte" },
  minutes_differ: {
    what: "minutes différentes entre l’achat et la session",
    how: "celles de la session restent au joueur",
  },
  amount_differs: {
    what: "montant de la facture différent du prix de l’achat",
    how: "le prix de l’achat compte",
  },
  invoice_missing: {
    what: "achat payé sans facture",
    how: "une facture de GameZone est émise : le client peut jouer",
  },
  invoice_missing_for_the_past: {
    what: "achat passé sans facture",
    how: "une facture est faite pour mémoire",
  },
  invoice_status_differs: {
    what: "statut de la facture contraire à sa session ou à son achat",
    how: "accordé",
  },
  refund_unclear: {
    what: "facture remboursée, achat toujours payé",
    how: "aucun remboursement inventé : vérifiez si l’argent a été rendu",
  },
  invoice_past_its_date: { what: "facture en attente après sa date limite", how: "expirée" },
  session_missing: { what: "facture active sans session", how: "session prête avec tout son temps" },
  session_deleted: {
    what: "facture utilisée dont la session a été effacée",
    how: "session refaite, son temps compté comme utilisé",
  },
  session_full_but_open: { what: "session à 100 % encore ouverte", how: "terminée" },
  session_was_running: {
    what: "session en cours au moment de la reprise",
    how: "en pause : la caisse appuie sur Reprendre",
  },
  session_ready_but_played: { what: "session prête avec du temps déjà joué", how: "en pause" },
  session_completed_early: {
    what: "session terminée avant la fin de son temps",
    how: "terminée, le reste compté comme utilisé",
  },
  session_expired_but_played: {
    what: "session expirée qui avait été jouée",
    how: "arrêtée, ou terminée si tout est joué",
  },
  session_open_but_refunded: { what: "session d’un achat remboursé", how: "arrêtée" },
  session_status_unknown: { what: "statut de session inconnu", how: "décidé par le temps joué" },
  used_more_than_total: {
    what: "temps joué négatif ou supérieur au temps acheté",
    how: "ramené entre zéro et le temps acheté",
  },
  used_unreadable: { what: "temps joué illisible", how: "zéro" },
  number_missing: { what: "facture sans numéro", how: "numéro fait à partir de l’achat" },
  number_too_long: { what: "numéro de facture trop long", how: "coupé" },
  number_duplicate: { what: "numéro de facture en double", how: "un suffixe est ajouté" },
  number_beyond_counter: {
    what: "numéro que GameZone donne ou donnera lui-même",
    how: "un suffixe est ajouté",
  },
  code_unusable: {
    what: "code de validation trop court ou trop long",
    how: "nouveau code : réimprimez le ticket",
  },
  code_duplicate: {
    what: "code de validation en double",
    how: "la facture en attente le garde ; les autres ont un nouveau code",
  },
  qr_duplicate: { what: "QR en double", how: "il mène à la première facture ; le code reste valable" },
  history_without_owner: { what: "lignes d’historique sans session ni facture", how: "gardées, sans lien" },
};

const frReasons: Readonly<Record<RefusalReason, string>> = {
  no_id: "pas d’identifiant",
  minutes_out_of_range: "durée impossible (de 1 à 1440 minutes)",
  amount_out_of_range: "montant illisible ou impossible",
  other_currency: "autre monnaie que celle du centre",
  purchase_missing: "l’achat n’existe plus",
  purchase_refused: "l’achat lui-même n’a pas pu être repris",
  unpaid: "l’achat n’est pas payé : encaissez-le, ou annulez-le",
  never_paid: "vente abandonnée sans paiement : rien à reprendre",
  second_of_its_purchase: "l’achat en a déjà une",
  purchase_came_before: "apparue après la reprise de son achat",
};

const fr = {
  command: "reprendre les données de l’ancien système (MySQL, MariaDB ou sauvegarde .sql)",
  from: "mysql://utilisateur:motdepasse@hôte:3306/base, ou un fichier .sql ou .sql.gz",
  apply: "écrire vraiment ; sans elle, rien n’est écrit",
  source: "nom de l’ancienne installation",
  venue: "numéro du centre (le premier)",
  timeZone: "fuseau horaire des anciennes dates (celui du centre)",
  wrongTimeZone: (given: string) => `« ${given} » n’est pas un fuseau horaire, comme Africa/Abidjan.`,
  wrongVenue: (given: string) => `Il n’y a pas de centre n° ${given}.`,
  wrongSource: "Le nom de l’ancienne installation compte de 1 à 60 signes.",
  steps: { read: "Lecture", history: "Historique", write: "Écriture" },
  applied: (from: string) => `Reprise de ${from} : faite.`,
  dryRun: (from: string) =>
    `Essai de reprise de ${from} : rien n’a été écrit. Ajoutez --apply pour le faire.`,
  dates: (zone: string) => `Les anciennes dates sont lues à l’heure de ${zone}.`,
  tables: "Lignes",
  heads: { table: "table", found: "trouvées", taken: "nouvelles", refused: "refusées" },
  missingTable: "cette table manque",
  missingColumns: (names: string) => `colonnes absentes : ${names}`,
  sums: {
    purchases: "Achats",
    invoices: "Factures",
    sessions: "Sessions",
  },
  sumHeads: {
    status: "statut",
    old: "ancien",
    new: "GameZone",
    amount: "montant",
    minutes: "minutes",
    used: "jouées",
    off: "sans jeu",
  },
  inconsistencies: "Incohérences, et ce qui en a été fait",
  noInconsistencies: "Aucune incohérence.",
  examples: "p. ex.",
  and: (count: number) => `et ${count} autres`,
  refused: "Lignes refusées",
  noneRefused: "Aucune ligne refusée.",
  administrators: "Ces anciens comptes sont administrateurs",
  human: (count: number) => `${count} ligne(s) demandent une personne.`,
  clean: "Rien ne demande une personne.",
  kinds: frKinds,
  reasons: frReasons,
};

const enKinds: Readonly<Record<InconsistencyKind, Resolution>> = {
  double_encoded: { what: "accents encoded twice", how: "mended" },
  wrong_encoding: { what: "texts that are not in the encoding the dump claims", how: "read as Windows-1252" },
  text_cut: { what: "text too long", how: "cut" },
  zero_date: { what: "empty date (0000-00-00)", how: "replaced by the nearest known date, or left empty" },
  unreadable_date: { what: "unreadable date", how: "replaced by the nearest known date, or left empty" },
  future_date: { what: "date in the future", how: "replaced by the nearest known date, or left empty" },
  rounded_amount: { what: "amount with more decimals than the currency", how: "rounded to the nearest unit" },
  role_unknown: { what: "unknown role", how: "player" },
  username_changed: {
    what: "username impossible or taken",
    how: "changed: the person signs in with the new one",
  },
  email_dropped: { what: "e-mail address unreadable or taken", how: "left out" },
  phone_dropped: { what: "unreadable phone number", how: "left out" },
  password_not_kept: {
    what: "password in an unknown format",
    how: "no password: an administrator gives a new one",
  },
  user_missing: { what: "purchase of a deleted account", how: "attached to a disabled account made for it" },
  package_missing: { what: "deleted package", how: "made again, not for sale" },
  package_renamed: { what: "package with the name of another", how: "renamed" },
  price_unreadable: { what: "purchase without a readable price", how: "the invoice’s amount counts" },
  payment_status_unknown: { what: "unknown payment status", how: "pending" },
  payment_processing: { what: "payment in progress", how: "pending" },
  paid_at_but_unpaid: { what: "a payment date, but an unpaid status", how: "paid at that date" },
  purchase_out_of_step: {
    what: "the purchase’s session status lags behind the session",
    how: "the session counts",
  },
  owner_differs: { what: "invoice or session of another account than the purchase", how: "the buyer counts" },
  minutes_differ: {
    what: "purchase and session differ in minutes",
    how: "the player keeps those of the session",
  },
  amount_differs: {
    what: "the invoice’s amount is not the purchase’s price",
    how: "the purchase’s price counts",
  },
  invoice_missing: {
    what: "paid purchase without invoice",
    how: "an invoice of GameZone is issued: the customer can play",
  },
  invoice_missing_for_the_past: {
    what: "past purchase without invoice",
    how: "an invoice is made for the record",
  },
  invoice_status_differs: {
    what: "the invoice’s status contradicts its session or purchase",
    how: "brought in line",
  },
  refund_unclear: {
    what: "invoice refunded, purchase still paid",
    how: "no refund is invented: check whether the money was given back",
  },
  invoice_past_its_date: { what: "pending invoice past its date", how: "expired" },
  session_missing: { what: "active invoice without session", how: "session ready with all of its time" },
  session_deleted: {
    what: "used invoice whose session was deleted",
    how: "session made again, its time counted as used",
  },
  session_full_but_open: { what: "session at 100 % still open", how: "completed" },
  session_was_running: {
    what: "session running at the time of the move",
    how: "paused: the clerk presses Resume",
  },
  session_ready_but_played: { what: "ready session with time already played", how: "paused" },
  session_completed_early: {
    what: "session completed before its time was used",
    how: "completed, the rest counted as used",
  },
  session_expired_but_played: {
    what: "expired session that had been played",
    how: "terminated, or completed when all was played",
  },
  session_open_but_refunded: { what: "session of a refunded purchase", how: "terminated" },
  session_status_unknown: { what: "unknown session status", how: "decided by the time played" },
  used_more_than_total: {
    what: "played time negative or more than was bought",
    how: "brought between zero and the time bought",
  },
  used_unreadable: { what: "unreadable played time", how: "zero" },
  number_missing: { what: "invoice without number", how: "a number is made from the purchase" },
  number_too_long: { what: "invoice number too long", how: "cut" },
  number_duplicate: { what: "invoice number given twice", how: "a suffix is added" },
  number_beyond_counter: { what: "number that GameZone itself gives or will give", how: "a suffix is added" },
  code_unusable: { what: "validation code too short or too long", how: "new code: print the ticket again" },
  code_duplicate: {
    what: "validation code given twice",
    how: "the pending invoice keeps it; the others get a new code",
  },
  qr_duplicate: { what: "QR given twice", how: "it leads to the first invoice; the code still works" },
  history_without_owner: { what: "history rows without session or invoice", how: "kept, without a link" },
};

const enReasons: Readonly<Record<RefusalReason, string>> = {
  no_id: "no id",
  minutes_out_of_range: "impossible duration (1 to 1440 minutes)",
  amount_out_of_range: "unreadable or impossible amount",
  other_currency: "another currency than the venue’s",
  purchase_missing: "the purchase no longer exists",
  purchase_refused: "the purchase itself could not be taken",
  unpaid: "the purchase is not paid: take the payment, or cancel it",
  never_paid: "a sale given up without payment: nothing to take",
  second_of_its_purchase: "the purchase has one already",
  purchase_came_before: "appeared after its purchase was taken",
};

const en: typeof fr = {
  command: "bring the old system’s data over (MySQL, MariaDB or an .sql dump)",
  from: "mysql://user:password@host:3306/database, or an .sql or .sql.gz file",
  apply: "really write; without it nothing is written",
  source: "name of the old installation",
  venue: "number of the venue (the first)",
  timeZone: "time zone of the old dates (the venue’s)",
  wrongTimeZone: (given: string) => `“${given}” is no time zone, such as Africa/Abidjan.`,
  wrongVenue: (given: string) => `There is no venue number ${given}.`,
  wrongSource: "The name of the old installation has 1 to 60 characters.",
  steps: { read: "Reading", history: "History", write: "Writing" },
  applied: (from: string) => `Import of ${from}: done.`,
  dryRun: (from: string) => `Trial import of ${from}: nothing was written. Add --apply to do it.`,
  dates: (zone: string) => `The old dates are read as of ${zone}.`,
  tables: "Rows",
  heads: { table: "table", found: "found", taken: "new", refused: "refused" },
  missingTable: "this table is missing",
  missingColumns: (names: string) => `columns missing: ${names}`,
  sums: {
    purchases: "Purchases",
    invoices: "Invoices",
    sessions: "Sessions",
  },
  sumHeads: {
    status: "status",
    old: "old",
    new: "GameZone",
    amount: "amount",
    minutes: "minutes",
    used: "played",
    off: "not played",
  },
  inconsistencies: "Inconsistencies, and what was done about them",
  noInconsistencies: "No inconsistency.",
  examples: "e.g.",
  and: (count: number) => `and ${count} more`,
  refused: "Refused rows",
  noneRefused: "No row refused.",
  administrators: "These old accounts are administrators",
  human: (count: number) => `${count} row(s) need a person.`,
  clean: "Nothing needs a person.",
  kinds: enKinds,
  reasons: enReasons,
};

export type ImportWords = typeof fr;
export const importWords: Readonly<Record<Language, ImportWords>> = { fr: spaceFrenchWords(fr), en };
