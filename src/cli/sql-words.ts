import { spaceFrenchWords } from "../core/french-spacing.ts";
import type { Language } from "../core/problems.ts";

const fr = {
  sql: "invite SQL avec les noms de l’ancien système (search_path = legacy, public)",
  command: "exécuter cette instruction, puis finir",
  json: "lignes en JSON",
  welcome: "SQL de GameZone. Une instruction finit par « ; ». Pour quitter : \\q",
  error: "ERREUR",
  notice: "NOTE",
  hint: "ASTUCE",
  rows: (count: number) => (count > 1 ? `(${count} lignes)` : `(${count} ligne)`),
};

const en: typeof fr = {
  sql: "SQL prompt with the old system's names (search_path = legacy, public)",
  command: "run this statement, then end",
  json: "rows as JSON",
  welcome: "SQL of GameZone. A statement ends with “;”. To quit: \\q",
  error: "ERROR",
  notice: "NOTICE",
  hint: "HINT",
  rows: (count: number) => (count === 1 ? `(${count} row)` : `(${count} rows)`),
};

export const sqlWords: Readonly<Record<Language, typeof fr>> = { fr: spaceFrenchWords(fr), en };
