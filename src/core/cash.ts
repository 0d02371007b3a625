/**
 * The notes and coins of a currency, in its minor units, the largest first. A till whose currency is not listed is
 * counted as one amount.
 */
const denominations: Readonly<Record<string, readonly number[]>> = {
  XOF: [10_000, 5_000, 2_000, 1_000, 500, 250, 200, 100, 50, 25, 10, 5],
  XAF: [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 25, 10, 5],
  EUR: [50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
};

/** Empty for a currency whose notes and coins are not known here. */
export function denominationsOf(currency: string): readonly number[] {
  return denominations[currency] ?? [];
}

/** How many pieces of each denomination were counted, by the denomination written as a number. */
export type CashCount = Readonly<Record<string, number>>;

/** What the pieces are worth, in minor units; null when one of them is no note or coin of the currency. */
export function worthOf(counts: CashCount, currency: string): number | null {
  const known = denominationsOf(currency);
  let worth = 0;
  for (const [denomination, pieces] of Object.entries(counts)) {
    if (!known.includes(Number(denomination))) return null;
    worth += Number(denomination) * pieces;
  }
  return worth;
}

/** What moves the cash of a shift, in minor units. */
export interface CashFlow {
  readonly openingCash: number;
  readonly cashPayments: number;
  readonly cashRefunds: number;
  readonly cashIn: number;
  readonly cashOut: number;
}

/** What should lie in the till. */
export function expectedCash({ openingCash, cashPayments, cashRefunds, cashIn, cashOut }: CashFlow): number {
  return openingCash + cashPayments - cashRefunds + cashIn - cashOut;
}
