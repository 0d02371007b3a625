const NARROW_SPACE = "\u202f";

/** French typography: a narrow no-break space before ; : ! ? and inside « ». Works on a text or a whole dictionary. */
export function withFrenchSpacing<Words>(words: Words): Words {
  if (typeof words === "string") {
    return words.replace(/ ([;:!?»%])/g, `${NARROW_SPACE}$1`).replace(/« /g, `«${NARROW_SPACE}`) as Words;
  }
  if (Array.isArray(words)) return words.map(withFrenchSpacing) as Words;
  const spaced = Object.entries(words as object).map(([key, value]) => [key, withFrenchSpacing(value)]);
  return Object.fromEntries(spaced) as Words;
}
