const fr = {
  title: "Journal des scans",
  loading: "Chargement des scans…",
  emptyTitle: "Aucun scan",
  emptyHint: "Chaque essai au comptoir s’inscrit ici, les refus aussi.",
  ofInvoice: "Scans de cette facture",
  ofInvoiceEmpty: "Cette facture n’a pas encore été scannée.",
  outcome: {
    activated: "Activée",
    invalid_code: "Refusé : code inconnu",
    already_active: "Refusé : déjà activée",
    already_used: "Refusé : déjà utilisée",
    expired: "Refusé : expirée",
    cancelled: "Refusé : annulée",
    refunded: "Refusé : remboursée",
    pass_not_yet: "Refusé : trop tôt",
    rate_limited: "Refusé : trop d’essais",
    player_suspended: "Refusé : joueur suspendu",
    player_banned: "Refusé : joueur exclu",
  },
};

const en: typeof fr = {
  title: "Scan log",
  loading: "Loading the scans…",
  emptyTitle: "No scan",
  emptyHint: "Every attempt at the counter is written here, refused ones too.",
  ofInvoice: "Scans of this invoice",
  ofInvoiceEmpty: "This invoice has not been scanned yet.",
  outcome: {
    activated: "Activated",
    invalid_code: "Refused: unknown code",
    already_active: "Refused: already activated",
    already_used: "Refused: already used",
    expired: "Refused: expired",
    cancelled: "Refused: cancelled",
    refunded: "Refused: refunded",
    pass_not_yet: "Refused: too early",
    rate_limited: "Refused: too many attempts",
    player_suspended: "Refused: player suspended",
    player_banned: "Refused: player banned",
  },
};

export const scanWords = { fr, en };
