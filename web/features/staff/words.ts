const fr = {
  title: "Équipe",
  loading: "Chargement de l’équipe…",
  add: "Ajouter une personne",
  newTitle: "Nouvelle personne",
  changeTitle: "Modifier {{name}}",
  name: "Nom",
  username: "Identifiant",
  usernameHint: "Lettres, chiffres, points ou tirets.",
  role: "Rôle",
  roles: { clerk: "Caisse", administrator: "Administrateur", player: "Joueur" },
  active: "Peut se connecter",
};

const en: typeof fr = {
  title: "Staff",
  loading: "Loading the staff…",
  add: "Add somebody",
  newTitle: "Somebody new",
  changeTitle: "Change {{name}}",
  name: "Name",
  username: "Username",
  usernameHint: "Letters, digits, dots or dashes.",
  role: "Role",
  roles: { clerk: "Clerk", administrator: "Administrator", player: "Player" },
  active: "May sign in",
};

export const staffWords = { fr, en };
