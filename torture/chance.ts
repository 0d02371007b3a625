/** Chance that a seed repeats: the same seed makes the same choices in the same order. */
export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True in so many of a hundred cases. */
  percent(hundredths: number): boolean;
  /** One of a list, or undefined when it is empty. */
  oneOf<Item>(items: readonly Item[]): Item | undefined;
}

/** A linear congruential generator with a mixed output (Numerical Recipes' constants, murmur3's finalizer). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    between,
    percent: (hundredths) => next() * 100 < hundredths,
    oneOf: (items) => items[between(0, items.length - 1)],
  };
}
