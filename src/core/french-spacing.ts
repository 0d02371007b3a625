import { NARROW_SPACE } from "./money.ts";

/**
 * French typography puts a narrow no-break space before `; : ! ? »` and after `«`, so that no line begins or ends
 * with a sign alone. Only a plain space that is already there is replaced: addresses and times (`10:30`) have none.
 */
export function spaceFrench(text: string): string {
  return text.replace(/ (?=[;:!?»])/g, NARROW_SPACE).replace(/« /g, `«${NARROW_SPACE}`);
}

/** The same for everything that a collection of French words says, its sentences with parts to fill in as well. */
export function spaceFrenchWords<Words>(words: Words): Words {
  const space = (value: unknown): unknown => {
    if (typeof value === "string") return spaceFrench(value);
    if (typeof value === "function") return (...parts: unknown[]) => space(value(...parts));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, space(inner)]));
  };
  return space(words) as Words;
}
