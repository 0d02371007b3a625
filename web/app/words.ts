const fr = {
  nav: {
    label: "Navigation principale",
    counter: "Comptoir",
    floor: "Plan",
    sell: "Vendre",
    invoices: "Factures",
    players: "Joueurs",
    catalog: "Catalogue",
    tariffs: "Tarifs",
    stations: "Postes",
    takings: "Recettes",
    staff: "Équipe",
    settings: "Réglages",
    account: "Mon compte",
    more: "Plus",
    skip: "Aller au contenu",
  },
  live: {
    lost: "Connexion perdue : l’affichage reprendra de lui-même. Rien n’est perdu.",
  },
};

const en: typeof fr = {
  nav: {
    label: "Main navigation",
    counter: "Counter",
    floor: "Map",
    sell: "Sell",
    invoices: "Invoices",
    players: "Players",
    catalog: "Catalogue",
    tariffs: "Tariffs",
    stations: "Stations",
    takings: "Takings",
    staff: "Staff",
    settings: "Settings",
    account: "My account",
    more: "More",
    skip: "Skip to content",
  },
  live: {
    lost: "Connection lost: the screen will catch up by itself. Nothing is lost.",
  },
};

export const shellWords = { fr, en };
