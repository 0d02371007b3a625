const fr = {
  cancel: "Annuler l’achat",
  cancelTitle: "Annuler l’achat {{id}}",
  cancelCost: "Rien n’a été payé : l’achat est simplement retiré.",
  cancelConfirm: "Annuler l’achat",
  cancelReasons: ["Le client a changé d’avis", "Erreur de saisie"],
};

const en: typeof fr = {
  cancel: "Cancel the purchase",
  cancelTitle: "Cancel purchase {{id}}",
  cancelCost: "Nothing was paid: the purchase is simply withdrawn.",
  cancelConfirm: "Cancel the purchase",
  cancelReasons: ["The customer changed their mind", "Typing error"],
};

export const purchaseWords = { fr, en };
