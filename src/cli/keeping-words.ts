import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";

/** What `purge`, `backup` and `restore` say, in both languages. */
const fr = {
  purge: "archiver les sessions terminées depuis longtemps, avec tout leur historique",
  olderThan: "âge en jours (sinon celui des réglages)",
  wrongDays: "Le nombre de jours est un entier de 1 à 36500.",
  dryRun: "dire seulement ce qui serait archivé",
  statuses: {
    ready: "prêtes",
    active: "en cours",
    paused: "en pause",
    completed: "terminées",
    expired: "expirées",
    terminated: "arrêtées",
  },
  would: (venue: string, before: string) =>
    `${venue} : seraient archivées les sessions closes avant le ${before} :`,
  wouldNothing: (venue: string, before: string) => `${venue} : aucune session close avant le ${before}.`,
  wouldRow: (status: string, sessions: number, minutes: number) =>
    `  ${status} : ${sessions} (${minutes} min jouées)`,
  moved: (venue: string, sessions: number, before: string) =>
    `${venue} : ${sessions} session(s) close(s) avant le ${before} archivée(s).`,
};

const en: typeof fr = {
  purge: "archive sessions that ended long ago, with all their history",
  olderThan: "age in days (otherwise that of the settings)",
  wrongDays: "The number of days is a whole number from 1 to 36500.",
  dryRun: "only say what would be archived",
  statuses: {
    ready: "ready",
    active: "active",
    paused: "paused",
    completed: "completed",
    expired: "expired",
    terminated: "terminated",
  },
  would: (venue: string, before: string) =>
    `${venue}: sessions that closed before ${before} would be archived:`,
  wouldNothing: (venue: string, before: string) => `${venue}: no session closed before ${before}.`,
  wouldRow: (status: string, sessions: number, minutes: number) =>
    `  ${status}: ${sessions} (${minutes} min played)`,
  moved: (venue: string, sessions: number, before: string) =>
    `${venue}: ${sessions} session(s) that closed before ${before} archived.`,
};

export const keepingWords: Readonly<Record<Language, typeof fr>> = { fr: spaceFrenchWords(fr), en };
