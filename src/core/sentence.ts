import { spaceFrench } from "./french-spacing.ts";
import type { Language } from "./problems.ts";

/** What is said to people, in every language. */
export type Sentence = Readonly<Record<Language, string>>;

/** A sentence in one language, typographically right. */
export function say(sentence: Sentence, language: Language): string {
  return language === "fr" ? spaceFrench(sentence.fr) : sentence.en;
}
