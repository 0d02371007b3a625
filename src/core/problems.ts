import { type Permission, permissionWords } from "./permissions.ts";
import { playerProblems } from "./player-problems.ts";

/**
 * Every refusal of GameZone in one list: its stable code, its HTTP status and its words. `detail` says what
 * happened, `next` what to do about it. French first: it is what the counters speak.
 */
export type Language = "fr" | "en";
export const languages: readonly Language[] = ["fr", "en"];

type Detail = string | ((facts: Readonly<Record<string, unknown>>) => string);
interface Words {
  readonly title: string;
  readonly detail: Detail;
  readonly next: string;
}
interface Problem {
  readonly status: number;
  readonly fr: Words;
  readonly en: Words;
}

const nothingLostFr = "Rien n’a été enregistré.";
const nothingLostEn = "Nothing was recorded.";

export const problems = {
  invalid_input: {
    status: 400,
    fr: {
      title: "Saisie refusée",
      detail: (facts) => `${nothingLostFr} ${facts.summary ?? "Une valeur n’est pas acceptable."}`,
      next: "Corrigez les champs indiqués, puis recommencez.",
    },
    en: {
      title: "Input refused",
      detail: (facts) => `${nothingLostEn} ${facts.summary ?? "A value is not acceptable."}`,
      next: "Correct the fields named, then try again.",
    },
  },
  not_signed_in: {
    status: 401,
    fr: {
      title: "Connexion nécessaire",
      detail: "Vous n’êtes pas connecté, ou votre connexion a expiré.",
      next: "Connectez-vous, puis recommencez.",
    },
    en: {
      title: "Sign-in needed",
      detail: "You are not signed in, or your sign-in has expired.",
      next: "Sign in, then try again.",
    },
  },
  wrong_credentials: {
    status: 401,
    fr: {
      title: "Identifiant ou mot de passe incorrect",
      detail: "Ce couple identifiant et mot de passe n’existe pas.",
      next: "Vérifiez la saisie. Un administrateur peut donner un nouveau mot de passe.",
    },
    en: {
      title: "Wrong username or password",
      detail: "This pair of username and password does not exist.",
      next: "Check what you typed. An administrator can give a new password.",
    },
  },
  not_allowed: {
    status: 403,
    fr: {
      title: "Action réservée",
      detail: (facts) =>
        facts.permission
          ? `Il vous manque le droit « ${permissionWord(facts.permission, "fr")} ». Rien n’a changé.`
          : "Votre rôle ne permet pas cette action.",
      next: "Demandez à une personne qui en a le droit.",
    },
    en: {
      title: "Not allowed",
      detail: (facts) =>
        facts.permission
          ? `You lack the permission “${permissionWord(facts.permission, "en")}”. Nothing changed.`
          : "Your role does not allow this action.",
      next: "Ask somebody who may do it.",
    },
  },
  foreign_origin: {
    status: 403,
    fr: {
      title: "Demande venue d’un autre site",
      detail: `La demande ne vient pas de cette application. ${nothingLostFr}`,
      next: "Ouvrez GameZone à sa propre adresse, puis recommencez.",
    },
    en: {
      title: "Request from another site",
      detail: `The request does not come from this application. ${nothingLostEn}`,
      next: "Open GameZone at its own address, then try again.",
    },
  },
  not_found: {
    status: 404,
    fr: {
      title: "Introuvable",
      detail: "Ce que vous demandez n’existe pas, ou ne vous appartient pas.",
      next: "Vérifiez le numéro ou revenez à la liste.",
    },
    en: {
      title: "Not found",
      detail: "What you ask for does not exist, or is not yours.",
      next: "Check the number or go back to the list.",
    },
  },
  reference_unknown: {
    status: 404,
    fr: {
      title: "Rien de tel",
      detail: (facts) => `Aucune facture, aucun code, aucune session ne correspond à « ${facts.reference} ».`,
      next: "Vérifiez le numéro ou le code sur le ticket, ou cherchez le joueur par son nom.",
    },
    en: {
      title: "Nothing of the kind",
      detail: (facts) => `No invoice, no code and no session matches “${facts.reference}”.`,
      next: "Check the number or the code on the ticket, or look for the player by name.",
    },
  },
  too_large: {
    status: 413,
    fr: {
      title: "Envoi trop volumineux",
      detail: `Le contenu envoyé dépasse la limite. ${nothingLostFr}`,
      next: "Envoyez moins de données.",
    },
    en: {
      title: "Too large",
      detail: `What was sent is over the limit. ${nothingLostEn}`,
      next: "Send less data.",
    },
  },
  unsupported_media: {
    status: 415,
    fr: {
      title: "Format non accepté",
      detail: `Le contenu doit être du JSON. ${nothingLostFr}`,
      next: "Envoyez un corps application/json.",
    },
    en: {
      title: "Format not accepted",
      detail: `The content must be JSON. ${nothingLostEn}`,
      next: "Send an application/json body.",
    },
  },
  idempotency_key_reused: {
    status: 422,
    fr: {
      title: "Clé déjà utilisée",
      detail: `Cette clé Idempotency-Key a déjà servi pour une autre demande. ${nothingLostFr}`,
      next: "Employez une nouvelle clé pour une nouvelle demande.",
    },
    en: {
      title: "Key already used",
      detail: `This Idempotency-Key was already used for another request. ${nothingLostEn}`,
      next: "Use a new key for a new request.",
    },
  },
  rate_limited: {
    status: 429,
    fr: {
      title: "Trop d’essais",
      detail: "Trop d’essais en peu de temps. Rien n’est perdu.",
      next: "Attendez une minute, puis recommencez.",
    },
    en: {
      title: "Too many attempts",
      detail: "Too many attempts in a short time. Nothing is lost.",
      next: "Wait a minute, then try again.",
    },
  },
  internal: {
    status: 500,
    fr: {
      title: "Erreur inattendue",
      detail: (facts) => `Quelque chose n’a pas marché de notre côté. Référence : ${facts.requestId ?? "—"}.`,
      next: "Recommencez. Si cela continue, donnez cette référence à la personne qui s’occupe du système.",
    },
    en: {
      title: "Unexpected error",
      detail: (facts) => `Something went wrong on our side. Reference: ${facts.requestId ?? "—"}.`,
      next: "Try again. If it goes on, give this reference to whoever looks after the system.",
    },
  },
  unavailable: {
    status: 503,
    fr: {
      title: "Momentanément indisponible",
      detail: `La base de données ne répond pas, est occupée, ou reprend après une interruption. ${nothingLostFr}`,
      next: "Attendez quelques secondes, puis recommencez : cela se rétablit de soi-même.",
    },
    en: {
      title: "Unavailable for a moment",
      detail: `The database does not answer, is busy, or is coming back after an interruption. ${nothingLostEn}`,
      next: "Wait a few seconds, then try again: it comes back by itself.",
    },
  },

  username_taken: {
    status: 409,
    fr: {
      title: "Identifiant déjà pris",
      detail: (facts) => `L’identifiant « ${facts.username} » est déjà pris. ${nothingLostFr}`,
      next: "Choisissez-en un autre, ou cherchez si le joueur existe déjà.",
    },
    en: {
      title: "Username taken",
      detail: (facts) => `The username “${facts.username}” is already taken. ${nothingLostEn}`,
      next: "Choose another, or look whether the player already exists.",
    },
  },
  last_administrator: {
    status: 409,
    fr: {
      title: "Dernier administrateur",
      detail:
        "C’est le dernier compte d’administrateur actif : sans lui, plus personne ne pourrait régler le centre. Rien n’a changé.",
      next: "Donnez d’abord le rôle d’administrateur à une autre personne.",
    },
    en: {
      title: "Last administrator",
      detail:
        "This is the last active administrator’s account: without it nobody could manage the centre. Nothing changed.",
      next: "Make somebody else an administrator first.",
    },
  },
  currency_fixed: {
    status: 409,
    fr: {
      title: "Devise déjà employée",
      detail: (facts) =>
        `De l’argent est déjà compté en ${facts.currency} : factures et recettes ne peuvent pas changer de devise. Rien n’a changé.`,
      next: "Gardez cette devise. Pour un centre dans une autre devise, commencez une nouvelle installation.",
    },
    en: {
      title: "Currency in use",
      detail: (facts) =>
        `Money was counted in ${facts.currency} already: invoices and takings cannot change their currency. Nothing changed.`,
      next: "Keep this currency. For a centre with another one, begin a new installation.",
    },
  },
  changed_meanwhile: {
    status: 409,
    fr: {
      title: "Modifié entre-temps",
      detail: `Quelqu’un d’autre a enregistré un changement depuis que vous avez ouvert cette page. ${nothingLostFr}`,
      next: "Regardez ce qui a changé, puis enregistrez de nouveau si c’est encore utile.",
    },
    en: {
      title: "Changed meanwhile",
      detail: `Somebody else saved a change since you opened this page. ${nothingLostEn}`,
      next: "Look at what changed, then save again if it is still needed.",
    },
  },
  name_taken: {
    status: 409,
    fr: {
      title: "Nom déjà pris",
      detail: (facts) => `Le nom « ${facts.name} » est déjà pris. ${nothingLostFr}`,
      next: "Choisissez un autre nom.",
    },
    en: {
      title: "Name taken",
      detail: (facts) => `The name “${facts.name}” is already taken. ${nothingLostEn}`,
      next: "Choose another name.",
    },
  },
  package_not_for_sale: {
    status: 409,
    fr: {
      title: "Forfait retiré de la vente",
      detail: `Ce forfait, ou son jeu, n’est plus en vente. ${nothingLostFr}`,
      next: "Choisissez un autre forfait.",
    },
    en: {
      title: "Package not for sale",
      detail: `This package, or its game, is no longer for sale. ${nothingLostEn}`,
      next: "Choose another package.",
    },
  },
  package_sold_at_the_end: {
    status: 409,
    fr: {
      title: "Forfait qui se paie à la fin",
      detail: `Ce forfait se joue d’abord et se paie ensuite : il n’est pas vendu d’avance. ${nothingLostFr}`,
      next: "Choisissez un poste et démarrez : le prix se calcule à l’arrêt.",
    },
    en: {
      title: "Package paid at the end",
      detail: `This package is played first and paid after: it is not sold in advance. ${nothingLostEn}`,
      next: "Choose a station and start: the price is worked out when it stops.",
    },
  },
  pass_has_no_window: {
    status: 409,
    fr: {
      title: "Pass sans heures à venir",
      detail: `Ce pass n’a aucune heure ouverte d’ici un an. ${nothingLostFr}`,
      next: "Un administrateur peut corriger ses jours dans le catalogue.",
    },
    en: {
      title: "Pass without hours to come",
      detail: `This pass has no hours that open within a year. ${nothingLostEn}`,
      next: "An administrator can correct its days in the catalogue.",
    },
  },
  price_too_high: {
    status: 409,
    fr: {
      title: "Prix hors limites",
      detail: `Avec ses suppléments, le prix dépasse ce que l’on peut enregistrer. ${nothingLostFr}`,
      next: "Vérifiez le prix du forfait et les suppléments dans le catalogue.",
    },
    en: {
      title: "Price out of bounds",
      detail: `With its surcharges, the price is beyond what can be recorded. ${nothingLostEn}`,
      next: "Check the package’s price and the surcharges in the catalogue.",
    },
  },
  zone_not_paid: {
    status: 409,
    fr: {
      title: "Zone non payée",
      detail: (facts) =>
        `Le poste est dans la zone « ${facts.zoneName} », plus chère que celle qui a été payée. Rien n’a changé.`,
      next: "Choisissez un poste d’une autre zone, ou vendez un forfait pour cette zone.",
    },
    en: {
      title: "Zone not paid",
      detail: (facts) =>
        `The station is in the zone “${facts.zoneName}”, dearer than the one that was paid. Nothing changed.`,
      next: "Choose a station of another zone, or sell a package for this zone.",
    },
  },
  membership_overlaps: {
    status: 409,
    fr: {
      title: "Déjà abonné",
      detail: (facts) => `Ce joueur a un abonnement jusqu’au ${facts.untilDay} compris. ${nothingLostFr}`,
      next: "Faites commencer le nouvel abonnement après, ou arrêtez d’abord l’autre.",
    },
    en: {
      title: "Already a member",
      detail: (facts) => `This player has a membership until ${facts.untilDay}, included. ${nothingLostEn}`,
      next: "Let the new membership begin after it, or end the other one first.",
    },
  },
  membership_used: {
    status: 409,
    fr: {
      title: "Abonnement déjà servi",
      detail: (facts) =>
        `Des achats sont déjà faits avec l’abonnement « ${facts.name} » : il ne se rembourse plus. ${nothingLostFr}`,
      next: "Arrêtez-le plutôt : aujourd’hui est alors son dernier jour.",
    },
    en: {
      title: "Membership used",
      detail: (facts) =>
        `Things were bought with the membership “${facts.name}” already: it can no longer be paid back. ${nothingLostEn}`,
      next: "End it instead: today is its last day then.",
    },
  },
  membership_not_for_sale: {
    status: 409,
    fr: {
      title: "Abonnement retiré de la vente",
      detail: `Cet abonnement n’est plus proposé. ${nothingLostFr}`,
      next: "Choisissez un autre abonnement.",
    },
    en: {
      title: "Membership not for sale",
      detail: `This membership is no longer offered. ${nothingLostEn}`,
      next: "Choose another membership.",
    },
  },
  player_inactive: {
    status: 409,
    fr: {
      title: "Compte désactivé",
      detail: `Le compte de ce joueur est désactivé. ${nothingLostFr}`,
      next: "Réactivez le compte du joueur, puis recommencez.",
    },
    en: {
      title: "Account disabled",
      detail: `This player’s account is disabled. ${nothingLostEn}`,
      next: "Enable the player’s account, then try again.",
    },
  },
  purchase_not_payable: {
    status: 409,
    fr: {
      title: "Achat non payable",
      detail: (facts) => `Cet achat est ${purchaseFr(facts.paymentStatus)}. Aucun paiement n’a été pris.`,
      next: "S’il est payé, sa facture existe déjà : ouvrez-la. Sinon, vendez à nouveau.",
    },
    en: {
      title: "Purchase not payable",
      detail: (facts) => `This purchase is ${facts.paymentStatus}. No payment was taken.`,
      next: "If it is paid, its invoice exists already: open it. Otherwise sell again.",
    },
  },
  amount_mismatch: {
    status: 422,
    fr: {
      title: "Montant différent du prix",
      detail: (facts) =>
        `Le prix est ${facts.due}, le montant envoyé ${facts.amount}. Aucun paiement n’a été pris.`,
      next: "Payez exactement le prix ; l’argent remis va dans « tendered ».",
    },
    en: {
      title: "Amount differs from the price",
      detail: (facts) => `The price is ${facts.due}, the amount sent ${facts.amount}. No payment was taken.`,
      next: "Pay exactly the price; the cash handed over goes in “tendered”.",
    },
  },
  tendered_too_small: {
    status: 422,
    fr: {
      title: "Somme remise insuffisante",
      detail: (facts) => `Il manque ${facts.missing}. Aucun paiement n’a été pris.`,
      next: "Demandez le complément, puis encaissez.",
    },
    en: {
      title: "Not enough cash",
      detail: (facts) => `${facts.missing} is missing. No payment was taken.`,
      next: "Ask for the rest, then take the payment.",
    },
  },
  purchase_not_cancellable: {
    status: 409,
    fr: {
      title: "Achat non annulable",
      detail: (facts) => `Cet achat est ${purchaseFr(facts.paymentStatus)}. Rien n’a changé.`,
      next: "Un achat payé se rembourse, un jeu libre se facture ; ils ne s’annulent pas.",
    },
    en: {
      title: "Purchase not cancellable",
      detail: (facts) => `This purchase is ${facts.paymentStatus}. Nothing changed.`,
      next: "A paid purchase is refunded and open-ended play is billed, not cancelled.",
    },
  },
  purchase_not_refundable: {
    status: 409,
    fr: {
      title: "Achat non remboursable",
      detail: (facts) =>
        facts.invoiceStatus
          ? `La facture est ${invoiceFr(facts.invoiceStatus)}. Rien n’a changé.`
          : `Cet achat est ${purchaseFr(facts.paymentStatus)}. Rien n’a changé.`,
      next: "Seul un achat payé se rembourse, tant que sa session n’est pas terminée. Si la facture a expiré ou a été annulée, un administrateur peut le faire.",
    },
    en: {
      title: "Purchase not refundable",
      detail: (facts) =>
        facts.invoiceStatus
          ? `The invoice is ${facts.invoiceStatus}. Nothing changed.`
          : `This purchase is ${facts.paymentStatus}. Nothing changed.`,
      next: "Only a paid purchase whose session has not ended can be refunded. An administrator can do it when the invoice expired or was cancelled.",
    },
  },

  invoice_not_cancellable: {
    status: 409,
    fr: {
      title: "Facture non annulable",
      detail: (facts) =>
        `La facture ${facts.invoiceNumber} est ${invoiceFr(facts.invoiceStatus)}. Rien n’a changé.`,
      next: "Une facture activée se rembourse avec son achat.",
    },
    en: {
      title: "Invoice not cancellable",
      detail: (facts) => `Invoice ${facts.invoiceNumber} is ${facts.invoiceStatus}. Nothing changed.`,
      next: "An activated invoice is refunded with its purchase.",
    },
  },

  invalid_code: {
    status: 404,
    fr: {
      title: "Code inconnu",
      detail: "Ce code n’est celui d’aucune facture de ce centre. L’essai est noté.",
      next: "Vérifiez le code sur la facture, ou scannez son QR. Sinon, cherchez la facture par son numéro.",
    },
    en: {
      title: "Unknown code",
      detail: "This code belongs to no invoice of this centre. The attempt is on record.",
      next: "Check the code on the invoice, or scan its QR. Otherwise look the invoice up by its number.",
    },
  },
  already_active: {
    status: 409,
    fr: {
      title: "Facture déjà activée",
      detail: (facts) =>
        `Facture ${facts.invoiceNumber} déjà activée${byFr(facts)}. Aucune minute n’est perdue.`,
      next: "Ouvrez sa session : elle attend ou elle est en cours.",
    },
    en: {
      title: "Invoice already activated",
      detail: (facts) =>
        `Invoice ${facts.invoiceNumber} was already activated${byEn(facts)}. No minute is lost.`,
      next: "Open its session: it is waiting or running.",
    },
  },
  already_used: {
    status: 409,
    fr: {
      title: "Facture déjà utilisée",
      detail: (facts) => `Facture ${facts.invoiceNumber} : son temps est terminé. Activée${byFr(facts)}.`,
      next: "Montrez l’historique de la session au client, ou vendez un nouveau forfait.",
    },
    en: {
      title: "Invoice already used",
      detail: (facts) => `Invoice ${facts.invoiceNumber}: its time is over. Activated${byEn(facts)}.`,
      next: "Show the customer the session’s history, or sell a new package.",
    },
  },
  expired: {
    status: 409,
    fr: {
      title: "Facture expirée",
      detail: (facts) => `Facture ${facts.invoiceNumber} : elle a expiré sans être utilisée.`,
      next: "Un administrateur peut rembourser l’achat.",
    },
    en: {
      title: "Invoice expired",
      detail: (facts) => `Invoice ${facts.invoiceNumber}: it expired unused.`,
      next: "An administrator can refund the purchase.",
    },
  },
  cancelled: {
    status: 409,
    fr: {
      title: "Facture annulée",
      detail: (facts) => `Facture ${facts.invoiceNumber} : elle a été annulée.`,
      next: "Vendez un nouveau forfait.",
    },
    en: {
      title: "Invoice cancelled",
      detail: (facts) => `Invoice ${facts.invoiceNumber}: it was cancelled.`,
      next: "Sell a new package.",
    },
  },
  refunded: {
    status: 409,
    fr: {
      title: "Facture remboursée",
      detail: (facts) => `Facture ${facts.invoiceNumber} : elle a été remboursée.`,
      next: "Vendez un nouveau forfait.",
    },
    en: {
      title: "Invoice refunded",
      detail: (facts) => `Invoice ${facts.invoiceNumber}: it was refunded.`,
      next: "Sell a new package.",
    },
  },

  session_transition_refused: {
    status: 409,
    fr: {
      title: "Action impossible dans cet état",
      detail: (facts) =>
        `La session est ${sessionFr(facts.status)} : cette action n’est pas possible. Rien n’a changé.`,
      next: "Regardez l’état de la session et sa liste de contrôle.",
    },
    en: {
      title: "Not possible in this state",
      detail: (facts) => `The session is ${facts.status}: this action is not possible. Nothing changed.`,
      next: "Look at the session’s state and its checklist.",
    },
  },
  session_over: {
    status: 409,
    fr: {
      title: "Temps écoulé",
      detail: "Le temps acheté est écoulé : la session se ferme d’elle-même.",
      next: "Vendez un nouveau forfait pour continuer à jouer.",
    },
    en: {
      title: "Time is up",
      detail: "The time bought is over: the session closes by itself.",
      next: "Sell a new package to go on playing.",
    },
  },
  pass_not_yet: {
    status: 409,
    fr: {
      title: "Forfait pas encore valable",
      detail: (facts) =>
        `Facture ${facts.invoiceNumber} : valable à partir du ${localInstant(facts, "fr-FR", facts.passFrom)}. Elle reste à utiliser.`,
      next: "Revenez à l’heure dite, ou vendez un autre forfait pour jouer tout de suite.",
    },
    en: {
      title: "Pass not valid yet",
      detail: (facts) =>
        `Invoice ${facts.invoiceNumber}: valid from ${localInstant(facts, "en-GB", facts.passFrom)}. It is still to be used.`,
      next: "Come back at that hour, or sell another package to play at once.",
    },
  },
  not_open_play: {
    status: 409,
    fr: {
      title: "Pas un jeu libre",
      detail: "Seul le jeu libre se paie à la fin. Rien n’a changé.",
      next: "Vendez ce forfait et encaissez-le d’abord ; une session déjà payée s’arrête autrement.",
    },
    en: {
      title: "Not open-ended play",
      detail: "Only open-ended play is paid at its end. Nothing changed.",
      next: "Sell this package and take its payment first; a session that is paid ends otherwise.",
    },
  },
  open_play_unpaid: {
    status: 409,
    fr: {
      title: "Un jeu libre n’est pas encore payé",
      detail: "Ce joueur a déjà un jeu libre en cours ou à payer. Rien n’a été enregistré.",
      next: "Arrêtez et encaissez-le d’abord, ou notez-le comme impayé avec un motif.",
    },
    en: {
      title: "Open-ended play is not paid yet",
      detail: "This player already has open-ended play that runs or is to be paid. Nothing was recorded.",
      next: "Stop it and take its payment first, or note it as unpaid with a reason.",
    },
  },
  session_still_runs: {
    status: 409,
    fr: {
      title: "La session n’est pas finie",
      detail: "Le montant n’est connu qu’à la fin du jeu. Rien n’a été encaissé.",
      next: "Appuyez d’abord sur « Facturer ».",
    },
    en: {
      title: "The session has not ended",
      detail: "The amount is known only at the end of play. No money was taken.",
      next: "First press “Bill”.",
    },
  },
  pass_over: {
    status: 409,
    fr: {
      title: "Plage horaire terminée",
      detail: "La plage horaire de ce forfait est passée : il ne peut plus jouer. Rien n’a changé.",
      next: "Prolongez la session avec un motif, ou vendez un nouveau forfait.",
    },
    en: {
      title: "The pass is over",
      detail: "The window of this pass has passed: it cannot run any more. Nothing changed.",
      next: "Extend the session with a reason, or sell a new package.",
    },
  },
  pass_cannot_pause: {
    status: 409,
    fr: {
      title: "Un forfait à plage horaire ne se met pas en pause",
      detail: "Il finit à l’heure dite, qu’on joue ou non. La session continue, rien n’a changé.",
      next: "Si c’est la faute du centre, prolongez la session avec un motif.",
    },
    en: {
      title: "A pass cannot be paused",
      detail: "It ends at its hour whether one plays or not. The session runs on, nothing changed.",
      next: "If the centre is at fault, extend the session with a reason.",
    },
  },
  session_not_due: {
    status: 409,
    fr: {
      title: "Session pas encore à son terme",
      detail: "Il reste du temps à cette session. Rien n’a changé.",
      next: "Attendez la fin, ou terminez-la avec un motif.",
    },
    en: {
      title: "Session not due yet",
      detail: "This session has time left. Nothing changed.",
      next: "Wait for its end, or terminate it with a reason.",
    },
  },
  grant_too_long: {
    status: 422,
    fr: {
      title: "Prolongation trop longue",
      detail: (facts) => `Une session compte au plus ${facts.largestMinutes} minutes. Rien n’a changé.`,
      next: "Ajoutez moins de minutes.",
    },
    en: {
      title: "Extension too long",
      detail: (facts) => `A session holds at most ${facts.largestMinutes} minutes. Nothing changed.`,
      next: "Add fewer minutes.",
    },
  },
  station_busy: {
    status: 409,
    fr: {
      title: "Poste occupé",
      detail: (facts) => `Le poste ${facts.stationName} est déjà pris par la session n° ${facts.sessionId}.`,
      next: "Choisissez un autre poste, ou terminez l’autre session.",
    },
    en: {
      title: "Station busy",
      detail: (facts) => `Station ${facts.stationName} is already taken by session no. ${facts.sessionId}.`,
      next: "Choose another station, or end the other session.",
    },
  },
  station_out_of_service: {
    status: 409,
    fr: {
      title: "Poste hors service",
      detail: (facts) => `Le poste ${facts.stationName} est hors service. Rien n’a changé.`,
      next: "Choisissez un autre poste.",
    },
    en: {
      title: "Station out of service",
      detail: (facts) => `Station ${facts.stationName} is out of service. Nothing changed.`,
      next: "Choose another station.",
    },
  },
  ...playerProblems,
  station_out_of_order: {
    status: 409,
    fr: {
      title: "Poste en panne",
      detail: (facts) => `Le poste ${facts.stationName} est en panne : ${facts.fault}. Rien n’a changé.`,
      next: "Choisissez un autre poste, ou déclarez celui-ci réparé.",
    },
    en: {
      title: "Station out of order",
      detail: (facts) => `Station ${facts.stationName} is out of order: ${facts.fault}. Nothing changed.`,
      next: "Choose another station, or tell that this one is mended.",
    },
  },
  station_in_play: {
    status: 409,
    fr: {
      title: "Quelqu’un joue sur ce poste",
      detail: (facts) =>
        `Le poste ${facts.stationName} est pris par la session n° ${facts.sessionId}. Rien n’a changé.`,
      next: "Déplacez d’abord le joueur, ou attendez la fin de sa session.",
    },
    en: {
      title: "Somebody plays at this station",
      detail: (facts) =>
        `Station ${facts.stationName} is taken by session no. ${facts.sessionId}. Nothing changed.`,
      next: "Move the player first, or wait for the end of the session.",
    },
  },
  place_taken: {
    status: 409,
    fr: {
      title: "Deux postes à la même place",
      detail:
        "Quelqu’un a changé le plan entre-temps : deux postes seraient à la même place. Rien n’a changé.",
      next: "Le plan est relu : placez vos postes de nouveau.",
    },
    en: {
      title: "Two stations in one place",
      detail: "Somebody changed the map meanwhile: two stations would stand in one place. Nothing changed.",
      next: "The map is read again: place your stations anew.",
    },
  },
  group_seated: {
    status: 409,
    fr: {
      title: "Groupe déjà assis",
      detail: (facts) =>
        `Il reste ${facts.waiting} facture(s) à asseoir dans ce groupe, et ${facts.stations} poste(s) choisis. Rien n’a changé.`,
      next: "Choisissez autant de postes qu’il reste de joueurs à asseoir.",
    },
    en: {
      title: "Group already seated",
      detail: (facts) =>
        `${facts.waiting} invoice(s) of this group still wait, and ${facts.stations} station(s) were chosen. Nothing changed.`,
      next: "Choose as many stations as there are players to seat.",
    },
  },
  zone_in_use: {
    status: 409,
    fr: {
      title: "Zone utilisée",
      detail: (facts) => `Des postes se trouvent dans la zone ${facts.zoneName}. Rien n’a changé.`,
      next: "Mettez d’abord ces postes dans une autre zone.",
    },
    en: {
      title: "Zone in use",
      detail: (facts) => `Stations stand in the zone ${facts.zoneName}. Nothing changed.`,
      next: "Put those stations into another zone first.",
    },
  },
  session_without_station: {
    status: 409,
    fr: {
      title: "Session sans poste",
      detail: (facts) =>
        `La session n° ${facts.sessionId} n’occupe pas de poste : il n’y a rien à échanger. Rien n’a changé.`,
      next: "Déplacez-la sur un poste libre.",
    },
    en: {
      title: "Session without a station",
      detail: (facts) =>
        `Session no. ${facts.sessionId} is at no station: there is nothing to swap. Nothing changed.`,
      next: "Move it to a free station.",
    },
  },
  clock_went_backwards: {
    status: 409,
    fr: {
      title: "L’horloge a reculé",
      detail:
        "L’horloge de l’ordinateur a reculé : les débuts et les fins de session sont suspendus. Aucune minute n’est perdue.",
      next: "Remettez l’horloge à l’heure, puis un administrateur confirme dans les réglages.",
    },
    en: {
      title: "The clock went backwards",
      detail:
        "The computer’s clock went backwards: sessions neither start nor end for now. No minute is lost.",
      next: "Set the clock right, then an administrator confirms it in the settings.",
    },
  },
  no_open_shift: {
    status: 409,
    fr: {
      title: "Caisse fermée",
      detail: (facts) =>
        facts.tillName
          ? `Aucun service n’est ouvert à « ${facts.tillName} ». ${nothingLostFr}`
          : `Aucun service n’est ouvert : la caisse ne prend ni ne rend d’argent. ${nothingLostFr}`,
      next: "Ouvrez un service dans « Caisse » en comptant le fond, puis recommencez.",
    },
    en: {
      title: "The till is closed",
      detail: (facts) =>
        facts.tillName
          ? `No shift is open at “${facts.tillName}”. ${nothingLostEn}`
          : `No shift is open: the till neither takes nor gives money. ${nothingLostEn}`,
      next: "Open a shift in “Till” by counting the cash in it, then try again.",
    },
  },
  till_needed: {
    status: 409,
    fr: {
      title: "Quelle caisse ?",
      detail: (facts) => `Il y a plusieurs caisses : ${namesOf(facts.tills)}. ${nothingLostFr}`,
      next: "Choisissez la caisse, ou ouvrez un service à votre nom, puis recommencez.",
    },
    en: {
      title: "Which till?",
      detail: (facts) => `There are several tills: ${namesOf(facts.tills)}. ${nothingLostEn}`,
      next: "Choose the till, or open a shift in your own name, then try again.",
    },
  },
  till_out_of_use: {
    status: 409,
    fr: {
      title: "Caisse hors service",
      detail: `Cette caisse ne sert plus, ou aucune caisse n’est en service. ${nothingLostFr}`,
      next: "Choisissez une autre caisse, ou demandez à un administrateur de la remettre en service.",
    },
    en: {
      title: "Till out of use",
      detail: `This till is no longer used, or no till is in use. ${nothingLostEn}`,
      next: "Choose another till, or ask an administrator to put it back into use.",
    },
  },
  shift_already_open: {
    status: 409,
    fr: {
      title: "Service déjà ouvert",
      detail: (facts) => `Un service est déjà ouvert à « ${facts.tillName} ». ${nothingLostFr}`,
      next: "Continuez avec lui, ou fermez-le d’abord en comptant la caisse.",
    },
    en: {
      title: "Shift already open",
      detail: (facts) => `A shift is already open at “${facts.tillName}”. ${nothingLostEn}`,
      next: "Go on with it, or close it first by counting the till.",
    },
  },
  shift_closed: {
    status: 409,
    fr: {
      title: "Service déjà fermé",
      detail: `Ce service a été fermé : son rapport Z ne change plus. ${nothingLostFr}`,
      next: "Ouvrez un nouveau service, puis recommencez.",
    },
    en: {
      title: "Shift already closed",
      detail: `This shift was closed: its Z report no longer changes. ${nothingLostEn}`,
      next: "Open a new shift, then try again.",
    },
  },
  till_short: {
    status: 409,
    fr: {
      title: "Pas assez dans la caisse",
      detail: (facts) =>
        `D’après ce service, la caisse contient ${facts.expected} : on ne peut pas en sortir ${facts.amount}. ${nothingLostFr}`,
      next: "Comptez la caisse. S’il s’y trouve davantage, entrez d’abord cet argent, avec son motif.",
    },
    en: {
      title: "Not enough in the till",
      detail: (facts) =>
        `By this shift’s entries the till holds ${facts.expected}: ${facts.amount} cannot be taken out. ${nothingLostEn}`,
      next: "Count the till. If more lies there, put that cash in first, with its reason.",
    },
  },
  count_does_not_add_up: {
    status: 422,
    fr: {
      title: "Comptage incohérent",
      detail: (facts) =>
        facts.worth
          ? `Les pièces et billets comptés font ${facts.worth}, et non ${facts.counted}. ${nothingLostFr}`
          : `Une coupure comptée n’existe pas dans la devise du centre. ${nothingLostFr}`,
      next: "Comptez à nouveau, puis recommencez.",
    },
    en: {
      title: "The count does not add up",
      detail: (facts) =>
        facts.worth
          ? `The notes and coins counted are worth ${facts.worth}, not ${facts.counted}. ${nothingLostEn}`
          : `A denomination that was counted does not exist in the venue’s currency. ${nothingLostEn}`,
      next: "Count again, then try again.",
    },
  },
  approval_needed: {
    status: 403,
    fr: {
      title: "Accord nécessaire",
      detail: (facts) =>
        `Rembourser ${facts.amount} dépasse ${facts.limit} : il faut l’accord d’un administrateur. ${nothingLostFr}`,
      next: "Un administrateur saisit son identifiant et son code PIN sur cet écran.",
    },
    en: {
      title: "Approval needed",
      detail: (facts) =>
        `Paying back ${facts.amount} is above ${facts.limit}: an administrator has to approve. ${nothingLostEn}`,
      next: "An administrator enters their username and PIN on this screen.",
    },
  },
  approval_refused: {
    status: 403,
    fr: {
      title: "Accord refusé",
      detail: `Cet identifiant et ce code PIN ne sont pas ceux d’un administrateur du centre. ${nothingLostFr} L’essai est noté.`,
      next: "L’administrateur vérifie sa saisie. Il choisit son code PIN dans « Mon compte ».",
    },
    en: {
      title: "Approval refused",
      detail: `This username and PIN are not those of an administrator of the venue. ${nothingLostEn} The try is noted.`,
      next: "The administrator checks what they typed. They choose their PIN in “My account”.",
    },
  },
  clock_is_right: {
    status: 409,
    fr: {
      title: "Rien à confirmer",
      detail: "L’horloge n’a pas reculé. Rien n’a changé.",
      next: "Rien à faire.",
    },
    en: {
      title: "Nothing to acknowledge",
      detail: "The clock did not go backwards. Nothing changed.",
      next: "Nothing to do.",
    },
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as ProblemCode[];

const purchaseWords: Readonly<Record<string, string>> = {
  pending: "en attente de paiement",
  completed: "déjà payé",
  refunded: "remboursé",
  failed: "en échec",
  cancelled: "annulé",
};
const invoiceWords: Readonly<Record<string, string>> = {
  pending: "en attente",
  active: "activée",
  used: "déjà utilisée",
  expired: "expirée",
  cancelled: "annulée",
  refunded: "remboursée",
};
const sessionWords: Readonly<Record<string, string>> = {
  ready: "prête",
  active: "en cours",
  paused: "en pause",
  completed: "terminée",
  expired: "expirée",
  terminated: "arrêtée",
};

function permissionWord(permission: unknown, language: Language): string {
  return permissionWords[permission as Permission]?.[language] ?? String(permission);
}
function purchaseFr(status: unknown): string {
  return purchaseWords[String(status)] ?? String(status);
}
function invoiceFr(status: unknown): string {
  return invoiceWords[String(status)] ?? String(status);
}
function sessionFr(status: unknown): string {
  return sessionWords[String(status)] ?? String(status);
}
function byFr(facts: Readonly<Record<string, unknown>>): string {
  const by = facts.activatedBy ? ` par ${facts.activatedBy}` : "";
  return facts.activatedAt ? `${by} le ${localInstant(facts, "fr-FR")}` : by;
}
function byEn(facts: Readonly<Record<string, unknown>>): string {
  const by = facts.activatedBy ? ` by ${facts.activatedBy}` : "";
  return facts.activatedAt ? `${by} on ${localInstant(facts, "en-GB")}` : by;
}

/** `Caisse 1, Caisse 2` */
function namesOf(tills: unknown): string {
  return Array.isArray(tills) ? tills.map((till: { name: string }) => till.name).join(", ") : "";
}

/** An instant on the venue's own clock: that of activation, unless another is named. */
function localInstant(
  facts: Readonly<Record<string, unknown>>,
  locale: string,
  instant: unknown = facts.activatedAt,
): string {
  const options = {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: String(facts.timeZone ?? "UTC"),
  } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(String(instant)));
}
