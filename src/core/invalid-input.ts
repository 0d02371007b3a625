import { spaceFrench } from "./french-spacing.ts";
import type { Language } from "./problems.ts";

/** Rules of our own for what is entered, in words. Elsewhere they are mentioned by their names. */
const rules = {
  control_characters: {
    fr: "les caractères de contrôle ne sont pas acceptés",
    en: "control characters are not accepted",
  },
  username_shape: {
    fr: "2 à 32 lettres sans accent, chiffres, points ou tirets",
    en: "2 to 32 letters without accents, digits, dots or dashes",
  },
  phone_shape: {
    fr: "des chiffres, avec un + devant si besoin",
    en: "digits, with an optional + in front",
  },
  unknown_cursor: {
    fr: "cette suite de liste est inconnue",
    en: "this continuation of a list is unknown",
  },
  key_without_check: {
    fr: "une anomalie se nomme avec son contrôle",
    en: "a finding is named together with its check",
  },
  period_order: {
    fr: "le dernier jour vient avant le premier",
    en: "the last day comes before the first",
  },
  period_length: {
    fr: "366 jours au plus",
    en: "366 days at most",
  },
  each_once: {
    fr: "chacun une seule fois",
    en: "each only once",
  },
  pin_shape: {
    fr: "4 à 8 chiffres",
    en: "4 to 8 digits",
  },
  time_of_day_shape: {
    fr: "une heure de 00:00 à 23:59",
    en: "a time from 00:00 to 23:59",
  },
  needs_minutes: {
    fr: "dites combien de minutes",
    en: "say how many minutes",
  },
  needs_name: {
    fr: "donnez-lui un nom",
    en: "give it a name",
  },
  needs_window: {
    fr: "un pass a des heures",
    en: "a pass has hours",
  },
  needs_open_rule: {
    fr: "le jeu au temps a sa règle : pas, minimum, plafond",
    en: "open-ended play has its rule: step, minimum, ceiling",
  },
  not_of_this_kind: {
    fr: "ne va pas avec ce genre de forfait",
    en: "does not go with this kind of package",
  },
  ceiling_below_minimum: {
    fr: "le plafond est sous le minimum",
    en: "the ceiling is below the minimum",
  },
  percent_or_price: {
    fr: "un pourcentage, ou un prix : l’un des deux",
    en: "a percentage, or a price: one of the two",
  },
  price_without_package: {
    fr: "un prix se donne pour un forfait ; pour tous, un pourcentage",
    en: "a price is given for one package; for all of them, a percentage",
  },
  suspension_length: {
    fr: "une suspension a une durée, les autres sanctions n’en ont pas",
    en: "a suspension has a length, other sanctions have none",
  },
  day_in_sight: {
    fr: "un jour de 1900 à 2199",
    en: "a day from 1900 to 2199",
  },
  day_of_birth: {
    fr: "un jour passé, comme 2010-05-31",
    en: "a day in the past, as 2010-05-31",
  },
  minors_hours: {
    fr: "indiquez les deux heures, différentes, ou aucune",
    en: "give both hours, different ones, or none",
  },
  hours_empty: {
    fr: "l’heure de fermeture est celle de l’ouverture",
    en: "it closes at the time it opens",
  },
  hours_overlap: {
    fr: "deux plages d’ouverture se chevauchent",
    en: "two opening hours overlap",
  },
  unknown_currency: {
    fr: "cette devise est inconnue",
    en: "this currency is unknown",
  },
  unknown_time_zone: {
    fr: "ce fuseau horaire est inconnu",
    en: "this time zone is unknown",
  },
  image_kind: {
    fr: "une image PNG ou JPEG de 2000 points de côté au plus",
    en: "a PNG or JPEG image of at most 2000 points a side",
  },
  image_size: {
    fr: "une image de 200 ko au plus",
    en: "an image of at most 200 kB",
  },
  idempotency_key_shape: {
    fr: "1 à 200 caractères visibles, sans espace",
    en: "1 to 200 visible characters, without spaces",
  },
} as const;
export type InputRule = keyof typeof rules;

type Facts = Readonly<Record<string, unknown>>;

/** A field that is wrong. Its message is the name of one of our rules, or already in words. */
export interface InvalidField {
  readonly field: string;
  readonly message: string;
}

/** The message that names a rule: for zod, and for refusals. */
export function inputRule(rule: InputRule): string {
  return rule;
}

/** True when a message is the name of one of our rules. */
export function isInputRule(message: string): message is InputRule {
  return Object.hasOwn(rules, message);
}

/** Puts the facts of an `invalid_input` into words: each field's message, and a summary of the first five. */
export function wordInvalidInput(facts: Facts, language: Language): Facts {
  if (!Array.isArray(facts.errors)) return facts;
  const say = (text: string) => (language === "fr" ? spaceFrench(text) : text);
  const errors = (facts.errors as InvalidField[]).map(({ field, message }) => ({
    field,
    message: say(isInputRule(message) ? rules[message][language] : message),
  }));
  const colon = language === "fr" ? " : " : ": ";
  const summary = errors
    .slice(0, 5)
    .map(({ field, message }) => say(`${field}${colon}${message}`))
    .join(" · ");
  return { ...facts, summary: facts.summary ?? summary, errors };
}
