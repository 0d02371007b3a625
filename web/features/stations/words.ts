const fr = {
  title: "Postes",
  loading: "Chargement des postes…",
  pick: "Choisir un poste libre",
  none: "Sans poste",
  add: "Ajouter un poste",
  newTitle: "Nouveau poste",
  changeTitle: "Modifier le poste",
  name: "Nom du poste",
  namePlaceholder: "PC 7",
  free: "Libre",
  taken: "Occupé",
  emptyTitle: "Aucun poste",
  emptyHint: "Ajoutez les PC et les consoles du centre : le comptoir saura lesquels sont libres.",
  inService: "En service",
};

const en: typeof fr = {
  title: "Stations",
  loading: "Loading the stations…",
  pick: "Choose a free station",
  none: "No station",
  add: "Add a station",
  newTitle: "New station",
  changeTitle: "Change the station",
  name: "Name of the station",
  namePlaceholder: "PC 7",
  free: "Free",
  taken: "Taken",
  emptyTitle: "No station",
  emptyHint: "Add the centre’s PCs and consoles: the counter will know which are free.",
  inService: "In service",
};

export const stationWords = { fr, en };
