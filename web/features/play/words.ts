const fr = {
  title: "Mes achats",
  hello: "Bonjour {{name}}",
  filter: "Quels achats afficher",
  stages: { all: "Tous", waiting: "En attente", active: "En cours", completed: "Terminés" },
  loading: "Chargement de vos achats…",
  loadingOne: "Chargement de l’achat…",
  empty: {
    all: "Vous n’avez encore rien acheté",
    waiting: "Rien en attente",
    active: "Aucune session en cours",
    completed: "Rien de terminé",
  },
  emptyHint: "Achetez un forfait au comptoir : il apparaît ici avec son QR.",
  toUse: "Montrez ce QR au comptoir",
  validUntil: "Valable jusqu’au {{when}}",
  steps: "Où en est-on ?",
  back: "Tous mes achats",
  print: "Facture en PDF",
  priceAtEnd: "Prix : à la fin du jeu",
  lowTime: "Bientôt fini : voyez le comptoir pour prolonger.",
  sanctions: {
    warning: "Vous avez reçu un avertissement",
    suspension: "Vous êtes suspendu jusqu’au {{when}}",
    ban: "Vous êtes exclu du centre",
  },
};

const en: typeof fr = {
  title: "My purchases",
  hello: "Hello {{name}}",
  filter: "Which purchases to show",
  stages: { all: "All", waiting: "Waiting", active: "Active", completed: "Completed" },
  loading: "Loading your purchases…",
  loadingOne: "Loading the purchase…",
  empty: {
    all: "You have not bought anything yet",
    waiting: "Nothing is waiting",
    active: "No session is running",
    completed: "Nothing is completed",
  },
  emptyHint: "Buy a package at the counter: it appears here with its QR.",
  toUse: "Show this QR at the counter",
  validUntil: "Valid until {{when}}",
  steps: "Where does it stand?",
  back: "All my purchases",
  print: "Invoice as PDF",
  priceAtEnd: "Price: when play ends",
  lowTime: "Ending soon: see the counter to extend.",
  sanctions: {
    warning: "You were warned",
    suspension: "You are suspended until {{when}}",
    ban: "You are banned from the centre",
  },
};

export const playWords = { fr, en };
