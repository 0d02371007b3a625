import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";

const fr = {
  session: "sessions de jeu",
  forceComplete:
    "clore une session comme si son temps était écoulé ; le reste est perdu, la facture utilisée",
  terminate: "arrêter une session pour de bon ; le temps qui reste est perdu",
  reason: "motif, gardé dans le journal (3 à 300 caractères)",
  completed: (id: number) => `La session n° ${id} est terminée.`,
  terminated: (id: number) => `La session n° ${id} est arrêtée.`,
  invoice: (number: string, status: string) => `Facture ${number} : ${status}.`,
};

const en: typeof fr = {
  session: "play sessions",
  forceComplete: "close a session as if its time had run out; the rest is lost, the invoice used",
  terminate: "stop a session for good; the time left is lost",
  reason: "reason, kept in the log (3 to 300 characters)",
  completed: (id: number) => `Session no. ${id} is completed.`,
  terminated: (id: number) => `Session no. ${id} is stopped.`,
  invoice: (number: string, status: string) => `Invoice ${number}: ${status}.`,
};

export const sessionWords: Readonly<Record<Language, typeof fr>> = { fr: spaceFrenchWords(fr), en };
