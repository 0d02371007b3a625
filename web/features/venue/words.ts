const fr = {
  title: "Réglages",
  loading: "Chargement des réglages…",
  name: "Nom du centre",
  address: "Adresse",
  addressHint: "Imprimée sur les factures.",
  threshold: "Seuil de coupure, en secondes",
  thresholdHint:
    "Après une coupure plus longue, les sessions en cours sont mises en pause et rien n’est perdu.",
  retention: "Archivage des sessions, en jours",
  retentionHint:
    "Les sessions terminées depuis plus longtemps passent aux archives : elles restent lisibles et comptées.",
  refundApproval: "Remboursement : accord d’un administrateur au-delà de",
  refundApprovalHint: "Vide : un caissier rembourse sans demander, quel que soit le montant.",
  currency: "Devise",
  timeZone: "Fuseau horaire",
  clockTitle: "L’horloge de ce poste a reculé",
  clockHint:
    "Les sessions ne démarrent et ne se ferment plus, pour que personne ne perde de temps. Vérifiez la date et l’heure du poste.",
  clockAskAdministrator: "Un administrateur doit confirmer l’heure.",
  clockConfirm: "L’heure est juste",
};

const en: typeof fr = {
  title: "Settings",
  loading: "Loading the settings…",
  name: "Name of the centre",
  address: "Address",
  addressHint: "Printed on invoices.",
  threshold: "Power cut threshold, in seconds",
  thresholdHint: "After a longer cut, running sessions are paused and nothing is lost.",
  retention: "Archiving of sessions, in days",
  retentionHint:
    "Sessions that ended longer ago move to the archive: they can still be read, and still count.",
  refundApproval: "Refunds: an administrator approves above",
  refundApprovalHint: "Empty: a clerk pays back without asking, whatever the amount.",
  currency: "Currency",
  timeZone: "Time zone",
  clockTitle: "This computer’s clock went backwards",
  clockHint:
    "Sessions neither start nor close, so that nobody loses time. Check the date and time of the computer.",
  clockAskAdministrator: "An administrator must confirm the time.",
  clockConfirm: "The time is right",
};

export const venueWords = { fr, en };
