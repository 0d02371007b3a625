import type { Sentence } from "./sentence.ts";

/** Whom the checklist speaks to: those who can do what it says, or the customer who can ask for it. */
export type Audience = "staff" | "player";

export type Told = Readonly<Record<Audience, Sentence>>;

export const stepTitles = {
  paid: { fr: "Achat payé", en: "Purchase paid" },
  invoice_issued: { fr: "Facture émise", en: "Invoice issued" },
  invoice_activated: { fr: "Facture activée au comptoir", en: "Invoice activated at the counter" },
  session_ready: { fr: "Session prête", en: "Session ready" },
  started: { fr: "Session démarrée", en: "Session started" },
  active: { fr: "Session en cours", en: "Session running" },
} satisfies Record<string, Sentence>;

export const completedTitle: Sentence = { fr: "Session terminée", en: "Session completed" };

export const paidAtTheEndTitle: Sentence = {
  fr: "Paiement à la fin du jeu",
  en: "Payment at the end of play",
};

export const closings = {
  running: {
    fr: "Tout est en ordre : la session est en cours.",
    en: "All is well: the session is running.",
  },
  over: { fr: "Le temps est terminé.", en: "The time is over." },
} satisfies Record<string, Sentence>;

/** What stands in the way of play, and what each of the two can do about it. */
export const remedies = {
  unpaid: {
    staff: { fr: "Encaissez le paiement de l’achat.", en: "Take the payment of the purchase." },
    player: { fr: "Payez au comptoir.", en: "Pay at the counter." },
  },
  toBeBilled: {
    staff: {
      fr: "Le jeu est fini : facturez la session et encaissez le montant.",
      en: "Play is over: bill the session and take the payment.",
    },
    player: { fr: "Le jeu est fini : payez au comptoir.", en: "Play is over: pay at the counter." },
  },
  leftUnpaid: {
    staff: {
      fr: "Le client est parti sans payer : le montant reste noté comme impayé.",
      en: "The customer left without paying: the amount stays noted as unpaid.",
    },
    player: {
      fr: "Ce jeu n’a pas été payé : voyez avec le comptoir.",
      en: "This play was not paid: ask the counter.",
    },
  },
  purchaseOver: {
    staff: {
      fr: "L’achat est annulé, en échec ou remboursé : vendez un nouveau forfait.",
      en: "The purchase is cancelled, failed or refunded: sell a new package.",
    },
    player: {
      fr: "L’achat est annulé, en échec ou remboursé : pour jouer, achetez un forfait au comptoir.",
      en: "The purchase is cancelled, failed or refunded: to play, buy a package at the counter.",
    },
  },
  noInvoice: {
    staff: {
      fr: "Payé sans facture : cela ne doit jamais arriver. Ouvrez « Diagnostic » et appuyez sur « Réparer ».",
      en: "Paid without an invoice: this must never happen. Open “Diagnostics” and press “Repair”.",
    },
    player: {
      fr: "Payé sans facture : cela ne doit jamais arriver. Montrez cet écran au comptoir.",
      en: "Paid without an invoice: this must never happen. Show this screen at the counter.",
    },
  },
  toBeScanned: {
    staff: { fr: "Scannez le QR de la facture au comptoir.", en: "Scan the invoice’s QR at the counter." },
    player: { fr: "Montrez le QR au comptoir.", en: "Show the QR at the counter." },
  },
  invoiceExpired: {
    staff: {
      fr: "La facture a expiré. Vendez un nouveau forfait.",
      en: "The invoice expired. Sell a new package.",
    },
    player: {
      fr: "La facture a expiré. Voyez avec le comptoir ce qui est possible.",
      en: "The invoice expired. Ask the counter what can be done.",
    },
  },
  invoiceOver: {
    staff: {
      fr: "La facture est annulée ou remboursée. Vendez un nouveau forfait.",
      en: "The invoice is cancelled or refunded. Sell a new package.",
    },
    player: {
      fr: "La facture est annulée ou remboursée. Pour jouer, achetez un forfait au comptoir.",
      en: "The invoice is cancelled or refunded. To play, buy a package at the counter.",
    },
  },
  noSession: {
    staff: {
      fr: "Activée sans session : cela ne doit jamais arriver. Ouvrez « Diagnostic » et appuyez sur « Réparer ».",
      en: "Activated without a session: this must never happen. Open “Diagnostics” and press “Repair”.",
    },
    player: {
      fr: "Activée sans session : cela ne doit jamais arriver. Montrez cet écran au comptoir.",
      en: "Activated without a session: this must never happen. Show this screen at the counter.",
    },
  },
  sessionExpired: {
    staff: {
      fr: "La session a expiré sans être démarrée. Vendez un nouveau forfait.",
      en: "The session expired before it was started. Sell a new package.",
    },
    player: {
      fr: "La session a expiré sans être démarrée. Voyez avec le comptoir ce qui est possible.",
      en: "The session expired before it was started. Ask the counter what can be done.",
    },
  },
  stopped: {
    staff: {
      fr: "La session a été arrêtée. Vendez un nouveau forfait, ou demandez à un administrateur si le client est remboursé.",
      en: "The session was stopped. Sell a new package, or ask an administrator whether the customer is paid back.",
    },
    player: {
      fr: "La session a été arrêtée. Demandez pourquoi au comptoir.",
      en: "The session was stopped. Ask the counter why.",
    },
  },
  toBeStarted: {
    staff: { fr: "Appuyez sur « Démarrer ».", en: "Press “Start”." },
    player: { fr: "Demandez au comptoir de démarrer.", en: "Ask the counter to start it." },
  },
  paused: {
    staff: { fr: "En pause. Appuyez sur « Reprendre ».", en: "Paused. Press “Resume”." },
    player: {
      fr: "En pause. Demandez au comptoir de reprendre.",
      en: "Paused. Ask the counter to resume it.",
    },
  },
  pausedByOutage: {
    staff: {
      fr: "En pause depuis la coupure. Appuyez sur « Reprendre » : aucune minute n’est perdue.",
      en: "Paused since the power cut. Press “Resume”: no minute is lost.",
    },
    player: {
      fr: "En pause depuis la coupure : aucune minute n’est perdue. Demandez au comptoir de reprendre.",
      en: "Paused since the power cut: no minute is lost. Ask the counter to resume it.",
    },
  },
} satisfies Record<string, Told>;
export type Remedy = keyof typeof remedies;

/** Nothing starts or resumes before the clock is confirmed, so that comes first. */
export const clockFirst: Told = {
  staff: {
    fr: "L’horloge a reculé : un administrateur doit d’abord la confirmer dans les réglages. Ensuite : ",
    en: "The clock went backwards: an administrator must first confirm it in the settings. Then: ",
  },
  player: {
    fr: "L’horloge du centre a reculé : un administrateur doit d’abord la confirmer. Ensuite : ",
    en: "The venue’s clock went backwards: an administrator must first confirm it. Then: ",
  },
};
