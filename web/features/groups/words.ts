const fr = {
  size: "Combien de joueurs ?",
  fewer: "Un joueur de moins",
  more: "Un joueur de plus",
  soldTitle_one: "Vendu : {{count}} facture",
  soldTitle_other: "Vendu : {{count}} factures, un seul paiement",
  places: "Où s’assoient-ils ? {{chosen}} sur {{players}}",
  seat_one: "Démarrer {{count}} session",
  seat_other: "Démarrer {{count}} sessions",
  seatHint: "Tous démarrent au même instant. Ceux qui n’ont pas de poste gardent leur facture.",
  seated_one: "{{count}} session a démarré",
  seated_other: "{{count}} sessions ont démarré",
  invoices: "Les factures, une par joueur",
};

const en: typeof fr = {
  size: "How many play?",
  fewer: "One player less",
  more: "One player more",
  soldTitle_one: "Sold: {{count}} invoice",
  soldTitle_other: "Sold: {{count}} invoices, one payment",
  places: "Where do they sit? {{chosen}} of {{players}}",
  seat_one: "Start {{count}} session",
  seat_other: "Start {{count}} sessions",
  seatHint: "All start at the same instant. Those without a station keep their invoice.",
  seated_one: "{{count}} session has started",
  seated_other: "{{count}} sessions have started",
  invoices: "The invoices, one a player",
};

export const groupWords = { fr, en };
