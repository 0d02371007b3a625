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
  pinTitle: "Mon code PIN",
  pinIsSet: "Avec lui, vous donnez votre accord à un remboursement sur l’écran d’un caissier.",
  pinIsMissing:
    "Vous n’en avez pas encore : choisissez-en un pour donner votre accord à un remboursement sur l’écran d’un caissier.",
  pin: "Nouveau code PIN",
  pinHint: "4 à 8 chiffres.",
  pinSave: "Choisir ce code",
  pinSaved: "Code PIN enregistré.",
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
  pinTitle: "My PIN",
  pinIsSet: "With it you approve a refund at a clerk’s screen.",
  pinIsMissing: "You have none yet: choose one to approve refunds at a clerk’s screen.",
  pin: "New PIN",
  pinHint: "4 to 8 digits.",
  pinSave: "Choose this PIN",
  pinSaved: "PIN saved.",
};

export const accountWords = { fr, en };
