import { wrongPort } from "../config.ts";
import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";

/** What the command line says, in both languages. */
const fr = {
  program: "GameZone : vendre du temps de jeu, scanner, jouer, et la session se ferme d’elle-même.",
  data: "dossier des données",
  json: "réponse en JSON",
  serve: "démarrer le serveur",
  port: "port d’écoute (3000)",
  host: "adresse d’écoute ; 0.0.0.0 pour tout le réseau local",
  noDemo: "premier démarrage sans données de démonstration",
  starting: "GameZone démarre…",
  ready: (address: string) => `\n  GameZone est prêt : ${address}\n`,
  first: "  Premiers mots de passe, affichés cette seule fois :",
  roles: { administrator: "administrateur", clerk: "caisse", player: "joueur" },
  stopHint: "  Ctrl+C pour arrêter. Les données restent.\n",
  stopping: "GameZone s’arrête…",
  portTaken: (port: number) =>
    `Le port ${port} est déjà pris. Arrêtez l’autre programme, ou choisissez-en un autre : --port ${port + 1}`,
  wrongPort: wrongPort.fr,
  noVenue: "Il n’y a pas encore de centre dans cette base : démarrez d’abord le serveur.",
  noUser: (name: string) => `Aucun compte ne s’appelle « ${name} ».`,
  user: "comptes",
  userCreate: "créer un compte ; affiche son mot de passe une seule fois",
  userReset: "donner un nouveau mot de passe",
  apiKey: "clés pour les programmes",
  apiKeyCreate: "créer une clé, affichée seule sur la sortie standard",
  apiKeyList: "lister les clés",
  apiKeyRevoke: "retirer une clé",
  revoked: "Clé retirée.",
  role: "player, clerk ou administrator",
  name: "nom affiché",
  db: "base de données",
  dbUrl: "adresse de la base en service",
  apiDocument: "écrire le document OpenAPI",
};

const en: typeof fr = {
  program: "GameZone: sell play time, scan, play, and the session closes by itself.",
  data: "data folder",
  json: "answer in JSON",
  serve: "start the server",
  port: "port to listen on (3000)",
  host: "address to listen on; 0.0.0.0 for the whole local network",
  noDemo: "first start without demonstration data",
  starting: "GameZone is starting…",
  ready: (address: string) => `\n  GameZone is ready: ${address}\n`,
  first: "  First passwords, shown this once:",
  roles: { administrator: "administrator", clerk: "clerk", player: "player" },
  stopHint: "  Ctrl+C to stop. The data stays.\n",
  stopping: "GameZone is stopping…",
  portTaken: (port: number) =>
    `Port ${port} is already taken. Stop the other program, or choose another: --port ${port + 1}`,
  wrongPort: wrongPort.en,
  noVenue: "There is no venue in this database yet: start the server first.",
  noUser: (name: string) => `No account is called “${name}”.`,
  user: "accounts",
  userCreate: "create an account; shows its password once",
  userReset: "give a new password",
  apiKey: "keys for programs",
  apiKeyCreate: "make a key, printed alone on standard output",
  apiKeyList: "list keys",
  apiKeyRevoke: "revoke a key",
  revoked: "Key revoked.",
  role: "player, clerk or administrator",
  name: "shown name",
  db: "database",
  dbUrl: "address of the database in use",
  apiDocument: "write the OpenAPI document",
};

export const words: Readonly<Record<Language, typeof fr>> = { fr: spaceFrenchWords(fr), en };
