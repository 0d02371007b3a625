import { useSyncExternalStore } from "react";

/**
 * Stands in for i18next and react-i18next where players look: the same names in half a kilobyte instead of seventeen.
 * It knows the part of them that these screens use: sentences by their path, facts put into them, and two languages.
 * Nothing is counted there: a sentence with a plural would be shown by its path, which the test of every screen refuses.
 */

interface Dictionary {
  readonly [word: string]: string | Dictionary | undefined;
}
type Facts = Readonly<Record<string, unknown>>;
type Translate = (path: string, facts?: Facts) => string;

interface Options {
  readonly lng: string;
  readonly resources: Readonly<Record<string, { readonly translation: Dictionary }>>;
}

let resources: Options["resources"] = {};
const listeners = new Set<(language: string) => void>();

const i18n = {
  language: "",
  t: translateInto(""),
  use: () => i18n,
  on(_event: "languageChanged", listener: (language: string) => void) {
    listeners.add(listener);
  },
  async init(options: Options) {
    resources = options.resources;
    await i18n.changeLanguage(options.lng);
  },
  async changeLanguage(language: string) {
    i18n.language = language;
    i18n.t = translateInto(language);
    for (const each of listeners) each(language);
  },
};
export default i18n;

/** What i18next needs to know of React; nothing here. */
export const initReactI18next = null;

/** The words in the language of the screen; whoever uses them is drawn again when it changes. */
export function useTranslation(): { t: Translate; i18n: typeof i18n } {
  const t = useSyncExternalStore(subscribe, () => i18n.t);
  return { t, i18n };
}

function translateInto(language: string): Translate {
  return (path, facts = {}) => {
    let found: string | Dictionary | undefined = resources[language]?.translation;
    for (const word of path.split(".")) found = typeof found === "object" ? found[word] : undefined;
    if (typeof found !== "string") return path;
    return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(facts[name]));
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
