import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";

/** What `purge`, `backup` and `restore` say, in both languages. */
const fr = {
  purge: "archiver les sessions terminées depuis longtemps, avec tout leur historique",
  olderThan: "âge en jours (sinon celui des réglages)",
  wrongDays: "Le nombre de jours est un entier de 1 à 36500.",
  dryRun: "dire seulement ce qui serait archivé",
  would: (venue: string, before: string) =>
    `${venue} : seraient archivées les sessions closes avant le ${before} :`,
  wouldNothing: (venue: string, before: string) => `${venue} : aucune session close avant le ${before}.`,
  wouldRow: (status: string, sessions: number, minutes: number) =>
    `  ${status} : ${sessions} (${minutes} min jouées)`,
  moved: (venue: string, sessions: number, before: string) =>
    `${venue} : ${sessions} session(s) close(s) avant le ${before} archivée(s).`,
  backup: "sauvegarder toute la base dans un fichier, même pendant le service",
  to: "dossier de la sauvegarde (sinon « backups » dans le dossier des données)",
  made: (file: string, size: string) => `Sauvegarde faite et relue : ${file} (${size}).`,
  byPgDump: (version: number) => `Format de PostgreSQL, par pg_dump ${version}.`,
  noPgDump: "Format de GameZone : pg_dump et pg_restore ne sont pas sur ce poste.",
  oldPgDump: (version: number, needed: number) =>
    `Format de GameZone : pg_dump ${version} est plus ancien que le serveur PostgreSQL ${needed}.`,
  secret: "Ce fichier contient les comptes et les empreintes des mots de passe : gardez-le comme une clé.",
  restore: "remettre une sauvegarde en place ; la base d’avant est gardée sous un autre nom",
  yes: "le faire vraiment",
  into: "restaurer dans une autre base, vide, sans toucher à celle en service",
  whole: (file: string) => `${file} est entière et lisible.`,
  contents: (product: string, madeAt: string, rows: number) =>
    `Faite par GameZone ${product} le ${madeAt}, ${rows} lignes.`,
  wouldRestore: [
    "Avec --yes, elle serait restaurée dans une nouvelle base, vérifiée, puis mise à la place de celle en service.",
    "La base d’avant serait gardée sous un autre nom. Rien n’a été changé.",
  ].join("\n"),
  wouldRestoreInto: "Avec --yes, elle serait restaurée dans la base indiquée. Rien n’a été changé.",
  restored: "La sauvegarde est restaurée et en place.",
  restoredInto: "La sauvegarde est restaurée dans la base indiquée.",
  keptAs: (name: string) =>
    `La base d’avant est gardée sous le nom ${name}. Une fois sûr de n’en plus avoir besoin : drop database ${name};`,
  findings: (count: number) =>
    `Attention : le diagnostic trouve ${count} anomalie(s) dans cette copie ; elles y étaient déjà à la sauvegarde. Lancez : gamezone doctor`,
  serverRunning:
    "GameZone tourne sur ce dossier de données. Arrêtez-le d’abord (Ctrl+C dans sa fenêtre), puis recommencez.",
};

const en: typeof fr = {
  purge: "archive sessions that ended long ago, with all their history",
  olderThan: "age in days (otherwise that of the settings)",
  wrongDays: "The number of days is a whole number from 1 to 36500.",
  dryRun: "only say what would be archived",
  would: (venue: string, before: string) =>
    `${venue}: sessions that closed before ${before} would be archived:`,
  wouldNothing: (venue: string, before: string) => `${venue}: no session closed before ${before}.`,
  wouldRow: (status: string, sessions: number, minutes: number) =>
    `  ${status}: ${sessions} (${minutes} min played)`,
  moved: (venue: string, sessions: number, before: string) =>
    `${venue}: ${sessions} session(s) that closed before ${before} archived.`,
  backup: "save the whole database into a file, also while the shop is open",
  to: "folder of the backup (otherwise “backups” in the data folder)",
  made: (file: string, size: string) => `Backup made and read back: ${file} (${size}).`,
  byPgDump: (version: number) => `PostgreSQL’s format, by pg_dump ${version}.`,
  noPgDump: "GameZone’s format: pg_dump and pg_restore are not on this machine.",
  oldPgDump: (version: number, needed: number) =>
    `GameZone’s format: pg_dump ${version} is older than the PostgreSQL ${needed} server.`,
  secret: "This file holds the accounts and the hashes of their passwords: keep it like a key.",
  restore: "put a backup in place; the database of before is kept under another name",
  yes: "really do it",
  into: "restore into another, empty database without touching the one in use",
  whole: (file: string) => `${file} is complete and readable.`,
  contents: (product: string, madeAt: string, rows: number) =>
    `Made by GameZone ${product} at ${madeAt}, ${rows} rows.`,
  wouldRestore: [
    "With --yes it would be restored into a new database, checked, and put in the place of the one in use.",
    "The database of before would be kept under another name. Nothing was changed.",
  ].join("\n"),
  wouldRestoreInto: "With --yes it would be restored into the given database. Nothing was changed.",
  restored: "The backup is restored and in place.",
  restoredInto: "The backup is restored into the given database.",
  keptAs: (name: string) =>
    `The database of before is kept as ${name}. Once you are sure you no longer need it: drop database ${name};`,
  findings: (count: number) =>
    `Beware: the doctor finds ${count} fault(s) in this copy, which were there when it was made. Run: gamezone doctor`,
  serverRunning: "GameZone runs on this data folder. Stop it first (Ctrl+C in its window), then try again.",
};

export const keepingWords: Readonly<Record<Language, typeof fr>> = { fr: spaceFrenchWords(fr), en };
