const fr = {
  title: "Mon compte",
  signOut: "Se déconnecter",
  changePassword: "Changer mon mot de passe",
  current: "Mot de passe actuel",
  new: "Nouveau mot de passe",
  newHint: "Huit caractères au moins.",
  again: "Nouveau mot de passe, encore une fois",
  different: "Les deux saisies diffèrent.",
  tooShort: "Huit caractères au moins.",
  changed: "Mot de passe changé. Reconnectez-vous.",
};

const en: typeof fr = {
  title: "My account",
  signOut: "Sign out",
  changePassword: "Change my password",
  current: "Current password",
  new: "New password",
  newHint: "Eight characters at least.",
  again: "New password, once more",
  different: "The two entries differ.",
  tooShort: "Eight characters at least.",
  changed: "Password changed. Sign in again.",
};

export const accountWords = { fr, en };
