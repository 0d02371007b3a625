import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import { withFrenchSpacing } from "./french-spacing.ts";
import type { Words } from "./words.ts";

export const languages = ["fr", "en"] as const;
export type Language = (typeof languages)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Words };
  }
}

const KEY = "gamezone.language";

/** French, unless somebody chose English on this device or the browser speaks English first. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "fr" || chosen === "en") return chosen;
  return navigator.language.toLowerCase().startsWith("en") ? "en" : "fr";
}

i18n.on("languageChanged", (language) => {
  document.documentElement.lang = language;
});

/** Gives the screens their words; an app says only those that its own screens need. Before anything is drawn. */
export async function speak(words: {
  readonly fr: Partial<Words>;
  readonly en: Partial<Words>;
}): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: "fr",
    resources: { fr: { translation: withFrenchSpacing(words.fr) }, en: { translation: words.en } },
    interpolation: { escapeValue: false },
  });
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await i18n.changeLanguage(language);
}

export function currentLanguage(): Language {
  return i18n.language === "en" ? "en" : "fr";
}

export default i18n;
