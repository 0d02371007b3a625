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
  minorAge: "Majorité, en années",
  minorsFrom: "Mineurs : à partir de",
  minorsUntil: "Mineurs : jusqu’à",
  minorsHint: "Vides : les mineurs jouent à toute heure.",
  minorsUntilHint: "Plus tôt que le début : après minuit.",
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
  minorAge: "Of age from, in years",
  minorsFrom: "Minors: from",
  minorsUntil: "Minors: until",
  minorsHint: "Empty: minors play at any hour.",
  minorsUntilHint: "Earlier than the start: past midnight.",
  currency: "Currency",
  timeZone: "Time zone",
  clockTitle: "This computer’s clock went backwards",
  clockHint:
    "Sessions neither start nor close, so that nobody loses time. Check the date and time of the computer.",
  clockAskAdministrator: "An administrator must confirm the time.",
  clockConfirm: "The time is right",
};

export const venueWords = { fr, en };
